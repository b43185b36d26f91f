import type { Ports } from "@sourdough/lambda-kit";
import type { Delimiter } from "../domain/csv.ts";
import type { ImportLayout } from "../domain/import-layout.ts";
import { inspectFile } from "../domain/inspect-file.ts";
import { importIdOf } from "../domain/menu-file.ts";
import type { CatalogueRepository, FileStore, ImportRepository } from "./ports.ts";

/** What to do with an uploaded file: import it, or nothing more. */
export type OpenedImport =
  | { outcome: "IMPORT"; importId: string; delimiter: Delimiter; layout: ImportLayout }
  | { outcome: "REFUSED" | "TAKEN"; importId: string };

/**
 * Looks through an uploaded file and begins its import. `TAKEN` when an upload of the same id has been begun by another
 * execution: the notification came twice, or somebody sent the form twice.
 */
export const openImport = async (
  {
    catalogue,
    files,
    imports,
    now,
  }: Ports & { catalogue: CatalogueRepository; files: FileStore; imports: ImportRepository },
  { key, versionId, execution }: { key: string; versionId: string; execution: string },
): Promise<OpenedImport> => {
  const importId = importIdOf(key);
  if (!importId) throw new Error(`${key} is not the name of an upload: it has to be uploads/imp-<ULID>.csv.`);
  const [{ stores }, { fileName, chunks }] = await Promise.all([
    catalogue.load([]),
    files.read(key, versionId),
  ]);
  const inspection = await inspectFile(
    chunks,
    stores.map(({ storeId }) => storeId),
  );
  const isMenu = inspection.kind === "menu";
  const begun = await imports.begin(
    {
      importId,
      fileName: fileName ?? `${importId}.csv`,
      status: isMenu ? "RUNNING" : "REFUSED",
      totalRows: isMenu ? inspection.totalRows : 0,
      rows: 0,
      changed: 0,
      refused: 0,
      execution,
      reason: isMenu ? undefined : inspection.reason,
      startedAt: now().toISOString(),
    },
    isMenu ? [] : [{ line: inspection.line, reason: inspection.reason }],
  );
  if (!begun) return { outcome: "TAKEN", importId };
  if (!isMenu) return { outcome: "REFUSED", importId };
  const { delimiter, layout } = inspection;
  return { outcome: "IMPORT", importId, delimiter, layout };
};
