import { TransientError } from "@sourdough/lambda-kit/errors";
import type { Menu } from "../domain/menu.ts";
import { planImport } from "../domain/plan-import.ts";
import type { CatalogueRepository, ImportMetadata } from "./ports.ts";

export interface ImportResult {
  /** Products in the menu. */
  products: number;
  /** Products of which something was written; 0 when the menu was known already. */
  changed: number;
  /** MenuItemChanged events. */
  published: number;
}

const attempts = 5;

/**
 * Brings the stored menu in line with `menu`: writes what differs, and only that. Throws
 * `StockBelowCommittedError`, and `TransientError` when others keep changing the same products.
 */
export const importMenu = async (
  { catalogue, metadata }: { catalogue: CatalogueRepository; metadata: ImportMetadata },
  menu: Menu,
): Promise<ImportResult> => {
  const result: ImportResult = { products: menu.products.length, changed: 0, published: 0 };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const plan = planImport(menu, await catalogue.load());
    await catalogue.saveStores(plan.stores);
    const saved = await catalogue.saveProducts(plan.products, metadata);
    result.changed += saved.length;
    result.published += saved.filter(({ factsChanged }) => factsChanged).length;
    if (saved.length === plan.products.length) return result;
  }
  throw new TransientError(`The menu changed under each of ${attempts} attempts to import it: import again.`);
};
