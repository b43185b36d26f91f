import { expect, test } from "vitest";
import { toDraft4 } from "./draft4.ts";
import { PlaceOrderBody } from "./place-order.ts";

const line = { sku: "butter-croissant", quantity: 3, unitPriceCents: 280 };
const body = { storeId: "store-1", paymentMethodId: "pm_card_visa", lines: [line] };

test("takes an order", () => {
  expect(PlaceOrderBody.parse(body)).toEqual(body);
});

test.each([
  ["an unknown field", { ...body, note: "fresh, please" }],
  ["an unknown field in a line", { ...body, lines: [{ ...line, note: "warm" }] }],
  ["no lines", { ...body, lines: [] }],
  ["51 lines", { ...body, lines: Array.from({ length: 51 }, () => line) }],
  ["zero pieces", { ...body, lines: [{ ...line, quantity: 0 }] }],
  ["minus one piece", { ...body, lines: [{ ...line, quantity: -1 }] }],
  ["half a piece", { ...body, lines: [{ ...line, quantity: 0.5 }] }],
  ["100 pieces", { ...body, lines: [{ ...line, quantity: 100 }] }],
  ["a fraction of a cent", { ...body, lines: [{ ...line, unitPriceCents: 2.5 }] }],
  ["a piece for more than 200", { ...body, lines: [{ ...line, unitPriceCents: 20_001 }] }],
  ["a SKU in capitals", { ...body, lines: [{ ...line, sku: "Croissant" }] }],
])("refuses %s", (_, invalid) => {
  expect(PlaceOrderBody.safeParse(invalid).success).toBe(false);
});

test("becomes a draft 4 model", () => {
  expect(toDraft4(PlaceOrderBody)).toMatchObject({
    $schema: "http://json-schema.org/draft-04/schema#",
    required: ["storeId", "paymentMethodId", "lines"],
    additionalProperties: false,
    properties: { lines: { minItems: 1, maxItems: 50 } },
  });
});
