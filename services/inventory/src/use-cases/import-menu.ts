import type { Menu, MenuRow } from "../domain/menu.ts";
import { changedStores, rowsOf } from "../domain/plan-import.ts";
import { importRows } from "./import-rows.ts";
import type { CatalogueRepository, ImportMetadata } from "./ports.ts";

interface Deps {
  readonly catalogue: CatalogueRepository;
  readonly metadata: ImportMetadata;
}

export interface ImportResult {
  /** Products in the menu. */
  products: number;
  /** Products of which something was written; 0 when the menu was known already. */
  changed: number;
  /** MenuItemChanged events. */
  published: number;
  /** Sentences about products that could not be as the menu has them. */
  refused: string[];
}

/**
 * Brings all that is stored in line with `menu`: a product that is not in it is taken off the list, a store that is not
 * in it keeps its pieces. Throws `TransientError` when others keep changing the same products.
 */
export const importMenu = async (deps: Deps, menu: Menu): Promise<ImportResult> => {
  const { stores, products } = await deps.catalogue.load();
  await deps.catalogue.saveStores(changedStores(menu, stores));
  return importAll(deps, menu, rowsOf(menu, products));
};

/**
 * Brings the stores and products of `menu` that are not stored at all, and leaves the others as they were changed since.
 * Throws `TransientError` as `importMenu` does.
 */
export const importMissing = async (deps: Deps, menu: Menu): Promise<ImportResult> => {
  const { stores, products } = await deps.catalogue.load();
  const known = new Set([...stores.map(({ storeId }) => storeId), ...products.map(({ sku }) => sku)]);
  await deps.catalogue.saveStores(menu.stores.filter(({ storeId }) => !known.has(storeId)));
  return importAll(
    deps,
    menu,
    rowsOf(menu, []).filter(({ sku }) => !known.has(sku)),
  );
};

const importAll = async (deps: Deps, menu: Menu, rows: readonly MenuRow[]): Promise<ImportResult> => {
  const { changed, published, refused } = await importRows(deps, rows);
  return { products: menu.products.length, changed, published, refused: refused.map(({ reason }) => reason) };
};
