import { createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { usualLimits } from "../domain/order-limits.ts";
import { checkOrder } from "./check-order.ts";

type Item = Record<string, Record<string, unknown>>;
const menuItem = (sku: string, priceCents: number, listed = true): Item => ({
  sku: { S: sku },
  priceCents: { N: String(priceCents) },
  listed: { BOOL: listed },
});
const croissants = { sku: "butter-croissant", quantity: 3, unitPriceCents: 280 };
const loaf = { sku: "country-loaf", quantity: 1, unitPriceCents: 620 };

let stop = () => {};
afterEach(() => stop());

const check = async (lines: (typeof croissants)[], menu: Item[], limits?: Item) => {
  const asked: unknown[] = [];
  const workflows = createWorkflows({
    dynamodb: {
      BatchGetItem: (input) => {
        asked.push(input);
        return { Responses: { orders: menu }, UnprocessedKeys: {} };
      },
      GetItem: (input) => {
        asked.push(input);
        return { Item: limits };
      },
    },
  });
  stop = workflows.stop;
  const totalCents = lines.reduce((total, line) => total + line.quantity * line.unitPriceCents, 0);
  const execution = await workflows.run(checkOrder("orders", usualLimits), {
    customerId: "ada",
    lines,
    totalCents,
  });
  return { ...execution, asked };
};

test("accepts products at their price, and asks for each once", async () => {
  const { output, asked } = await check(
    [croissants, loaf, croissants],
    [menuItem("butter-croissant", 280), menuItem("country-loaf", 620)],
  );

  expect(output).toEqual({});
  expect(asked).toHaveLength(2);
  expect(asked).toEqual(
    expect.arrayContaining([
      {
        RequestItems: {
          orders: {
            Keys: [
              { pk: { S: "menu#butter-croissant" }, sk: { S: "item" } },
              { pk: { S: "menu#country-loaf" }, sk: { S: "item" } },
            ],
            ProjectionExpression: "sku, priceCents, listed",
          },
        },
      },
      { TableName: "orders", Key: { pk: { S: "customer#ada" }, sk: { S: "limits" } } },
    ]),
  );
});

test.each([
  ["a product that is not there", [menuItem("country-loaf", 620)], "unknown_product"],
  ["an empty menu", [], "unknown_product"],
  ["a product off the menu", [menuItem("butter-croissant", 280, false)], "unknown_product"],
  ["another price", [menuItem("butter-croissant", 290)], "price_changed"],
])("finds %s", async (_, menu, reason) => {
  expect((await check([croissants], menu)).output).toEqual({ reason });
});

test("names the product before the price", async () => {
  const { output } = await check([loaf, croissants], [menuItem("country-loaf", 650)]);

  expect(output).toEqual({ reason: "unknown_product" });
});

test.each([
  ["1,000.00", { ...loaf, quantity: 1, unitPriceCents: 100_000 }],
  ["500 pieces", { ...loaf, quantity: 500, unitPriceCents: 1 }],
])("takes an order of %s", async (_, line) => {
  expect((await check([line], [menuItem(line.sku, line.unitPriceCents)])).output).toEqual({});
});

test.each([
  ["a total over 1,000.00", { ...loaf, quantity: 1, unitPriceCents: 100_001 }, undefined],
  ["more than 500 pieces", { ...loaf, quantity: 501, unitPriceCents: 1 }, undefined],
  ["the customer's own limit", loaf, { totalCents: { N: "600" } }],
])("keeps to %s", async (_, line, limits) => {
  const { output } = await check([line], [menuItem(line.sku, line.unitPriceCents)], limits);

  expect(output).toEqual({ reason: "limit_exceeded" });
});

test("lets a customer with higher limits order more", async () => {
  const line = { ...loaf, quantity: 501, unitPriceCents: 1 };
  const { output } = await check([line], [menuItem(line.sku, 1)], { pieces: { N: "1000" } });

  expect(output).toEqual({});
});
