import { OrderStatusChanged } from "@sourdough/events-schema";
import { OrderStatusMessage } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { rejectionMessage, statusMessage } from "./status-message.ts";

/** What EventBridge does with a template: put values in, as they are. */
const fill = ({ template, paths }: typeof statusMessage, data: object) =>
  template.replace(/<(\w+)>/g, (_, name: string) => {
    const field = paths[name]?.split(".").at(-1);
    return String(Object.entries(data).find(([key]) => key === field)?.[1]);
  });

const [confirmed, rejected] = OrderStatusChanged.examples;

test.each([
  ["a change", statusMessage, confirmed],
  ["a rejection", rejectionMessage, rejected],
] as const)("publishes %s to the customer's channel", (_, target, data) => {
  const { customerId, ...message } = data;
  const { channel, events } = JSON.parse(fill(target, data));

  expect(channel).toBe(`/orders/${customerId}/${data.orderId}`);
  expect(events.map((event: string) => OrderStatusMessage.parse(JSON.parse(event)))).toEqual([message]);
});
