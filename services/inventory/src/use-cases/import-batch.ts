import type { ImportProblem } from "@sourdough/events-schema/http";
import type { Ports } from "@sourdough/lambda-kit";
import { type ImportLayout, lineOf } from "../domain/import-layout.ts";
import type { MenuRow } from "../domain/menu.ts";
import { type RowProblem, readRow } from "../domain/read-row.ts";
import { importMetadata } from "./import-metadata.ts";
import { importRows } from "./import-rows.ts";
import type { CatalogueRepository, ImportRepository, RowCounts } from "./ports.ts";

/** A row as the ItemReader gives it: its index in the file, and its cells by position. */
export interface ReadRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/** More about one row helps nobody; and all that a batch has to say has to fit into an item of the table. */
const mostProblemsOfRow = 3;

/**
 * Imports some rows of a file and counts them, once however often it is asked. Throws `TransientError` when others keep
 * changing the same products.
 */
export const importBatch = async (
  { catalogue, imports, now, newId }: Ports & { catalogue: CatalogueRepository; imports: ImportRepository },
  { importId, layout, rows }: { importId: string; layout: ImportLayout; rows: readonly ReadRow[] },
): Promise<RowCounts> => {
  const at = now().toISOString();
  const read = rows
    .filter(({ row, cells }) => row >= layout.firstRow && cells.some((cell) => cell.trim() !== ""))
    .map(({ row, cells }) => ({ row, ...readCells(layout, row, cells) }));
  const problemsOf = (row: number, found: readonly RowProblem[]): ImportProblem[] =>
    found.slice(0, mostProblemsOfRow).map((problem) => ({ line: lineOf(layout, row), ...problem }));
  const broken = read.flatMap(({ row, problems }) => (problems ? [problemsOf(row, problems)] : []));
  const sound = read.flatMap(({ row, product }) => (product ? [{ row, product }] : []));

  const metadata = importMetadata(importId, at, () => newId("evt"));
  const imported = await importRows(
    { catalogue, metadata },
    sound.map(({ product }) => product),
  );
  const rowOf = new Map(sound.map(({ row, product }) => [product, row]));
  const impossible = imported.refused.map(({ row, storeId, reason }) =>
    problemsOf(rowOf.get(row)!, [{ column: storeId, reason }]),
  );

  const counts = {
    rows: read.length,
    changed: imported.changed,
    refused: broken.length + impossible.length,
  };
  const problems = [...broken, ...impossible].flat().sort((a, b) => a.line - b.line);
  if (rows[0]) await imports.count({ importId, firstRow: rows[0].row, ...counts, problems }, at);
  return counts;
};

const readCells = (
  { columns, marked }: ImportLayout,
  row: number,
  cells: readonly string[],
): { product?: MenuRow; problems?: readonly RowProblem[] } => {
  const named = new Map(columns.flatMap((column, at) => (column ? [[column, cells[at] ?? ""]] : [])));
  const mark = marked.find((one) => one.row === row);
  if (mark && mark.sku !== named.get("sku")?.trim())
    throw new Error(
      `Row ${row} is not the one that was looked at first: two readers do not agree on the file.`,
    );
  if (mark) return { problems: [{ column: mark.column, reason: mark.reason }] };
  const result = readRow(named);
  return "row" in result ? { product: result.row } : { problems: result.problems };
};
