import type { EventContract, Reads } from "@sourdough/events-schema";
import {
  addVersion,
  both,
  type Case,
  files,
  found,
  nextVersion,
  redeclare,
  remove,
  replace,
} from "./mistake.ts";

const { orders, payments, inventory } = files;

type Part = EventContract & Reads;

const reading = ({ reads, having, lacking, among }: Part): Reads => ({ reads, having, lacking, among });

export const patterns: readonly Case[] = [
  {
    mistake: "nobody who keeps events without a contract",
    make: remove("UnknownEventsRule", "UnknownEventsTarget"),
    found: found("event.lost", "Bus", "infra/platform.ts"),
  },
  {
    mistake: "an unknown version that nobody keeps",
    make: replace("UnknownOrdersEventsRule", '"anything-but":[1]', '"anything-but":[1,99]'),
    found: found("event.lost", "Bus", "infra/platform.ts"),
  },
  {
    mistake: "a typo in a detail-type",
    make: replace("AuthorizePaymentRule", "PaymentRequested", "PaymentRequestd"),
    found: found("pattern.impossible", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "a typo in a detail-type, as seen by the consumer",
    make: replace("AuthorizePaymentRule", "PaymentRequested", "PaymentRequestd"),
    found: found("consumer.starved", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "a rule that no event can match",
    make: replace("AuthorizePaymentRule", "PaymentRequested", "PaymentRequestd"),
    found: found("rule.unreachable", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "an event that nobody gets any more",
    make: replace("AuthorizePaymentRule", "PaymentRequested", "PaymentRequestd"),
    found: found("event.unrouted", "PaymentRequested v1", "events-schema/src/orders/payment-requested.v1.ts"),
  },
  {
    mistake: "a wrong source",
    make: replace("MenuItemsRule", "sourdough.inventory", "sourdough.inventry"),
    found: found("pattern.impossible", "MenuItemsRule", orders),
  },
  {
    mistake: "the source of another service",
    make: replace("MenuItemsRule", "sourdough.inventory", "sourdough.orders"),
    found: found("pattern.impossible", "MenuItemsRule", orders),
  },
  {
    mistake: "a version there is not",
    make: replace("StockReservationRule", '"version":[1]', '"version":[2]'),
    found: found("pattern.impossible", "StockReservationRule", inventory),
  },
  {
    mistake: "a pattern for version 1 where the consumer takes version 2 as well",
    make: both(
      addVersion("PaymentRequested"),
      redeclare("AuthorizePayment", (parts) => [
        ...parts,
        ...parts.map((part) => ({ ...nextVersion(part), ...reading(part) }) as Part),
      ]),
    ),
    found: found("consumer.starved", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "a consumer that stayed with version 1",
    make: addVersion("PaymentRequested"),
    found: found("version.old", "AuthorizePayment", "services/payments/src/consumes.ts"),
  },
  {
    mistake: "a pattern that takes an event too many",
    make: replace("AuthorizePaymentRule", '["PaymentRequested"]', '["PaymentRequested","OrderPlaced"]'),
    found: found("consumer.surprised", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "a pattern that takes an event too few",
    make: replace("SettlePaymentRule", ',"OrderCancelled"', ""),
    found: found("consumer.starved", "SettlePaymentRule", payments),
  },
  {
    mistake: "a pattern on a field that is not there",
    make: replace("OrderRejectionMessagesRule", '"reason"', '"reasn"'),
    found: found("path.missing", "OrderRejectionMessagesRule", orders),
  },
  {
    mistake: "a pattern on the absence of a field that is always there",
    make: replace("OrderStatusMessagesRule", '"reason"', '"status"'),
    found: found("pattern.impossible", "OrderStatusMessagesRule", orders),
  },
  {
    mistake: "a pattern for a value that its enum does not have",
    make: replace("KitchenMessagesRule", "COLLECTED", "COLECTED"),
    found: found("pattern.impossible", "KitchenMessagesRule", orders),
  },
  {
    mistake: "a pattern that AWS would refuse",
    make: replace("MenuItemsRule", '"version":[1]', '"version":1'),
    found: found("definition.invalid", "MenuItemsRule", orders),
  },
  {
    mistake: "a rule on a bus of its own",
    make: replace("MenuItemsRule", "sourdough-local-bus", "default"),
    found: found("rule.bus", "MenuItemsRule", orders),
  },
  {
    mistake: "a rule that lost its target",
    make: remove("SettlePaymentTarget"),
    found: found("rule.targetless", "SettlePaymentRule", payments),
  },
  {
    mistake: "a queue that nobody empties",
    make: remove("MenuItemsPipe"),
    found: found("route.deadEnd", "MenuItemsQueue", orders),
  },
];
