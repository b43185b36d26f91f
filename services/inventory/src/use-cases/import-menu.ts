import type { Menu } from "../domain/menu.ts";
import { changedStores, rowsOf } from "../domain/plan-import.ts";
import { importRows } from "./import-rows.ts";
import type { CatalogueRepository, ImportMetadata } from "./ports.ts";

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
export const importMenu = async (
  deps: { catalogue: CatalogueRepository; metadata: ImportMetadata },
  menu: Menu,
): Promise<ImportResult> => {
  const { stores, products } = await deps.catalogue.load();
  await deps.catalogue.saveStores(changedStores(menu, stores));
  const { changed, published, refused } = await importRows(deps, rowsOf(menu, products));
  return { products: menu.products.length, changed, published, refused: refused.map(({ reason }) => reason) };
};
