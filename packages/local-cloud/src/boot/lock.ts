import { readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { makeFolder } from "../core/make-folder.ts";

/** Another local cloud runs in the folder. */
export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";

  constructor(pid: number, file: string) {
    super(
      `The local cloud already runs in this folder (process ${pid}, lock ${file}). Stop it with Ctrl-C in its terminal, or start this one in another clone.`,
    );
  }
}

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

/**
 * Makes sure only one local cloud runs in a folder.
 * What holds is a lock of SQLite's on an empty database: the system ends it with the process however that ends,
 * and no two can take it at once, in one process or in two. The file beside it says whose it is.
 * @throws {FolderInUseError} when another one has it
 */
export const takeLock = async (folder: string): Promise<() => Promise<void>> => {
  makeFolder(folder);
  const file = lockFile(folder);
  const claim = claimed(`${file}.db`);
  if (!claim) throw new FolderInUseError(Number(await readFile(file, "utf8").catch(() => "0")), file);
  await writeFile(file, String(process.pid));
  return async () => {
    await rm(file, { force: true });
    claim.close();
  };
};

const SQLITE_BUSY = 5;

const opened = (file: string): DatabaseSync => {
  try {
    return new DatabaseSync(file);
  } catch (cause) {
    throw new Error(`The lock ${file} cannot be opened: ${(cause as Error).message}. Remove it.`, { cause });
  }
};

const claimed = (file: string): DatabaseSync | undefined => {
  const database = opened(file);
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
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
