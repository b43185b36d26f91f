import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { MenuItemChanged } from "@sourdough/events-schema";
import { testProduct, testStore } from "@sourdough/events-schema/stores";
import { outboxItem, TransientError } from "@sourdough/lambda-kit";
import { byKey, writeAll } from "@sourdough/lambda-kit/dynamodb";
import type { Store } from "../domain/menu.ts";
import type { ProductChange, StockChange } from "../domain/plan-import.ts";
import type { CatalogueRepository, ImportMetadata } from "../use-cases/ports.ts";
import { getAll } from "./get-all.ts";
import { inventoryTable } from "./inventory-table.ts";

/** Every page, as it is at the moment. */
const everything = { pages: "all", consistent: true, ...byKey } as const;
const asItIs = { consistent: true, concurrency: 5, ...byKey } as const;

/** The catalogue in InventoryTable. */
export const catalogueRepository = (client: DynamoDBDocumentClient, table: string): CatalogueRepository => {
  const { entities, transaction } = inventoryTable({ client, table });
  const { store, product, stock } = entities;

  const save = async (changes: readonly ProductChange[], metadata: ImportMetadata) => {
    try {
      const written = await writeAll(
        transaction.write((entities) => changes.flatMap((change) => writesOf(entities, change, metadata))),
      );
      return written ? changes : [];
    } catch (error) {
      if (error instanceof TransientError) return [];
      throw error;
    }
  };

  const loadSome = async (skus: readonly string[], stores: readonly Store[]) => {
    const [products, stocks] = await Promise.all([
      getAll(
        skus.map((sku) => ({ sku })),
        (keys) => product.get(keys).go(asItIs),
      ),
      getAll(
        [
          ...stores.flatMap(({ storeId }) => skus.map((sku) => ({ storeId, sku }))),
          // Of a store that is in no list.
          ...skus.filter((sku) => sku === testProduct).map((sku) => ({ storeId: testStore, sku })),
        ],
        (keys) => stock.get(keys).go(asItIs),
      ),
    ]);
    return { products, stock: stocks };
  };

  return {
    async load(skus) {
      const { data: stores } = await store.query.all({}).go(everything);
      if (skus) return { stores, ...(await loadSome(skus, stores)) };
      const [products, ...stocks] = await Promise.all([
        product.query.all({}).go(everything),
        ...[...stores, { storeId: testStore }].map(({ storeId }) =>
          stock.query.ofStore({ storeId }).go(everything),
        ),
      ]);
      return { stores, products: products.data, stock: stocks.flatMap(({ data }) => data) };
    },

    async saveStores(stores) {
      await Promise.all(stores.map((item) => store.put(item).go()));
    },

    async saveProducts(changes, metadata) {
      const saved = await Promise.all(transactionsOf(changes).map((some) => save(some, metadata)));
      return saved.flat();
    },
  };
};

type Writer = Parameters<Parameters<ReturnType<typeof inventoryTable>["transaction"]["write"]>[0]>[0];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const itemsPerTransaction = 100;

const itemsOf = ({ factsChanged, stock }: ProductChange) => (factsChanged ? 2 : 1) + stock.length;

const transactionsOf = (changes: readonly ProductChange[]): ProductChange[][] => {
  const transactions: ProductChange[][] = [];
  let room = 0;
  for (const change of changes) {
    const items = itemsOf(change);
    if (items > room) {
      transactions.push([]);
      room = itemsPerTransaction;
    }
    transactions.at(-1)!.push(change);
    room -= items;
  }
  return transactions;
};

const writesOf = (entities: Writer, change: ProductChange, metadata: ImportMetadata) => {
  const eventId = metadata.newEventId();
  return [
    ...productWrites(entities, change, metadata, eventId),
    ...change.stock.map((stock) => stockWrite(entities, change, stock, metadata, eventId)),
  ];
};

const productWrites = (
  { product: products, outbox }: Writer,
  { product, versionBefore, factsChanged }: ProductChange,
  metadata: ImportMetadata,
  eventId: string,
) => {
  const { version, lastImport: _, ...facts } = product;
  const item = { ...facts, version, allergens: [...facts.allergens], lastImport: metadata.correlationId };
  const { newEventId: __, ...shared } = metadata;
  const write =
    versionBefore === undefined
      ? products.create(item).commit()
      : products
          .put(item)
          .where((stored, { eq }) => eq(stored.version, versionBefore))
          .commit();
  if (!factsChanged) return [write];
  const event = outboxItem(MenuItemChanged, facts, { ...shared, eventId, sequence: version }, facts.sku);
  return [write, outbox.put(event).commit()];
};

// Pieces are added, not set: orders take from them at the same time.
const stockWrite = (
  entities: Writer,
  { product }: ProductChange,
  { storeId, delivered, deliveredBefore }: StockChange,
  { correlationId, traceparent }: ImportMetadata,
  eventId: string,
) => {
  const { sku, name, category, priceCents, allergens, listed } = product;
  return entities.stock
    .update({ storeId, sku })
    .set({ name, category, priceCents, allergens, listed, delivered })
    .set({ lastChange: { eventId, correlationId, traceparent } })
    .add({ onHand: delivered - (deliveredBefore ?? 0) })
    .data(({ reserved, sold }, { ifNotExists }) => {
      ifNotExists(reserved, 0);
      ifNotExists(sold, 0);
    })
    .where((stored, { notExists, eq, gte }) =>
      deliveredBefore === undefined
        ? notExists(stored.delivered)
        : `${eq(stored.delivered, deliveredBefore)} AND ${gte(stored.onHand, deliveredBefore - delivered)}`,
    )
    .commit();
};
