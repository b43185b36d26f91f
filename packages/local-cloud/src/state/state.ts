import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { z } from "zod";
import { makeFolder } from "../core/make-folder.ts";
import { createRecords, type Records, type RecordsInside } from "./records.ts";
import { finishReplacing } from "./replace.ts";

export type { Records };

/**
 * What outlasts the process. All that is put within a few milliseconds is written as one group, between two turns of the
 * event loop: either all of it is there after a crash, or none of it, so that emulators always agree with each other.
 */
export interface State {
  /** Whether anything outlasts the process. */
  readonly isKept: boolean;
  /** Shared with who keeps tables of its own; each write comes after `begin`. */
  readonly database: DatabaseSync;
  /** Folder for bytes that are too many for records, and that are thrown away with them; absent when nothing is kept. */
  readonly files: string | undefined;
  /** The records of a name such as `sqs/messages`, each as `toKept` gives it when the group is written. One that is there
   * without having the `shape` is dropped when it is read. */
  records<Kept extends KeptValue>(name: string, shape: z.ZodType<Kept>): Records<Kept, Kept>;
  records<Live, Kept extends KeptValue = KeptValue & Live>(
    name: string,
    shape: z.ZodType,
    toKept?: (live: Live) => Kept,
  ): Records<Live, Kept>;
  /** Opens a group, where none is open. */
  begin(): void;
  /**
   * Resolves when all that was put until now is written; undefined when it is. Whoever is outside is answered after that;
   * who ends with the process need not wait. Absent when nothing outlasts it.
   */
  readonly settled: (() => Promise<void> | undefined) | undefined;
  /** Runs tasks in their order, each when all that was put until now is written: of what is pushed to who is outside. */
  whenSettled(task: () => void): void;
  /** Notes something that the run before left and that has no place any more, in a person's words. */
  drop(what: string): void;
  /** What `drop` was told. */
  readonly dropped: readonly string[];
  /** Ends `hold`. */
  release(): void;
  /** Writes what is left. What happens from then on is not kept, so that a stop is no other than a kill. */
  end(): void;
  /** Ends, and lets go of the file. */
  close(): void;
}

/** JSON, or bytes. */
export type KeptValue = object;

export interface StateOptions {
  /** Where the file is; without one, nothing outlasts the process. */
  readonly folder?: string | undefined;
  /** Throw away what is in the folder. */
  readonly fresh?: boolean;
  /** Write nothing before `release`: what the run before left stays as it is when the start fails. */
  readonly hold?: boolean;
  /** Told when nothing can be written, once until something can: the disk is full. */
  readonly warn: (message: string) => void;
}

/** Of the file: one that has another number was written by another version. */
export const FORMAT = 2;
/** Pages held in memory; the rest is in the file. */
const CACHE_KB = 8 * 1024;
/** The write-ahead log is cut down to this again after a group that was larger. */
const LOG_BYTES = 8 * 1024 * 1024;
/** Room in the file that nothing has any more; less of it is used again soon enough. */
const MOST_FREE_BYTES = 32 * 1024 * 1024;
/** How long a group stays open while nobody waits for it. */
const GROUP_MS = 20;
/** Where nothing outlasts the process, nobody ever waits for one, and nothing is lost with it. */
const GROUP_OF_NOTHING_KEPT_MS = 1_000;

/** Of a stage, within the local folder. */
export const stateFolderOf = (localFolder: string, stage = "local"): string =>
  join(localFolder, "state", stage);

export const stateFile = (folder: string): string => join(folder, "state.sqlite");
export const filesFolder = (folder: string): string => join(folder, "files");

/** Takes away what is kept in the folder, but for what has a name. */
export const forgetState = (folder: string): void => {
  for (const suffix of ["", "-wal", "-shm"])
    rmSync(`${stateFile(folder)}${suffix}`, { recursive: true, force: true });
  rmSync(filesFolder(folder), { recursive: true, force: true });
};

const openFile = (folder: string): { database: DatabaseSync; format: number } => {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(stateFile(folder));
    return { database, format: Number(database.prepare("PRAGMA user_version").get()?.user_version) };
  } catch (cause) {
    database?.close();
    throw new Error(
      `${stateFile(folder)} cannot be read: ${(cause as Error).message}. Start with --fresh-state to throw it away, or load a snapshot in its place.`,
      { cause },
    );
  }
};

/** Gives back to the disk what is most of the file and has nothing in it. */
const shrink = (database: DatabaseSync): void => {
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  const free = pragma("freelist_count");
  if (free * pragma("page_size") < MOST_FREE_BYTES || free * 2 < pragma("page_count")) return;
  try {
    database.exec("VACUUM");
  } catch {
    // Somebody saves a snapshot of it just now: the next start does it.
  }
};

/** A file of another version is put aside. Throws when the folder cannot be written to. */
const open = (folder: string | undefined): { database: DatabaseSync; aside?: string } => {
  // Without a name it is SQLite's own temporary file, which no other process sees and which is gone with this one.
  if (folder === undefined) {
    const database = new DatabaseSync("");
    database.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
    return { database };
  }
  finishReplacing(folder);
  makeFolder(folder);
  const { database, format } = openFile(folder);
  if (format !== 0 && format !== FORMAT) {
    database.close();
    const aside = `${folder}.version-${format}`;
    rmSync(aside, { recursive: true, force: true });
    renameSync(folder, aside);
    return { database: open(folder).database, aside };
  }
  // A killed process loses nothing that was written; only a machine that loses its power could lose the last groups.
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${LOG_BYTES}; PRAGMA user_version = ${FORMAT}`,
  );
  shrink(database);
  return { database };
};

export const openState = ({ folder, fresh, hold = false, warn }: StateOptions): State => {
  if (fresh && folder !== undefined) forgetState(folder);
  const { database, aside } = open(folder);
  database.exec(`PRAGMA cache_size = -${CACHE_KB}`);
  database.exec(
    "CREATE TABLE IF NOT EXISTS records (id INTEGER PRIMARY KEY, name TEXT, key TEXT, value, UNIQUE (name, key))",
  );
  const [start, commit] = ["BEGIN IMMEDIATE", "COMMIT"].map((sql) => database.prepare(sql));
  const all = new Map<string, RecordsInside>();
  const dropped: string[] = [];
  if (aside)
    dropped.push(`everything: another version of the local cloud had written it, and it is in ${aside} now`);
  let isOpen = false;
  let isClosed = false;
  let isHeld = hold;
  let hasFailed = false;
  let timer: NodeJS.Timeout | undefined;
  let waiting: PromiseWithResolvers<void> | undefined;

  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    if (isHeld) return;
    const done = waiting;
    waiting = undefined;
    if (isClosed || !isOpen) return done?.resolve();
    try {
      for (const records of all.values()) records.write();
      commit!.run();
      isOpen = false;
      hasFailed = false;
      for (const records of all.values()) records.written();
      // What the making of a record has put into others that were written by then.
      if (timer) begin();
    } catch (error) {
      // The group stays open, or SQLite has taken it back: the next one tries all of it again.
      if (!hasFailed) warn(`What happens now is lost at the next start: ${(error as Error).message}.`);
      hasFailed = true;
      isOpen = database.isTransaction;
    }
    done?.resolve();
  };

  const begin = () => {
    if (isClosed) return;
    if (!isOpen) {
      start!.run();
      isOpen = true;
    }
    timer ??= setTimeout(write, folder === undefined ? GROUP_OF_NOTHING_KEPT_MS : GROUP_MS);
  };

  const settled = (): Promise<void> | undefined => {
    // Nobody is told of what is not kept.
    if (isClosed) return new Promise(() => {});
    if (!isOpen) return undefined;
    if (!waiting) {
      waiting = Promise.withResolvers<void>();
      setImmediate(write);
    }
    return waiting.promise;
  };

  const tasks: (() => void)[] = [];
  const runTasks = () => {
    for (let left = tasks.length; left > 0; left--)
      try {
        tasks[0]!();
      } catch (error) {
        warn(`Something could not be sent: ${(error as Error).message}.`);
      } finally {
        tasks.shift();
      }
    // What the tasks themselves have added waits behind them.
    if (tasks.length > 0) void Promise.resolve(settled()).then(runTasks);
  };

  const end = () => {
    if (isClosed) return;
    write();
    isClosed = true;
    // Whoever writes into tables of its own writes into what is thrown away when the file is let go of.
    if (folder !== undefined && !database.isTransaction) database.exec("BEGIN");
  };

  return {
    isKept: folder !== undefined,
    database,
    files: folder && filesFolder(folder),
    records<Live, Kept extends KeptValue>(name: string, shape: z.ZodType, toKept?: (live: Live) => Kept) {
      if (all.has(name)) throw new Error(`The records "${name}" are kept twice.`);
      const records = createRecords<Live, Kept>(database, name, {
        begin,
        shape,
        toKept,
        drop: (what) => void dropped.push(what),
        warn,
        isKept: folder !== undefined,
      });
      all.set(name, records);
      return records;
    },
    begin,
    settled: folder === undefined ? undefined : settled,
    whenSettled(task) {
      if (folder === undefined || (!isOpen && tasks.length === 0)) return task();
      if (tasks.push(task) === 1) void Promise.resolve(settled()).then(runTasks);
    },
    drop: (what) => void dropped.push(what),
    dropped,
    release() {
      isHeld = false;
      write();
    },
    end,
    close() {
      end();
      if (database.isOpen) database.close();
    },
  };
};
