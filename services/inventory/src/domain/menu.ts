import type { DataOf, MenuItemChanged } from "@sourdough/events-schema";

export interface Store {
  readonly storeId: string;
  readonly name: string;
  readonly city: string;
}

/** What the customer reads about a product, the same in every store. */
export type Facts = DataOf<typeof MenuItemChanged>;

/**
 * A product as stored; `version` counts its changes and is the `sequence` of its events. `lastImport` is the id of the
 * import that wrote it last: by it an import that is interrupted knows what it has done.
 */
export type Product = Facts & { readonly version: number; readonly lastImport?: string | undefined };

/** The pieces of a product in a store: `delivered` is always `onHand + reserved + sold + writtenOff`. */
export interface Stock {
  readonly storeId: string;
  readonly sku: string;
  readonly delivered: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly sold: number;
  /** Baked for orders that nobody collected. */
  readonly writtenOff?: number | undefined;
}

/** A menu as it is handed in: every product once, with the pieces every store has got so far, over all deliveries. */
export interface Menu {
  readonly stores: readonly Store[];
  readonly products: readonly (Omit<Facts, "listed"> & {
    readonly delivered: Readonly<Record<string, number>>;
  })[];
}

/**
 * A product as an import wants it: with the pieces each store has got so far, over all deliveries. A store that is not
 * named keeps what it has.
 */
export type MenuRow = Facts & { readonly delivered: Readonly<Record<string, number>> };

/** The menu with `times` as many pieces, for shops that sell by the thousand. */
export const multiplyDelivered = (menu: Menu, times: number): Menu => ({
  ...menu,
  products: menu.products.map((product) => ({
    ...product,
    delivered: Object.fromEntries(
      Object.entries(product.delivered).map(([storeId, pieces]) => [storeId, pieces * times]),
    ),
  })),
});
