import type { Ports } from "@sourdough/lambda-kit";
import { problemsKey } from "../domain/menu-file.ts";
import { problemsFile } from "../domain/problems-file.ts";
import type { FileStore, ImportRepository } from "./ports.ts";

/** So many problems are shown; all of them are in a file. */
const shownProblems = 100;

/** Ends an import whose rows were all handed out, once; `UNFINISHED` when some of them were not counted. */
export const closeImport = async (
  { files, imports, now }: Ports & { files: FileStore; imports: ImportRepository },
  { importId }: { importId: string },
): Promise<{ status: string }> => {
  const menuImport = await imports.find(importId);
  if (!menuImport) throw new Error(`There is no import ${importId} to close.`);
  if (menuImport.status !== "RUNNING") return { status: menuImport.status };
  const batches = await imports.batches(importId);
  const problems = batches.flatMap((batch) => batch.problems);
  if (problems.length > 0) await files.write(problemsKey(importId), problemsFile(problems));
  const isWhole = menuImport.rows === menuImport.totalRows;
  const status = isWhole ? "DONE" : "UNFINISHED";
  await imports.end(menuImport, {
    status,
    problems: problems.slice(0, shownProblems),
    at: now().toISOString(),
  });
  return { status };
};
