import type { EventContract } from "@sourdough/events-schema";
import { attributes, type DataFields, jsonata, metadataFrom, object, outbox } from "@sourdough/workflow-kit";
import { keys, reservationHead } from "../adapters/keys.ts";

/** JSONata that may use `$event` (the bus event), `$order` (its data), `$table`, and the functions below. */
export const expression = (body: string) =>
  jsonata(`(
  $table := $states.input.table;
  $event := $parse($states.input.body);
  $order := $event.detail.data;
  $cause := $event.detail.metadata;

  $reservationKey := ${object(attributes(keys.reservation, "$order.orderId"))};
  $reservation := ${object(attributes(reservationHead, "$order.orderId"))};

  $stockKey := function($storeId, $sku) {
    ${object(attributes(keys.stock, "$storeId", "$sku"))}
  };

  $reservationId := 'res-' & $substringAfter($order.orderId, '-');

  $plainLines := function($item) {
    [$item.lines.L.M.{'sku': sku.S, 'quantity': $number(quantity.N)}]
  };

  ${body}
)`);

/**
 * The outbox item of what follows `$event`, for use in `expression`. Its id derives from the event's, so that a
 * repeated event gives the same id.
 */
export const followUp = <Event extends EventContract>(event: Event, step: string, data: DataFields<Event>) =>
  outbox(event, {
    about: "$order.orderId",
    eventId: `$cause.eventId & '-${step}'`,
    cause: metadataFrom("$cause"),
    data,
  });

/** ARN of an AWS SDK task. */
export const dynamodb = (operation: string) => `arn:aws:states:::aws-sdk:dynamodb:${operation}`;
