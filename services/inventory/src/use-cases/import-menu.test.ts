import { expect, test } from "vitest";
import { type Menu, multiplyDelivered } from "../domain/menu.ts";
import type { Catalogue, ProductChange } from "../domain/plan-import.ts";
import { bakery } from "../menu/bakery.ts";
import { importMenu } from "./import-menu.ts";
import type { CatalogueRepository } from "./ports.ts";

const metadata = {
  occurredAt: "2026-11-23T05:00:00.000Z",
  correlationId: "imp-1",
  causationId: "imp-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  newEventId: () => "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
};

/** Keeps a catalogue in memory; `losing` is how many products of the first save somebody else changes first. */
const inMemory = (losing = 0) => {
  let lost = losing;
  let state: Catalogue = { stores: [], products: [], stock: [] };
  const apply = ({ product, stock }: ProductChange) => {
    const delivered = new Map(stock.map((item) => [item.storeId, item.delivered]));
    state = {
      ...state,
      products: [...state.products.filter(({ sku }) => sku !== product.sku), product],
      stock: [
        ...state.stock.filter(({ sku, storeId }) => sku !== product.sku || !delivered.has(storeId)),
        ...[...delivered].map(([storeId, pieces]) => ({
          storeId,
          sku: product.sku,
          delivered: pieces,
          onHand: pieces,
          reserved: 0,
          sold: 0,
        })),
      ],
    };
  };
  const catalogue: CatalogueRepository = {
    load: async (skus) =>
      skus
        ? {
            stores: state.stores,
            products: state.products.filter(({ sku }) => skus.includes(sku)),
            stock: state.stock.filter(({ sku }) => skus.includes(sku)),
          }
        : state,
    saveStores: async (stores) => {
      state = { ...state, stores: [...state.stores, ...stores] };
    },
    saveProducts: async (changes) => {
      const saved = changes.slice(Math.min(lost, changes.length));
      lost = 0;
      for (const change of saved) apply(change);
      return saved;
    },
  };
  const run = (menu: Menu) => importMenu({ catalogue, metadata }, menu);
  return { run, state: () => state };
};

const products = bakery.products.length;

test("imports a menu once", async () => {
  const { run, state } = inMemory();

  await expect(run(bakery)).resolves.toEqual({
    products,
    changed: products,
    published: products,
    refused: [],
  });
  await expect(run(bakery)).resolves.toMatchObject({ products, changed: 0, published: 0 });
  expect(state().stores).toEqual(bakery.stores);
});

test("publishes nothing for a delivery", async () => {
  const { run } = inMemory();
  await run(bakery);

  await expect(run(multiplyDelivered(bakery, 2))).resolves.toMatchObject({ published: 0 });
});

test("plans again for the products another import got to first", async () => {
  const { run, state } = inMemory(7);

  await expect(run(bakery)).resolves.toMatchObject({ changed: products });
  expect(state().products).toHaveLength(products);
});

test("gives up when it never gets to write", async () => {
  const catalogue: CatalogueRepository = {
    load: async () => ({ stores: [], products: [], stock: [] }),
    saveStores: async () => {},
    saveProducts: async () => [],
  };

  await expect(importMenu({ catalogue, metadata }, bakery)).rejects.toMatchObject({ name: "TransientError" });
});
