import { expect, test } from "vitest";
import { catalogueInMemory } from "../../test/fakes.ts";
import { type Menu, multiplyDelivered } from "../domain/menu.ts";
import { bakery } from "../menu/bakery.ts";
import { importMenu, importMissing } from "./import-menu.ts";
import type { CatalogueRepository } from "./ports.ts";

const metadata = {
  occurredAt: "2026-11-23T05:00:00.000Z",
  correlationId: "imp-1",
  causationId: "imp-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  newEventId: () => "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
};

const inMemory = (losing = 0) => {
  const { catalogue, state } = catalogueInMemory(losing);
  let imports = 0;
  const run = (menu: Menu) =>
    importMenu({ catalogue, metadata: { ...metadata, correlationId: `imp-${++imports}` } }, menu);
  return { run, state };
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

test("brings only what is missing, and leaves what others changed", async () => {
  const { catalogue, state } = catalogueInMemory(0);
  const [first, ...others] = bakery.products;
  const dearer = { ...first!, priceCents: first!.priceCents + 100 };
  await importMenu({ catalogue, metadata }, { ...bakery, products: [dearer, ...others.slice(1)] });
  const before = state();

  await expect(importMissing({ catalogue, metadata }, bakery)).resolves.toEqual({
    products,
    changed: 1,
    published: 1,
    refused: [],
  });
  expect(state().products).toEqual(expect.arrayContaining([...before.products]));
  expect(state().products).toHaveLength(products);
  await expect(importMissing({ catalogue, metadata }, bakery)).resolves.toMatchObject({ changed: 0 });
});

test("gives up when it never gets to write", async () => {
  const catalogue: CatalogueRepository = {
    load: async () => ({ stores: [], products: [], stock: [] }),
    saveStores: async () => {},
    saveProducts: async () => [],
  };

  await expect(importMenu({ catalogue, metadata }, bakery)).rejects.toMatchObject({ name: "TransientError" });
});
