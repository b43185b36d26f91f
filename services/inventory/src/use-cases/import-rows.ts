import { TransientError } from "@sourdough/lambda-kit/errors";
import type { MenuRow } from "../domain/menu.ts";
import { planRows } from "../domain/plan-import.ts";
import type { CatalogueRepository, ImportMetadata } from "./ports.ts";

/** What became of the rows of an import, which stand for themselves. */
export interface RowsImported {
  /** Rows of which something was written by this import, now or in an attempt before. */
  changed: number;
  /** MenuItemChanged events of this attempt. */
  published: number;
  refused: { row: MenuRow; storeId: string; reason: string }[];
}

const attempts = 5;

/**
 * Brings the products of `rows`, no two of them the same, in line: writes what differs, and only that. A row that an
 * interrupted attempt of the same import wrote counts as changed again. Throws `TransientError` when others keep changing
 * the same products.
 */
export const importRows = async (
  { catalogue, metadata }: { catalogue: CatalogueRepository; metadata: ImportMetadata },
  rows: readonly MenuRow[],
): Promise<RowsImported> => {
  const result: RowsImported = { changed: 0, published: 0, refused: [] };
  let open = rows;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const plans = planRows(open, await catalogue.load(open.map(({ sku }) => sku)));
    const changes = plans.filter((plan) => plan.kind === "change").map(({ change }) => change);
    const saved = new Set(await catalogue.saveProducts(changes, metadata));
    for (const plan of plans)
      if (plan.kind === "refused")
        result.refused.push({ row: plan.row, storeId: plan.error.storeId, reason: plan.error.message });
      else if (plan.kind === "known") result.changed += plan.lastImport === metadata.correlationId ? 1 : 0;
      else if (saved.has(plan.change)) {
        result.changed += 1;
        result.published += plan.change.factsChanged ? 1 : 0;
      }
    open = plans.filter((plan) => plan.kind === "change" && !saved.has(plan.change)).map(({ row }) => row);
    if (open.length === 0) return result;
  }
  throw new TransientError(`The menu changed under each of ${attempts} attempts to import it: import again.`);
};
