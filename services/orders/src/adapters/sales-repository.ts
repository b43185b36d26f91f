import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { byKey, writeAll } from "@sourdough/lambda-kit/dynamodb";
import { difference, evolve, merge, type Sale } from "../domain/sales.ts";
import { firstVersions } from "../domain/sales-versions.ts";
import type { SalesRepository } from "../use-cases/ports.ts";
import { salesTable } from "./sales-table.ts";

/** Seconds: thirteen months, so that a day can be held against the same day a year ago. */
const keptSeconds = 400 * 24 * 3600;

/** How often a transaction is tried that lost to another one at the same hour or order. */
const attempts = 10;
const pause = (attempt: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(20 * 2 ** attempt, 500)));

/** Sales in a DynamoDB table: an event is noted, and what it changes is added, in one transaction. */
export const salesRepository = (client: DynamoDBDocumentClient, table: string): SalesRepository => {
  const { entities, transaction } = salesTable({ client, table });

  const find = async (version: number, orderId: string) => {
    const { data } = await entities.sale.get({ version, orderId }).go({ consistent: true, ...byKey });
    return {
      sale: data?.sale ?? { orderId },
      eventIds: data?.eventIds ?? [],
      revision: data?.revision ?? 0,
    };
  };

  const save = (
    version: number,
    before: Awaited<ReturnType<typeof find>>,
    after: Sale,
    eventIds: string[],
  ) => {
    const changes = difference(before.sale, after);
    const { orderId, confirmed } = after;
    const now = Math.floor(Date.now() / 1000);
    return writeAll(
      transaction.write(({ sale, salesHour, salesOfProduct }) => [
        sale
          .put({
            version,
            orderId,
            sale: after,
            eventIds,
            revision: before.revision + 1,
            confirmedAt: confirmed?.at,
            ttl: ttlOf(confirmed?.at) ?? now + keptSeconds,
          })
          .where(({ revision }, { eq, notExists }) =>
            before.revision === 0 ? notExists(revision) : eq(revision, before.revision),
          )
          .commit(),
        ...changes.map(({ key: { sku, ...key }, sums }) => {
          const ttl = ttlOf(key.startsAt)!;
          const { orders = 0, notCollected = 0, refundedCents = 0 } = sums;
          const { pieces = 0, notCollectedPieces = 0, revenueCents = 0 } = sums;
          return sku === undefined
            ? salesHour
                .upsert({ version, ...key, ttl })
                .add({ orders, notCollected, refundedCents })
                .commit()
            : salesOfProduct
                .upsert({ version, ...key, sku, ttl })
                .add({ pieces, notCollectedPieces, revenueCents })
                .commit();
        }),
      ]),
    );
  };

  /** Again from what is stored, where another one was faster. */
  const change = async (
    version: number,
    orderId: string,
    next: (before: Awaited<ReturnType<typeof find>>) => Promise<boolean>,
  ) => {
    for (let attempt = 1; ; attempt += 1) {
      const before = await find(version, orderId);
      try {
        if (await next(before)) return;
      } catch (error) {
        if (attempt === attempts || (error as Error).name !== "TransientError") throw error;
      }
      await pause(attempt);
    }
  };

  return {
    versions: async () => {
      const { data } = await entities.versions.get({}).go({ consistent: true, ...byKey });
      return data ?? firstVersions;
    },

    replaceVersions: async (versions) => {
      const { rejected } = await entities.versions
        .put({ ...versions })
        .where(({ revision }, { eq, notExists }) =>
          versions.revision === 1 ? notExists(revision) : eq(revision, versions.revision - 1),
        )
        .go({ ...byKey, returnOnConditionCheckFailure: "all_old" });
      return !rejected;
    },

    add: (version, eventId, event) =>
      change(version, event.data.orderId, async (before) => {
        if (before.eventIds.includes(eventId)) return true;
        return save(version, before, evolve(before.sale, event), [...before.eventIds, eventId]);
      }),

    carryOver: (version, sale, eventIds) =>
      change(version, sale.orderId, async (before) => {
        const missing = eventIds.filter((eventId) => !before.eventIds.includes(eventId));
        if (missing.length === 0) return true;
        return save(version, before, merge(before.sale, sale), [...before.eventIds, ...missing]);
      }),
  };
};

const ttlOf = (at: string | undefined) =>
  at === undefined ? undefined : Math.floor(Date.parse(at) / 1000) + keptSeconds;
