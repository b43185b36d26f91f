import { byKey } from "@sourdough/lambda-kit/dynamodb";
import type { EntityItem } from "electrodb";
import { expect, test } from "vitest";
import { ordersTable } from "./orders-table.ts";

const { order, claim } = ordersTable({ table: "OrdersTable" }).entities;

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const at = "2026-11-23T07:30:00.000Z";
const attributes = {
  orderId,
  customerId: "ada",
  email: "ada@example.com",
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
  totalCents: 840,
  currency: "EUR",
  status: "CONFIRMED",
  sequence: 2,
  placedAt: at,
  updatedAt: at,
} as const;
const written = (changes: Partial<EntityItem<typeof order>> = {}) =>
  order
    .put({ ...attributes, lines: [...attributes.lines], ...changes })
    .params<{ Item: Record<string, unknown> }>().Item;

test("lies under its customer", () => {
  expect(written()).toMatchObject({ pk: "customer#ada", sk: `order#${orderId}`, entity: "order" });
});

test.each([
  ["CONFIRMED", "store-1/CONFIRMED"],
  ["READY", "store-1/READY"],
  ["COLLECTED", "store-1/COLLECTED"],
  ["PENDING", undefined],
  ["REJECTED", undefined],
  ["CANCELLED", undefined],
] as const)("when %s, is in the kitchen's list %s", (status, kitchen) => {
  expect(written({ status }).kitchen).toBe(kitchen);
});

test("is read as it was written", () => {
  expect(order.parse({ Item: written() }).data).toEqual(attributes);
});

test("reads an order and a claim as they were written before ElectroDB", () => {
  const orderBefore = {
    pk: "customer#ada",
    sk: `order#${orderId}`,
    entity: "order",
    kitchen: "store-1/CONFIRMED",
    ...attributes,
  };
  const claimBefore = { pk: `order#${orderId}`, sk: "claim", entity: "claim", customerId: "ada" };

  expect(order.parse({ Item: orderBefore }, byKey).data).toEqual(attributes);
  expect(claim.parse({ Item: claimBefore }, byKey).data).toEqual({ customerId: "ada" });
});

test("does not take an item of another kind for an order", () => {
  const limits = { pk: "customer#ada", sk: "limits", entity: "limits", totalCents: 200_000 };
  expect(order.parse({ Item: limits }, byKey).data).toBeNull();
});
