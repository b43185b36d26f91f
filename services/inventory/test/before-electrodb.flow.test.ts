import { OrderCancelled } from "@sourdough/events-schema";
import { unownedItems } from "@sourdough/test-kit/emulators";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inventoryTable } from "../src/adapters/inventory-table.ts";
import { openBakeries } from "./bakeries.ts";
import { menu, orderId, outcome, request, traceparent, ulid } from "./messages.ts";

let bakeries: Awaited<ReturnType<typeof openBakeries>>;

beforeAll(async () => {
  bakeries = await openBakeries();
});
afterAll(() => bakeries?.stop());

const done = { batchItemFailures: [] };

// The items as they were written before they were ElectroDB's.
const store = {
  pk: "stores",
  sk: "store#store-1",
  menuPk: "store#store-1",
  menuSk: "#store",
  entity: "store",
  storeId: "store-1",
  name: "Mitte",
  city: "Berlin",
};
const productsBefore = menu({ rye: 10, bun: 5, cake: 0 }).products.map(({ delivered, ...facts }) => ({
  ...facts,
  listed: facts.sku !== "cake",
  version: 1,
}));
const productBefore = (product: (typeof productsBefore)[number]) => ({
  pk: "products",
  sk: `product#${product.sku}`,
  entity: "product",
  ...product,
});
const stockBefore = ({
  sku,
  name,
  category,
  priceCents,
  allergens,
  listed,
}: (typeof productsBefore)[number]) => ({
  pk: "store#store-1",
  sk: `stock#${sku}`,
  ...(listed && { menuPk: "store#store-1", menuSk: `item#${category}#${name}#${sku}` }),
  entity: "stock",
  storeId: "store-1",
  sku,
  name,
  category,
  priceCents,
  allergens,
  delivered: 10,
  onHand: 7,
  reserved: 2,
  sold: 1,
  lastChange: { eventId: `evt-${ulid(9)}`, correlationId: "imp-0", traceparent },
});
const reservationBefore = {
  pk: `order#${orderId(7)}`,
  sk: "reservation",
  entity: "reservation",
  orderId: orderId(7),
  storeId: "store-1",
  status: "RESERVED",
  lines: [{ sku: "rye", quantity: 2 }],
};

const openBefore = async () => {
  const bakery = await bakeries.bakery({});
  for (const item of [
    store,
    ...productsBefore.map(productBefore),
    ...productsBefore.map(stockBefore),
    reservationBefore,
  ])
    await bakery.put(item);
  return bakery;
};

test("loads a catalogue from before", async () => {
  const { catalogue } = await openBefore();
  const { stores, products, stock } = await catalogue.load();

  expect(stores).toEqual([{ storeId: "store-1", name: "Mitte", city: "Berlin" }]);
  expect(products).toHaveLength(3);
  expect(products).toEqual(expect.arrayContaining(productsBefore));
  expect(stock).toHaveLength(3);
  for (const { sku } of productsBefore)
    expect(stock).toContainEqual(
      expect.objectContaining({ storeId: "store-1", sku, delivered: 10, onHand: 7, reserved: 2, sold: 1 }),
    );
});

test("imports over it, and takes what is no longer sold off the menu", async () => {
  const { deliver, stock, items } = await openBefore();
  const again = await deliver(menu({ rye: 12, cake: 10 }));
  const rows = (await items()).filter(({ entity }) => entity === "stock");
  const row = (sku: string) => rows.find((item) => item.sku === sku);

  expect(again).toEqual({ products: 2, changed: 3, published: 2, refused: [] });
  await expect(stock()).resolves.toEqual({ rye: [9, 2, 1], bun: [7, 2, 1], cake: [7, 2, 1] });
  expect(row("rye")).toMatchObject({ listed: true, delivered: 12, menuPk: "store#store-1" });
  expect(row("cake")).toMatchObject({ listed: true, menuPk: "store#store-1" });
  expect(row("bun")).toMatchObject({ listed: false });
  expect(row("bun")).not.toHaveProperty("menuPk");
  expect(row("bun")).not.toHaveProperty("menuSk");
  expect(unownedItems(inventoryTable({ table: "any" }).entities, rows)).toEqual([]);
  await expect(deliver(menu({ rye: 12, cake: 10 }))).resolves.toMatchObject({ changed: 0 });
});

test("holds and gives back pieces of it", async () => {
  const { reserve, settle, stock, published } = await openBefore();

  await expect(reserve(request(1, { rye: 3, bun: 1 }))).resolves.toEqual(done);
  await expect(reserve(request(2, { cake: 1 }))).resolves.toEqual(done);
  await expect(settle(outcome(OrderCancelled, 7))).resolves.toEqual(done);
  await expect(stock()).resolves.toEqual({ rye: [6, 3, 1], bun: [6, 3, 1], cake: [7, 2, 1] });
  expect((await published()).map(({ name }) => name).sort()).toEqual([
    "StockRejected",
    "StockReleased",
    "StockReserved",
  ]);
});
