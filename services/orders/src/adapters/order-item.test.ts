import { expect, test } from "vitest";
import { at } from "../../test/fakes.ts";
import type { Order } from "../domain/order.ts";
import { fromOrderItem, toOrderItem } from "./order-item.ts";

const order: Order = {
  orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  customer: { customerId: "ada", email: "ada@example.com", phone: "+4915112345678" },
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
  totalCents: 840,
  currency: "EUR",
  status: "REJECTED",
  sequence: 2,
  reason: "sold_out",
  placedAt: at,
  updatedAt: at,
};

test("lies under its customer", () => {
  expect(toOrderItem(order)).toMatchObject({
    pk: "customer#ada",
    sk: `order#${order.orderId}`,
    entity: "order",
  });
});

test.each([
  ["CONFIRMED", "store-1/CONFIRMED"],
  ["READY", "store-1/READY"],
  ["COLLECTED", "store-1/COLLECTED"],
  ["PENDING", undefined],
  ["REJECTED", undefined],
  ["CANCELLED", undefined],
] as const)("when %s, is in the kitchen's list %s", (status, kitchen) => {
  expect(toOrderItem({ ...order, status }).kitchen).toBe(kitchen);
});

test("comes back as it was stored", () => {
  expect(fromOrderItem(toOrderItem(order))).toEqual(order);
});
