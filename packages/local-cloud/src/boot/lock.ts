import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Makes sure only one local cloud runs in a folder; a lock left behind by a killed process does not count. */
export const takeLock = async (folder: string): Promise<() => Promise<void>> => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "lock");
  const pid = Number(await readFile(file, "utf8").catch(() => "0"));
  if (pid && pid !== process.pid && isAlive(pid))
    throw new Error(
      `The local cloud already runs in this folder (process ${pid}, lock ${file}). Stop it with Ctrl-C in its terminal, or start this one in another clone.`,
    );
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
};
