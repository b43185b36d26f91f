import type { DemandView } from "@sourdough/events-schema/http";

export interface Wanted {
  viewed: number;
  added: number;
}

/** A minute; nothing is known yet of one that has just ended and is still being counted. */
export interface WantedMinute {
  /** Milliseconds since the epoch. */
  at: number;
  wanted: Wanted | undefined;
}

const minute = 60_000;
/** A minute is counted when it is over, which takes a moment, and longer when the stream is behind. */
const countedWithin = 2 * minute;

const nothing: Wanted = { viewed: 0, added: 0 };
const plus = (one: Wanted, other: Wanted): Wanted => ({
  viewed: one.viewed + other.viewed,
  added: one.added + other.added,
});

const since = (now: number, minutes: number) => Math.floor(now / minute) * minute - minutes * minute;

/** The last `minutes` whole ones of some stores together. In those that are left out, nobody looked. */
export const wantedByMinute = (stores: readonly DemandView[], now: number, minutes = 60): WantedMinute[] => {
  const counted = new Map<number, Wanted>();
  for (const { minute: at, products } of stores.flatMap((store) => store.minutes))
    counted.set(Date.parse(at), products.reduce(plus, counted.get(Date.parse(at)) ?? nothing));
  return Array.from({ length: minutes }, (_, index): WantedMinute => {
    const at = since(now, minutes) + index * minute;
    const isAwaited = at + minute + countedWithin > now;
    return { at, wanted: counted.get(at) ?? (isAwaited ? undefined : nothing) };
  });
};

export interface WantedProduct extends Wanted {
  sku: string;
}

/** Products of the last `minutes`, wanted most first: what was put into baskets counts before what was looked at. */
export const wantedProducts = (stores: readonly DemandView[], now: number, minutes = 60): WantedProduct[] => {
  const products = new Map<string, Wanted>();
  for (const { minute: at, products: some } of stores.flatMap((store) => store.minutes)) {
    if (Date.parse(at) < since(now, minutes)) continue;
    for (const product of some)
      products.set(product.sku, plus(products.get(product.sku) ?? nothing, product));
  }
  return [...products]
    .map(([sku, wanted]) => ({ sku, ...wanted }))
    .sort(
      (one, other) =>
        other.added - one.added || other.viewed - one.viewed || one.sku.localeCompare(other.sku),
    );
};
