import type { Currency } from "@sourdough/events-schema";
import { testStore } from "@sourdough/events-schema/stores";
import { type StoreHour, storeHourOf } from "./store-hour.ts";

interface Line {
  sku: string;
  quantity: number;
  unitPriceCents: number;
}

/** What sales are made of: of each event the fields that count. */
export type SalesEvent =
  | {
      name: "OrderConfirmed";
      data: { orderId: string; storeId: string; lines: Line[]; currency: Currency; confirmedAt: string };
    }
  | { name: "OrderCancelled"; data: { orderId: string } }
  | { name: "OrderNotCollected"; data: { orderId: string; unpaid?: true | undefined } }
  | { name: "OrderRefunded"; data: { orderId: string; totalRefundedCents: number } };

/**
 * What is known of an order's sale. It only grows: each event adds what it says, so their order, and how often they
 * come, make no difference.
 */
export interface Sale {
  orderId: string;
  confirmed?: { storeId: string; lines: Line[]; currency: Currency; at: string } | undefined;
  cancelled?: true | undefined;
  notCollected?: { unpaid: boolean } | undefined;
  refundedCents?: number | undefined;
}

/** The sums of an hour of a store in a currency, or with `sku` of a product in it. */
export interface SalesKey extends StoreHour {
  storeId: string;
  currency: Currency;
  sku?: string | undefined;
}

/** What is counted by hour, and by product and hour. */
export interface Sums {
  orders?: number;
  notCollected?: number;
  refundedCents?: number;
  pieces?: number;
  notCollectedPieces?: number;
  revenueCents?: number;
}

export interface Counted {
  key: SalesKey;
  sums: Sums;
}

export const evolve = (sale: Sale, { name, data }: SalesEvent): Sale => {
  switch (name) {
    case "OrderConfirmed": {
      const { storeId, lines, currency, confirmedAt: at } = data;
      const sold = lines.map(({ sku, quantity, unitPriceCents }) => ({ sku, quantity, unitPriceCents }));
      return { ...sale, confirmed: { storeId, lines: sold, currency, at } };
    }
    case "OrderCancelled":
      return { ...sale, cancelled: true };
    case "OrderNotCollected":
      return { ...sale, notCollected: { unpaid: data.unpaid === true } };
    case "OrderRefunded":
      return { ...sale, refundedCents: Math.max(sale.refundedCents ?? 0, data.totalRefundedCents) };
  }
};

/** What two know of the same order. */
export const merge = (one: Sale, other: Sale): Sale => ({
  orderId: one.orderId,
  confirmed: one.confirmed ?? other.confirmed,
  cancelled: one.cancelled ?? other.cancelled,
  notCollected: one.notCollected ?? other.notCollected,
  refundedCents:
    one.refundedCents === undefined && other.refundedCents === undefined
      ? undefined
      : Math.max(one.refundedCents ?? 0, other.refundedCents ?? 0),
});

/**
 * What a sale counts as: nothing, in the test store. All of it in the hour in which the order was confirmed, whenever the rest happened: an hour
 * says what became of what was sold in it. A cancelled order counts as nothing. What nobody came for stays sold, but
 * brings no money where nobody had paid. What was given back by hand belongs to no product, so it is told apart.
 */
export const countedAs = ({ confirmed, cancelled, notCollected, refundedCents = 0 }: Sale): Counted[] => {
  if (!confirmed || cancelled || confirmed.storeId === testStore) return [];
  const { storeId, currency, lines, at } = confirmed;
  const key = { storeId, currency, ...storeHourOf(storeId, at) };
  const left = notCollected ? 1 : 0;
  const paid = notCollected?.unpaid ? 0 : 1;
  const products = [...Map.groupBy(lines, ({ sku }) => sku)].map(([sku, same]): Counted => {
    const pieces = same.reduce((sum, { quantity }) => sum + quantity, 0);
    const cents = same.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0);
    return {
      key: { ...key, sku },
      sums: { pieces, notCollectedPieces: pieces * left, revenueCents: cents * paid },
    };
  });
  return [{ key, sums: { orders: 1, notCollected: left, refundedCents } }, ...products];
};

/** What is to be added to the sums where a sale was known as `before` and is as `after`; what stays is left out. */
export const difference = (before: Sale, after: Sale): Counted[] => {
  const changes = new Map<string, Counted>();
  const add = ({ key, sums }: Counted, sign: 1 | -1) => {
    const id = `${key.storeId} ${key.startsAt} ${key.currency} ${key.sku ?? ""}`;
    const known = changes.get(id)?.sums ?? {};
    const names = Object.keys(sums) as (keyof Sums)[];
    const next = names.map((name) => [name, (known[name] ?? 0) + sign * (sums[name] ?? 0)]);
    changes.set(id, { key, sums: { ...known, ...Object.fromEntries(next) } });
  };
  for (const counted of countedAs(before)) add(counted, -1);
  for (const counted of countedAs(after)) add(counted, 1);
  return [...changes.values()].filter(({ sums }) => Object.values(sums).some((value) => value !== 0));
};
