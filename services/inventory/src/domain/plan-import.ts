import { StockBelowCommittedError } from "./errors.ts";
import type { Facts, Menu, Product, Stock, Store } from "./menu.ts";

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

export interface ImportPlan {
  readonly stores: readonly Store[];
  readonly products: readonly ProductChange[];
}

/**
 * Compares a menu with what is stored. Pieces are added or taken back by the difference of what was delivered, so
 * that an import never touches what orders hold. A product that is no longer in the menu is taken off the list; a store
 * that is not in it keeps its pieces.
 */
export const planImport = (menu: Menu, current: Catalogue): ImportPlan => {
  const products = new Map(current.products.map((product) => [product.sku, product]));
  const stock = new Map(current.stock.map((item) => [`${item.storeId} ${item.sku}`, item]));
  const offered = new Set(menu.products.map(({ sku }) => sku));
  const named = new Set(menu.stores.map(({ storeId }) => storeId));
  /** The same pieces as before, for a product whose facts changed. */
  const keep = (sku: string, where: (storeId: string) => boolean): StockChange[] =>
    current.stock
      .filter((item) => item.sku === sku && where(item.storeId))
      .map(({ storeId, delivered }) => ({ storeId, delivered, deliveredBefore: delivered }));

  const changed = menu.products.map(({ delivered, ...facts }) =>
    planProduct({ ...facts, listed: true }, products.get(facts.sku), (factsChanged) => [
      ...menu.stores
        .map(({ storeId }) =>
          planStock(storeId, facts.sku, delivered[storeId] ?? 0, stock.get(`${storeId} ${facts.sku}`)),
        )
        .filter((item) => factsChanged || item.delivered !== item.deliveredBefore),
      ...(factsChanged ? keep(facts.sku, (storeId) => !named.has(storeId)) : []),
    ]),
  );
  const withdrawn = current.products
    .filter(({ sku, listed }) => listed && !offered.has(sku))
    .map(({ version, ...facts }) =>
      planProduct({ ...facts, listed: false }, { version, ...facts }, () => keep(facts.sku, () => true)),
    );

  return {
    stores: menu.stores.filter((store) => !current.stores.some((known) => same(known, store))),
    products: [...changed, ...withdrawn].filter((change) => change.factsChanged || change.stock.length > 0),
  };
};

const planProduct = (
  facts: Facts,
  before: Product | undefined,
  planStocks: (factsChanged: boolean) => StockChange[],
): ProductChange => {
  const factsChanged = !before || !sameFacts(facts, before);
  const version = before ? before.version + (factsChanged ? 1 : 0) : 1;
  const stock = planStocks(factsChanged);
  return {
    product: { ...facts, version },
    versionBefore: before?.version,
    factsChanged,
    stock,
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

const same = (a: Store, b: Store) => a.storeId === b.storeId && a.name === b.name && a.city === b.city;

const sameFacts = (a: Facts, b: Facts) =>
  a.name === b.name &&
  a.category === b.category &&
  a.priceCents === b.priceCents &&
  a.currency === b.currency &&
  a.listed === b.listed &&
  a.allergens.join() === b.allergens.join();
