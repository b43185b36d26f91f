import { type Bakery, openBakery } from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { added, openShop, variant, viewed } from "./activity.ts";

let bakery: Bakery;
let shop: Awaited<ReturnType<typeof openShop>>;

beforeAll(async () => {
  bakery = await openBakery();
  shop = await openShop(bakery);
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

test("what visitors do becomes demand, and is told to shop and office", async () => {
  const [popular, office] = await Promise.all([
    shop.staff.follow("/shop/store-1"),
    shop.staff.follow("/office/demand"),
  ]);
  const doings = [
    ...[viewed("butter-croissant"), viewed("butter-croissant"), added("butter-croissant")],
    ...[viewed("country-loaf"), added("country-loaf"), viewed("country-loaf", "store-2")],
    ...[variant("MenuShown", "by-category"), variant("MenuShown", "by-category")],
    ...[variant("Ordered", "by-category"), variant("MenuShown", "favourites-first")],
  ];
  await expect(shop.send(doings.map(shop.record))).resolves.toEqual({ received: doings.length });
  await shop.counted();

  await expect(shop.demand("store-1")).resolves.toEqual({
    "butter-croissant": [2, 1],
    "country-loaf": [1, 1],
  });
  await expect(shop.demand("store-2")).resolves.toEqual({ "country-loaf": [1, 0] });
  const day = new Date(bakery.now()).toISOString().slice(0, 10);
  await expect(shop.experiments()).resolves.toEqual([
    { experiment: "menu-order", variant: "favourites-first", day, exposures: 1, conversions: 0 },
    { experiment: "menu-order", variant: "by-category", day, exposures: 2, conversions: 1 },
  ]);
  const skus = ["butter-croissant", "country-loaf"];
  await expect(shop.popular("store-1")).resolves.toEqual({ skus, at: expect.any(String) });
  await expect(shop.popular("store-3")).resolves.toEqual({ skus: [] });

  await bakery.until(
    "shop and office are told",
    () => popular.messages.length > 0 && office.messages.length > 1,
  );
  expect(popular.messages).toEqual([{ storeId: "store-1", skus: skus.join(","), at: expect.any(String) }]);
  expect(office.messages).toEqual(
    expect.arrayContaining([
      { topic: "demand", id: "store-1", at: expect.any(String) },
      { topic: "demand", id: "store-2", at: expect.any(String) },
    ]),
  );
  popular.close();
  office.close();
  expect(bakery.warnings).toEqual([]);
});
