import type { Ports } from "@sourdough/lambda-kit";
import { importIdOf } from "../domain/menu-file.ts";
import { closeImport } from "./close-import.ts";
import type { FileStore, ImportRepository } from "./ports.ts";

/**
 * Closes the import of an execution that was stopped, or failed. `NONE` when the execution had begun none, or its import
 * is another's.
 */
export const endImport = async (
  ports: Ports & { files: FileStore; imports: ImportRepository },
  { key, execution }: { key: string; execution: string },
): Promise<{ status: string }> => {
  const importId = importIdOf(key);
  const found = importId === undefined ? undefined : await ports.imports.find(importId);
  if (found?.execution !== execution) return { status: "NONE" };
  return closeImport(ports, found);
};
