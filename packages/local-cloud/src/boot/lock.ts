import { readFileSync } from "node:fs";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Another local cloud runs in the folder. */
export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";

  constructor(pid: number, file: string) {
    super(
      `The local cloud already runs in this folder (process ${pid}, lock ${file}). Stop it with Ctrl-C in its terminal, or start this one in another clone.`,
    );
  }
}

const ours = new Set<string>();

/** Whether a process of this user has the id, and is not one that was killed and that nobody has noticed yet. */
export const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
};

/** Linux alone says it in a file: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const isZombie = (pid: number): boolean => {
  try {
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

export const lockFile = (folder: string): string => join(folder, "lock");

/** The process whose local cloud runs in the folder; undefined when none does. */
export const lockHolder = async (folder: string): Promise<number | undefined> => {
  const pid = Number(await readFile(lockFile(folder), "utf8").catch(() => "0"));
  return pid > 0 && isAlive(pid) ? pid : undefined;
};

/** Makes sure only one local cloud runs in a folder; a lock left behind by a killed process does not count. */
export const takeLock = async (folder: string): Promise<() => Promise<void>> => {
  await mkdir(folder, { recursive: true });
  const file = lockFile(folder);
  // Linked and not written in place, so that whoever reads a lock reads all of it.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, String(process.pid));
  try {
    while (!(await take(draft, file))) {
      const pid = Number(await readFile(file, "utf8").catch(() => "0"));
      const left = pid === 0 || (pid === process.pid ? !ours.has(file) : !isAlive(pid));
      if (!left) throw new FolderInUseError(pid, file);
      await rm(file, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
  ours.add(file);
  return async () => {
    ours.delete(file);
    await rm(file, { force: true });
  };
};

const ASKS_AGAIN_AFTER_MS = 100;

/** Like `takeLock`, and waits until the folder is free; `waits` is told when it is not. */
export const awaitLock = async (folder: string, waits = () => {}): Promise<() => Promise<void>> => {
  for (;;) {
    try {
      return await takeLock(folder);
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
      waits();
      await pause(ASKS_AGAIN_AFTER_MS);
    }
  }
};

const take = (draft: string, file: string) =>
  link(draft, file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
