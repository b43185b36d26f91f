import {
  closeSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { finishReplacing, loadingFolder, replaceState } from "./replace.ts";
import { FORMAT, filesFolder, stateFile } from "./state.ts";

/** Bytes of a file that one row has. */
const PART_BYTES = 8 * 1024 * 1024;
const SUFFIX = ".sqlite";
const SAVING = ".saving-";
/** No snapshot takes that long. */
const UNFINISHED_MS = 3_600_000;
/** Begins the names of those that are saved before something is lost; a time follows. */
const BEFORE = "before-";
const isBefore = /^before-\d{8}T\d{6}-\d{3}$/;
/** Of these, the newest stay. */
const MOST_BEFORE = 3;

/** A copy of the state under a name, as one file: the database, with the files in a table of it. */
export interface Snapshot {
  readonly name: string;
  readonly file: string;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
  readonly bytes: number;
}

/** A snapshot that cannot be what is wanted of it; the message says what to do. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}

export const snapshotsFolder = (localFolder: string): string => join(localFolder, "snapshots");

const fileOf = (localFolder: string, name: string): string => {
  if (!/^[\w.-]{1,80}$/.test(name) || name.startsWith("."))
    throw new SnapshotError(
      `"${name}" is no name of a snapshot: use up to 80 letters, digits, dots, hyphens and underscores.`,
    );
  return join(snapshotsFolder(localFolder), `${name}${SUFFIX}`);
};

/** Oldest first. */
export const listSnapshots = (localFolder: string): Snapshot[] => {
  const folder = snapshotsFolder(localFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX) && !file.startsWith("."))
    .map((entry) => {
      const file = join(folder, entry);
      const { mtimeMs, size } = statSync(file);
      return { name: entry.slice(0, -SUFFIX.length), file, savedAt: mtimeMs, bytes: size };
    })
    .sort((a, b) => a.savedAt - b.savedAt);
};

/** Throws a `SnapshotError` when there is none of the name. */
export const findSnapshot = (localFolder: string, name: string): Snapshot => {
  fileOf(localFolder, name);
  const all = listSnapshots(localFolder);
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const names = all.map((one) => one.name).join(", ");
  throw new SnapshotError(
    `There is no snapshot "${name}" in ${snapshotsFolder(localFolder)}; there ${names === "" ? "are none" : `are: ${names}`}.`,
  );
};

function* filesIn(folder: string): Iterable<string> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) yield relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/");
}

/** So that what is deleted meanwhile is there until it is copied. */
const hold = (from: string, to: string): void => {
  for (const name of filesIn(from)) {
    const held = join(to, name);
    if (existsSync(held)) continue;
    mkdirSync(dirname(held), { recursive: true });
    try {
      linkSync(join(from, name), held);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      cpSync(join(from, name), held);
    }
  }
};

const packFiles = (database: DatabaseSync, folder: string): void => {
  database.exec(
    "CREATE TABLE snapshot_files (name TEXT, part INTEGER, bytes BLOB, PRIMARY KEY (name, part))",
  );
  const insert = database.prepare("INSERT INTO snapshot_files (name, part, bytes) VALUES (?, ?, ?)");
  const buffer = Buffer.allocUnsafe(PART_BYTES);
  for (const name of filesIn(folder)) {
    const file = openSync(join(folder, name), "r");
    for (let part = 0; ; part++) {
      const count = readSync(file, buffer, 0, PART_BYTES, part * PART_BYTES);
      if (count > 0 || part === 0) insert.run(name, part, buffer.subarray(0, count));
      if (count < PART_BYTES) break;
    }
    closeSync(file);
  }
};

const unpackFiles = (database: DatabaseSync, folder: string): void => {
  const parts = database.prepare("SELECT name, bytes FROM snapshot_files ORDER BY name, part");
  for (const { name, bytes } of parts.iterate()) {
    const file = join(folder, String(name));
    if (relative(folder, file).startsWith(".."))
      throw new SnapshotError(`The snapshot names a file ${name}.`);
    mkdirSync(dirname(file), { recursive: true });
    const open = openSync(file, "a");
    writeSync(open, bytes as Uint8Array);
    closeSync(open);
  }
};

/** What processes that were killed had begun to save; others may be saving now. */
const removeUnfinished = (localFolder: string): void => {
  for (const entry of readdirSync(snapshotsFolder(localFolder))) {
    const folder = join(snapshotsFolder(localFolder), entry);
    const since = entry.startsWith(SAVING) && statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
    if (since && Date.now() - since > UNFINISHED_MS) rmSync(folder, { recursive: true, force: true });
  }
};

const copyTo = (draft: string, file: string): void => {
  let source: DatabaseSync | undefined;
  try {
    source = new DatabaseSync(file);
    source.exec("PRAGMA busy_timeout = 5000");
    source.prepare("VACUUM INTO ?").run(draft);
  } catch (cause) {
    throw new SnapshotError(`${file} cannot be copied: ${(cause as Error).message}.`, { cause });
  } finally {
    source?.close();
  }
};

/**
 * Saves what was written last, also while the local cloud runs. `change` may change the copy before it has its name.
 * Throws a `SnapshotError` when nothing is kept, and when the name is taken.
 */
export const saveSnapshot = (
  { stateFolder, localFolder }: { stateFolder: string; localFolder: string },
  name: string,
  change: (database: DatabaseSync) => void = () => {},
): Snapshot => {
  const file = fileOf(localFolder, name);
  if (existsSync(file))
    throw new SnapshotError(`There is a snapshot "${name}" already: remove it, or take another name.`);
  if (!existsSync(stateFile(stateFolder)))
    throw new SnapshotError(`There is no state in ${stateFolder} yet: start the local cloud once.`);
  mkdirSync(snapshotsFolder(localFolder), { recursive: true });
  removeUnfinished(localFolder);
  const folder = mkdtempSync(join(snapshotsFolder(localFolder), SAVING));
  try {
    const draft = join(folder, "draft");
    const held = join(folder, "files");
    hold(filesFolder(stateFolder), held);
    copyTo(draft, stateFile(stateFolder));
    hold(filesFolder(stateFolder), held);
    const copy = new DatabaseSync(draft);
    try {
      copy.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN");
      packFiles(copy, held);
      change(copy);
      copy.exec("COMMIT");
      // What was masked must not be read from a free page.
      copy.exec("VACUUM");
    } finally {
      copy.close();
    }
    renameSync(draft, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return findSnapshot(localFolder, name);
};

/** Puts a snapshot in place of the state; no local cloud may run on it. */
export const loadSnapshot = (stateFolder: string, { file, name }: Snapshot): void => {
  finishReplacing(stateFolder);
  const folder = loadingFolder(stateFolder);
  mkdirSync(folder, { recursive: true });
  try {
    cpSync(file, stateFile(folder));
    const database = new DatabaseSync(stateFile(folder));
    try {
      const format = Number(database.prepare("PRAGMA user_version").get()?.user_version);
      if (format !== FORMAT)
        throw new SnapshotError(
          `The snapshot "${name}" is of format ${format}, and this version of the local cloud reads format ${FORMAT}: load it with the version that saved it.`,
        );
      const [problem] = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {});
      if (problem !== "ok") throw new Error(String(problem));
      unpackFiles(database, filesFolder(folder));
      database.exec("DROP TABLE snapshot_files");
    } catch (error) {
      if (error instanceof SnapshotError) throw error;
      throw new SnapshotError(`${file} is no snapshot of a local cloud: ${(error as Error).message}`);
    } finally {
      database.close();
    }
    replaceState(stateFolder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Saves what is about to be lost, as `before-<time>`, and lets go of older ones of these but `wanted`. */
export const saveBefore = (
  folders: { stateFolder: string; localFolder: string },
  wanted?: Snapshot,
): Snapshot => {
  const time = new Date().toISOString().replaceAll(/[-:]/g, "").replace(".", "-").slice(0, 19);
  const saved = saveSnapshot(folders, `${BEFORE}${time}`);
  const own = listSnapshots(folders.localFolder).filter(({ name }) => isBefore.test(name));
  for (const { name, file } of own.slice(0, -MOST_BEFORE)) if (name !== wanted?.name) rmSync(file);
  return saved;
};
