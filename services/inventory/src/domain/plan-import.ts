import { StockBelowCommittedError } from "./errors.ts";
import type { Facts, Menu, MenuRow, Product, Stock, Store } from "./menu.ts";

/** What inventory holds before an import. */
export interface Catalogue {
  readonly stores: readonly Store[];
  readonly products: readonly Product[];
  readonly stock: readonly Stock[];
}

export interface StockChange {
  readonly storeId: string;
  /** Pieces delivered before; absent when the store never had the product. */
  readonly deliveredBefore?: number;
  readonly delivered: number;
}

/** What one product needs: all of it or nothing is written. */
export interface ProductChange {
  readonly product: Product;
  /** Absent for a new product. */
  readonly versionBefore?: number;
  /** Whether what the customer reads changed, and the other services must hear of it. */
  readonly factsChanged: boolean;
  readonly stock: readonly StockChange[];
}

/** What becomes of a row: its product is written, is so already, or the row cannot be. */
export type RowPlan =
  | { readonly row: MenuRow; readonly kind: "change"; readonly change: ProductChange }
  | { readonly row: MenuRow; readonly kind: "known"; readonly lastImport: string | undefined }
  | { readonly row: MenuRow; readonly kind: "refused"; readonly error: StockBelowCommittedError };

/**
 * Compares rows, no two of the same product, with what is stored of their products. Pieces are added or taken back by
 * the difference of what was delivered, so that an import never touches what orders hold.
 */
export const planRows = (rows: readonly MenuRow[], current: Catalogue): RowPlan[] => {
  const products = new Map(current.products.map((product) => [product.sku, product]));
  const stock = Map.groupBy(current.stock, ({ sku }) => sku);
  return rows.map((row) => {
    try {
      const before = products.get(row.sku);
      const change = planRow(row, before, stock.get(row.sku) ?? []);
      if (change.factsChanged || change.stock.length > 0) return { row, kind: "change", change };
      return { row, kind: "known", lastImport: before?.lastImport };
    } catch (error) {
      if (error instanceof StockBelowCommittedError) return { row, kind: "refused", error };
      throw error;
    }
  });
};

/** Rows for all of a menu: its products, and those on sale that it does not have, which are taken off the list. */
export const rowsOf = (menu: Menu, current: readonly Product[]): MenuRow[] => {
  const offered = new Set(menu.products.map(({ sku }) => sku));
  return [
    ...menu.products.map((product) => ({ ...product, listed: true })),
    ...current
      .filter(({ sku, listed }) => listed && !offered.has(sku))
      .map((product) => ({ ...factsOf(product), listed: false, delivered: {} })),
  ];
};

/** Stores of the menu that are new or have another name. */
export const changedStores = (menu: Menu, current: readonly Store[]): Store[] =>
  menu.stores.filter((store) => !current.some((known) => same(known, store)));

const planRow = (
  { delivered, ...facts }: MenuRow,
  before: Product | undefined,
  stock: readonly Stock[],
): ProductChange => {
  const factsChanged = !before || !sameFacts(facts, before);
  const version = before ? before.version + (factsChanged ? 1 : 0) : 1;
  const named = Object.entries(delivered).map(([storeId, pieces]) =>
    planStock(
      storeId,
      facts.sku,
      pieces,
      stock.find((item) => item.storeId === storeId),
    ),
  );
  // The items of all stores repeat the facts, so that a menu is one query.
  const kept = stock
    .filter(({ storeId }) => !(storeId in delivered))
    .map((item) => ({ storeId: item.storeId, delivered: item.delivered, deliveredBefore: item.delivered }));
  return {
    product: { ...facts, version },
    versionBefore: before?.version,
    factsChanged,
    stock: factsChanged
      ? [...named, ...kept]
      : named.filter((item) => item.delivered !== item.deliveredBefore),
  };
};

const planStock = (
  storeId: string,
  sku: string,
  delivered: number,
  before: Stock | undefined,
): StockChange => {
  if (!before) return { storeId, delivered };
  if (before.onHand + delivered - before.delivered < 0)
    throw new StockBelowCommittedError(storeId, sku, delivered, before.delivered - before.onHand);
  return { storeId, delivered, deliveredBefore: before.delivered };
};

const factsOf = ({ version: _, lastImport: __, ...facts }: Product): Facts => facts;

const same = (a: Store, b: Store) => a.storeId === b.storeId && a.name === b.name && a.city === b.city;

const sameFacts = (a: Facts, b: Facts) =>
  a.name === b.name &&
  a.category === b.category &&
  a.priceCents === b.priceCents &&
  a.currency === b.currency &&
  a.listed === b.listed &&
  a.allergens.toSorted().join() === b.allergens.toSorted().join();
