import { PlaceOrderRequested } from "@sourdough/events-schema";
import { Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { orderId, render, requestId } from "../../test/render.ts";
import { enqueueOrder, orderNotReceived, orderReceived } from "./place-order.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const body = {
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
};

const enqueue = (request: Partial<Parameters<typeof render>[1]>) =>
  new URLSearchParams(render(enqueueOrder, { body, path: { orderId }, ...request }).text);
const enqueued = (request: Parameters<typeof enqueue>[0]) =>
  PlaceOrderRequested.parse(JSON.parse(enqueue(request).get("MessageBody") ?? "null"));

test("puts the order on the queue with its customer and trace", () => {
  expect(Object.fromEntries(enqueue({}))).toMatchObject({ Action: "SendMessage" });
  expect(enqueued({ header: { traceparent } })).toEqual({
    metadata: {
      correlationId: orderId,
      causationId: requestId,
      traceparent,
      requestedAt: 1_763_883_000_000,
    },
    data: { orderId, customer: { customerId: "ada", email: "ada@example.com" }, order: body },
  });
});

test.each([[undefined], ["00-hello"], [`${traceparent}"`]])(
  "makes a trace of its own instead of %s",
  (header) => {
    const { metadata } = enqueued({ header: header === undefined ? {} : { traceparent: header } });

    expect(metadata.traceparent).toBe("00-c6af9ac67b6111e69a4193e8deadbeef-c6af9ac67b6111e6-01");
  },
);

test("gets awkward addresses through the form and the JSON", () => {
  const claims = { email: "o'hara+bread&butter@example.com", phone_number: "+4915112345678" };

  expect(enqueued({ claims }).data.customer).toEqual({
    customerId: "ada",
    email: "o'hara+bread&butter@example.com",
    phone: "+4915112345678",
  });
});

test.each([
  ["ord-1"],
  [orderId.toLowerCase()],
  [`${orderId}&Action=PurgeQueue`],
  ['"}'],
  ["ord-01JD7Q2Z8M4V6T0K9X3C5B7N1U"],
])("sends no message for the order id %s", (malformed) => {
  const form = enqueue({ path: { orderId: malformed } });

  expect([...form]).toEqual([["Action", "SendMessage"]]);
});

test.each([
  ["", orderId],
  ["with a slash after it", `${orderId}/`],
  ["with slashes after it", `${orderId}//`],
  ["encoded", orderId.replace("-", "%2D")],
])("answers with the id of the path %s", (_, written) => {
  const { text } = render(orderReceived, { body: {}, url: `/local/orders/${written}` });

  expect(JSON.parse(text)).toEqual({ orderId, status: "RECEIVED" });
});

test.each([
  ["ord-1", 400, "orders.malformed_id"],
  ["%zz", 400, "orders.malformed_id"],
  ["100%", 400, "orders.malformed_id"],
  ["%ff", 400, "orders.malformed_id"],
  [orderId, 503, "orders.unavailable"],
])("says of the order %s that was not received %s", (id, status, code) => {
  const { text, override } = render(orderNotReceived, { body: {}, path: { orderId: id } });

  expect(override.status).toBe(status);
  expect(Problem.parse(JSON.parse(text))).toMatchObject({ status, code });
});
