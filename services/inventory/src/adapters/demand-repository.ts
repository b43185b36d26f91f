import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { DemandCounted } from "@sourdough/events-schema";
import { outboxItem, TransientError } from "@sourdough/lambda-kit";
import { byKey, writeAll } from "@sourdough/lambda-kit/dynamodb";
import type { ProductDemand } from "../domain/popular.ts";
import type { CountedWindow, DemandRepository, StoreDemand } from "../use-cases/ports.ts";
import { traceparentOf } from "../use-cases/traceparent.ts";
import { getAll } from "./get-all.ts";
import { inventoryTable } from "./inventory-table.ts";

const day = 24 * 3600;

/**
 * Seconds: demand as long as the office looks back, an experiment until somebody has read its result. The stream keeps
 * records for a day, so that a shard nobody heard of for a week has nothing left that was counted.
 */
const kept = { demand: 2 * day, variant: 400 * day, cursor: 7 * day };

/** What visitors want, in InventoryTable. */
export const demandRepository = (client: DynamoDBDocumentClient, table: string): DemandRepository => {
  const { entities, transaction } = inventoryTable({ client, table });

  return {
    async cursor(shardId) {
      const { data } = await entities.shardCursor.get({ shardId }).go({ consistent: true, ...byKey });
      return {
        through: data?.through ?? "",
        known: data ? Buffer.from(data.known).toString("base64") : "",
      };
    },

    async known(storeId, skus) {
      const keys = skus.map((sku) => ({ storeId, sku }));
      const found = await getAll(keys, (some) =>
        entities.stock.get(some).go({ attributes: ["sku"], concurrency: 5, ...byKey }),
      );
      return found.map(({ sku }) => sku);
    },

    async since(storeId, minute) {
      const query = entities.demand.query.ofStore({ storeId }).gte({ minute });
      const { data } = await query.go({ pages: "all", ...byKey });
      return data.flatMap(({ products }) => JSON.parse(products) as ProductDemand[]);
    },

    async save(window) {
      const { shardId, after, cursor, variants } = window;
      const through = cursor.through;
      const minute = new Date(window.start).toISOString();
      const expires = (seconds: number) => Math.floor(Date.parse(window.end) / 1000) + seconds;
      const written = await writeAll(
        transaction.write((write) => [
          write.shardCursor
            .put({
              shardId,
              through,
              known: Buffer.from(cursor.known, "base64"),
              ttl: expires(kept.cursor),
            })
            .where((stored, { eq, notExists }) =>
              after === "" ? notExists(stored.through) : eq(stored.through, after),
            )
            .commit(),
          ...window.stores.flatMap((store) => [
            write.demand
              .put({
                storeId: store.storeId,
                minute,
                through,
                products: JSON.stringify(store.products),
                ttl: expires(kept.demand),
              })
              .commit(),
            write.popular
              .put({
                storeId: store.storeId,
                skus: store.popular,
                at: new Date(window.end).toISOString(),
                ttl: expires(kept.demand),
              })
              .commit(),
            write.outbox.put(counted(window, store)).commit(),
          ]),
          ...variants.map(({ exposures, conversions, ...variant }) =>
            write.variantDay
              .update({ ...variant, day: minute.slice(0, 10) })
              .add({ exposures, conversions })
              .set({ ttl: expires(kept.variant) })
              .commit(),
          ),
        ]),
      );
      if (!written)
        throw new TransientError(`${shardId} is counted further than to ${after || "its start"}.`);
    },
  };
};

const counted = (
  { shardId, start, end, cursor }: CountedWindow,
  { storeId, products, popular, eventId }: StoreDemand,
) => {
  const at = new Date(end).toISOString();
  const correlationId = `${shardId}:${new Date(start).toISOString()}`;
  return outboxItem(
    DemandCounted,
    {
      storeId,
      minute: new Date(start).toISOString(),
      viewed: products.reduce((sum, { viewed }) => sum + viewed, 0),
      added: products.reduce((sum, { added }) => sum + added, 0),
      popular: popular.join(","),
      at,
    },
    {
      eventId,
      occurredAt: at,
      correlationId,
      causationId: cursor.through,
      traceparent: traceparentOf(correlationId),
    },
    storeId,
  );
};
