import { OrderIdRefused, OrderStatusChanged, pattern } from "@sourdough/events-schema";
import { KitchenMessage, OrderStatusMessage } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { consumes } from "../consumes.ts";
import {
  idRefusalMessage,
  kitchenMessage,
  rejectionMessage,
  statusMessage,
  unpaidKitchenMessage,
  unpaidMessage,
} from "./status-message.ts";

/** What EventBridge does with a template: put values in, as they are. */
const fill = ({ template, paths }: Pick<typeof statusMessage, "template" | "paths">, data: object) =>
  template.replace(/<(\w+)>/g, (_, name: string) => {
    const field = paths[name]?.split(".").at(-1);
    return String(Object.entries(data).find(([key]) => key === field)?.[1]);
  });

const [confirmed, rejected] = OrderStatusChanged.examples;
const unpaid = { ...confirmed, status: "READY", sequence: 4, unpaid: true } as const;

test.each([
  ["a change", statusMessage, confirmed],
  ["a rejection", rejectionMessage, rejected],
  ["lost money", unpaidMessage, unpaid],
] as const)("publishes %s to the customer's channel", (_, target, data) => {
  const { customerId, storeId, ...message } = data;
  const { channel, events } = JSON.parse(fill(target, data));

  expect(channel).toBe(`/orders/${customerId}/${data.orderId}`);
  expect(events.map((event: string) => OrderStatusMessage.parse(JSON.parse(event)))).toEqual([message]);
});

test("publishes a refused id to the channel of who chose it, as an order that was rejected", () => {
  const [{ orderId, customerId, at }] = OrderIdRefused.examples;
  const { channel, events } = JSON.parse(fill(idRefusalMessage, { orderId, customerId, at }));

  expect(channel).toBe(`/orders/${customerId}/${orderId}`);
  expect(events.map((event: string) => OrderStatusMessage.parse(JSON.parse(event)))).toEqual([
    { orderId, status: "REJECTED", sequence: 1, at, reason: "id_taken" },
  ]);
});

test.each([
  ["a change", kitchenMessage, confirmed],
  ["lost money", unpaidKitchenMessage, unpaid],
] as const)("publishes %s to the store's kitchen, without the customer", (_, target, data) => {
  const { customerId, storeId, ...message } = data;
  const { channel, events } = JSON.parse(fill(target, data));

  expect(channel).toBe(`/kitchen/${storeId}`);
  expect(events.map((event: string) => KitchenMessage.strict().parse(JSON.parse(event)))).toEqual([message]);
});

test("tells a kitchen of what it works on, and of what was called off", () => {
  const unpaid = [{ exists: false }];
  const before = ["CONFIRMED", "READY", "COLLECTED", "CANCELLED"];
  const since = ["CONFIRMED", "READY", "COLLECTED", "NOT_COLLECTED", "CANCELLED"];

  expect(pattern(...consumes.KitchenMessages)).toMatchObject({
    $or: [
      { detail: { metadata: { version: [1] }, data: { status: before, unpaid } } },
      { detail: { metadata: { version: [2] }, data: { status: since, unpaid } } },
    ],
  });
});
