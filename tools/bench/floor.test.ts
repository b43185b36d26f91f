import { expect, test } from "vitest";
import type { Hop } from "./console.ts";
import { callsBehind, traceOf } from "./floor.ts";

const ORDER = "ord-01JDZ0000000000000000000AA";
let id = 0;
const hop = (traceId: string, service: string, action: string, input: unknown = {}): Hop => ({
  id: ++id,
  traceId,
  at: id,
  service,
  action,
  resource: "*",
  input,
});

// The page's router asks its edge function first, in a trace of its own.
const hops = [
  hop("router", "cloudfront", "Invoke", { uri: `/orders/${ORDER}` }),
  hop("order", "execute-api", "PUT", { orderId: ORDER }),
  hop("order", "sqs", "SendMessage"),
  hop("order", "sqs", "Receive"),
  hop("order", "dynamodb", "TransactWriteItems"),
  hop("order", "appsync", "Broadcast", { orderId: ORDER, status: "PENDING" }),
  hop("order", "events", "PutEvents"),
  hop("order", "appsync", "Broadcast", { orderId: ORDER, status: "CONFIRMED" }),
  hop("order", "dynamodb", "PutItem"),
  hop("other", "appsync", "Broadcast", { orderId: "ord-01JDZ0000000000000000000BB" }),
];

test("finds the calls of an order until customers are told, and none after it or of a service itself", () => {
  const trace = hops.filter(({ traceId }) => traceId === traceOf(hops, ORDER));
  expect(callsBehind(trace).map(({ action }) => action)).toEqual([
    "SendMessage",
    "TransactWriteItems",
    "PutEvents",
  ]);
});

test("says that nobody was told of an order, and takes no other order's calls", () => {
  expect(() => traceOf(hops.slice(0, 5), ORDER)).toThrow(
    `The journal has no broadcast about ${ORDER} in its 5 newest hops.`,
  );
  expect(callsBehind(hops.slice(0, 5))).toEqual([]);
});
