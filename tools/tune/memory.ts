import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";

/** The one place where a function's memory is: infra/capacity.ts reads it. */
export const memoryFile = fileURLToPath(new URL("../../infra/memory.json", import.meta.url));
/** What functions have that are not in it: infra/defaults.ts. */
const usualMb = 512;

const Memory = z.record(z.string(), z.int().min(128).max(10_240));

/** Writes a function's megabytes into the file; what is usual is not in it. */
export const applyMemory = async (name: string, memoryMb: number, file = memoryFile): Promise<void> => {
  const before = Memory.parse(JSON.parse(await readFile(file, "utf8")));
  const after = Object.entries({ ...before, [name]: memoryMb })
    .filter(([, megabytes]) => megabytes !== usualMb)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  await writeFile(file, `${JSON.stringify(Object.fromEntries(after), null, 2)}\n`);
};
