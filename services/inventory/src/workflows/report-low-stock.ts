import { StockLow } from "@sourdough/events-schema";
import { batchTimeoutSeconds, depthAfter, eventEntryExpression, publishEach } from "@sourdough/workflow-kit";
import { stockEntity } from "../adapters/keys.ts";
import { lowStock } from "../domain/stock.ts";

const low = Array.from({ length: lowStock }, (_, pieces) => String(pieces));

/**
 * Lets through the changes with which a product becomes low. Stream images hold numbers as text, which `numeric`
 * does not match, so the pattern lists them: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-filtering.html
 */
export const becameLow = {
  dynamodb: {
    NewImage: { entity: { S: [stockEntity] }, onHand: { N: low } },
    OldImage: { onHand: { N: [{ "anything-but": low }] } },
  },
};

/** Express state machine that publishes a StockLow for each such change. */
export const reportLowStock = (busName: string) => ({
  StartAt: "PublishLowStock",
  TimeoutSeconds: batchTimeoutSeconds,
  States: {
    PublishLowStock: publishEach(`(
      $item := dynamodb.NewImage;
      $cause := $item.lastChange.M;
      ${eventEntryExpression(busName, StockLow, {
        eventId: "$cause.eventId.S & '-stock-low-' & $item.sku.S",
        cause: {
          correlationId: "$cause.correlationId.S",
          causationId: "$cause.eventId.S",
          traceparent: "$cause.traceparent.S",
          depth: depthAfter("$number($cause.depth.N)"),
        },
        data: {
          storeId: "$item.storeId.S",
          sku: "$item.sku.S",
          onHand: "$number($item.onHand.N)",
          threshold: String(lowStock),
        },
      })}
    )`),
  },
});
