import { type SalesQuery, SalesView } from "@sourdough/events-schema/http";
import { type Bakery, type Customer, openBakery, settle } from "@sourdough/test-kit";
import { unownedItems } from "@sourdough/test-kit/emulators";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { salesTable } from "../src/adapters/sales-table.ts";
import { storeHourOf } from "../src/domain/store-hour.ts";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const ask = (query: Record<string, string>, who = baker) =>
  who.request("GET", `/office/sales?${new URLSearchParams(query)}`);
const salesOf = async ({ storeId, from, to }: SalesQuery) => {
  const response = await ask({ store: storeId, from, to });
  expect(response.status).toBe(200);
  return SalesView.parse(await response.json());
};
const today = () => storeHourOf("store-1", new Date(bakery.now()).toISOString()).day;
const todays = (storeId: string) => salesOf({ storeId, from: today(), to: today() });

const counted = (storeId: string, orders: number) =>
  bakery.until(`${storeId} sold ${orders} orders`, async () => {
    const view = await todays(storeId);
    return (view.hours[0]?.orders ?? 0) === orders && view;
  });

test("staff see what a store sold, by hour and product", async () => {
  const orderId = await ann.place({
    storeId: "store-2",
    lines: [
      { sku: "butter-croissant", quantity: 2, unitPriceCents: 280 },
      { sku: "country-loaf", quantity: 1, unitPriceCents: 620 },
    ],
  });
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });

  const { hours, products, ...more } = await counted("store-2", 1);
  expect(more).toEqual({ storeId: "store-2", version: 1 });
  const now = storeHourOf("store-2", new Date(bakery.now()).toISOString());
  expect(hours).toEqual([{ ...now, currency: "EUR", orders: 1, notCollected: 0, refundedCents: 0 }]);
  expect(products).toEqual([
    { ...now, currency: "EUR", sku: "butter-croissant", pieces: 2, notCollectedPieces: 0, revenueCents: 560 },
    { ...now, currency: "EUR", sku: "country-loaf", pieces: 1, notCollectedPieces: 0, revenueCents: 620 },
  ]);
  expect(await todays("store-3")).toMatchObject({ hours: [], products: [] });
});

test("a cancelled order is taken out again, and a repeated event changes nothing", async () => {
  const before = await todays("store-1");
  const orderId = await ann.place();
  await ann.decided(orderId);
  const orders = (before.hours[0]?.orders ?? 0) + 1;
  await counted("store-1", orders);

  const confirmed = bakery.published.find(
    ({ "detail-type": name, detail }) => name === "OrderConfirmed" && detail.data.orderId === orderId,
  )!;
  for (let copy = 0; copy < 3; copy += 1)
    await bakery.publish(confirmed.source, confirmed["detail-type"], confirmed.detail);
  await settle(bakery);
  await counted("store-1", orders);

  expect((await ann.request("POST", `/orders/${orderId}/cancel`)).status).toBe(200);
  await settle(bakery);
  expect(await salesOf({ storeId: "store-1", from: "2026-01-01", to: "2099-12-31" })).toEqual(before);
});

test.each([
  [{ store: "store-1", from: "2026-11-29", to: "2026-11-29" }, "customer", 403],
  [{ store: "store-1", from: "2026-11-29" }, "baker", 400],
  [{ store: "nowhere", from: "2026-11-29", to: "2026-11-29" }, "baker", 400],
  [{ store: "store-1", from: "2026-11-31", to: "2026-11-29" }, "baker", 400],
  [{ store: "store-1", from: '2026-11-29"', to: "2026-11-29" }, "baker", 400],
  [{ store: "store-1", from: "2026-11-29", to: "2026-11-29", cursor: 'x"' }, "baker", 400],
  [{ store: "store-1", from: "2026-11-29", to: "2026-11-29", cursor: "9~2026-11-30#a#b" }, "baker", 503],
] as const)("answers %o of a %s with %i", async (query, who, status) => {
  const response = await ask(query, who === "baker" ? baker : ann);

  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
});

test("days that run backwards have no sales", async () => {
  await expect(salesOf({ storeId: "store-2", from: "2026-11-30", to: "2026-11-29" })).resolves.toMatchObject({
    hours: [],
    products: [],
  });
});

test("every item of the table is one of its entities'", async () => {
  const items = await bakery.items("sales");

  expect(new Set(items.map(({ entity }) => entity))).toEqual(
    new Set(["sale", "salesHour", "salesOfProduct"]),
  );
  expect(unownedItems(salesTable({ table: "sales" }).entities, items)).toEqual([]);
});
