import type { Sales } from "@sourdough/order-client";
import type { StoreSales } from "./watch-sales.ts";

export interface ProductSales {
  sku: string;
  pieces: number;
  revenueCents: number;
  piecesBefore: number;
  revenueCentsBefore: number;
}

const bySku = (sales: readonly Sales[]) =>
  Map.groupBy(
    sales.flatMap(({ products }) => products),
    ({ sku }) => sku,
  );
const sum = (of: readonly number[]) => of.reduce((all, one) => all + one, 0);

/** What was sold on a day in some stores, best sold first. */
export const productsSold = (stores: readonly StoreSales[]): ProductSales[] => {
  const now = bySku(stores.map(({ sales }) => sales));
  const before = bySku(stores.map((store) => store.before));
  return [...now]
    .map(([sku, some]) => ({
      sku,
      pieces: sum(some.map(({ pieces }) => pieces)),
      revenueCents: sum(some.map(({ revenueCents }) => revenueCents)),
      piecesBefore: sum((before.get(sku) ?? []).map(({ pieces }) => pieces)),
      revenueCentsBefore: sum((before.get(sku) ?? []).map(({ revenueCents }) => revenueCents)),
    }))
    .filter(({ pieces }) => pieces > 0)
    .sort((one, other) => other.pieces - one.pieces || other.revenueCents - one.revenueCents);
};
