import { type Case, files, found, replace, setProperty } from "./mistake.ts";

const { orders, inventory, notifications } = files;

export const filters: readonly Case[] = [
  {
    mistake: "a filter policy for a value that cannot occur",
    make: replace("EmailSubscription", "OrderRejected", "OrderRefused"),
    found: found("pattern.impossible", "EmailSubscription", notifications),
  },
  {
    mistake: "a filter policy on a field that is not there",
    make: replace("SmsSubscription", '"phone"', '"phoneNumber"'),
    found: found("path.missing", "SmsSubscription", notifications),
  },
  {
    mistake: "a filter policy that lets customers without a phone through",
    make: setProperty("SmsSubscription", { filterPolicy: "{}" }),
    found: found("consumer.surprised", "SmsSubscription", notifications),
  },
  {
    mistake: "a filter of a pipe on a queue, with a typo",
    make: setProperty("MenuItemsPipe", {
      sourceParameters: {
        filterCriteria: { filters: [{ pattern: '{"body":{"detail":{"data":{"lited":[true,false]}}}}' }] },
      },
    }),
    found: found("path.missing", "MenuItemsPipe", orders),
  },
  {
    mistake: "a filter of the outbox that lets nothing through",
    make: replace("OrdersOutboxPipe", "outbox", "outbx"),
    found: found("pattern.impossible", "OrdersOutboxPipe", orders),
  },
  {
    mistake: "a filter on a field of the table that is not there",
    make: replace("LowStockPipe", '"onHand"', '"onhand"'),
    found: found("path.missing", "LowStockPipe", inventory),
  },
];
