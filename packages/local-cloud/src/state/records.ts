import type { DatabaseSync } from "node:sqlite";
import type { z } from "zod";
import type { KeptValue } from "./state.ts";

/** Things by key that outlast the process. */
export interface Records<Live, Kept> {
  /** Whether they do: else nothing is ever found. */
  readonly isKept: boolean;
  /** What was there when the process began, in the order in which each came. */
  read(): Iterable<readonly [key: string, value: Kept]>;
  /** The keys of what is read one by one, in the same order; also of what is not written yet. */
  keys(): string[];
  /** One thing as it was put last, of those that are too many to be held in memory. */
  get(key: string): Kept | undefined;
  /** Keeps the thing as it is when the group is written; to be put again whenever it has changed. */
  put(key: string, live: Live): void;
  delete(key: string): void;
  /** Lets go of one that was read and has no place any more, which the start says. */
  drop(key: string, why: string): void;
  clear(): void;
}

/** Of the state itself. */
export interface RecordsInside {
  /** Writes what changed, into the transaction that is open. */
  write(): void;
  /** The transaction is written; until then, what is in it is written again with the next one. */
  written(): void;
}

interface Options<Live, Kept> {
  readonly isKept: boolean;
  readonly shape: z.ZodType;
  readonly toKept: ((live: Live) => Kept) | undefined;
  begin(): void;
  /** Told of a record that cannot be read. */
  drop(what: string): void;
  /** Told of one that cannot be kept. */
  warn(message: string): void;
}

const nothing = {
  isKept: false,
  read: () => [],
  keys: () => [],
  get: () => undefined,
  put() {},
  delete() {},
  drop() {},
  clear() {},
  write() {},
  written() {},
};

export const createRecords = <Live, Kept extends KeptValue>(
  database: DatabaseSync,
  name: string,
  { isKept, shape, toKept, begin, drop: say, warn }: Options<Live, Kept>,
): Records<Live, Kept> & RecordsInside => {
  if (!isKept) return nothing;

  const upsert = database.prepare(
    "INSERT INTO records (name, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const remove = database.prepare("DELETE FROM records WHERE name = ? AND key = ?");
  const select = database.prepare("SELECT key, value FROM records WHERE name = ? ORDER BY id");
  const selectOne = database.prepare("SELECT value FROM records WHERE name = ? AND key = ?");
  const selectKeys = database.prepare("SELECT key FROM records WHERE name = ? ORDER BY id");
  const storedKeys = () => selectKeys.all(name).map(({ key }) => String(key));
  const selectStored = database.prepare("SELECT 1 FROM records WHERE name = ? AND key = ?");
  /** Asked of the database: the keys of all that is kept are megabytes after some thousand orders. */
  const isStored = (key: string) => database.isOpen && selectStored.get(name, key) !== undefined;
  /** Undefined is what went. */
  const changed = new Map<string, { readonly live: Live } | undefined>();
  /** Of these, what the transaction has that is open. */
  const inGroup: typeof changed = new Map();

  const forget = (key: string) => {
    // Most things are gone before anybody wrote them.
    if (!isStored(key)) return void changed.delete(key);
    begin();
    changed.set(key, undefined);
  };
  const drop = (key: string, why: string) => {
    forget(key);
    say(`the record "${key}" of ${name}: ${why}`);
  };
  /** Undefined, and dropped, what has not the shape: one bad record must not end each start. */
  const parsed = (key: string, value: unknown): Kept | undefined => {
    let kept = value;
    try {
      if (!(value instanceof Uint8Array)) kept = JSON.parse(String(value));
    } catch (error) {
      drop(key, `it cannot be read: ${(error as Error).message}`);
      return undefined;
    }
    const [issue] = shape.safeParse(kept).error?.issues ?? [];
    if (!issue) return kept as Kept;
    const where = issue.path.map((part) => `${String(part)}: `).join("");
    drop(key, `it is not as this version writes it: ${where}${issue.message}`);
    return undefined;
  };

  /** Undefined, and let go of, what no group could ever have: tried again, it would keep all else from being written. */
  const keptValue = (key: string, live: Live): string | Uint8Array | undefined => {
    try {
      const kept: KeptValue = toKept ? toKept(live) : (live as KeptValue);
      return kept instanceof Uint8Array ? kept : JSON.stringify(kept);
    } catch (error) {
      changed.delete(key);
      warn(`The record "${key}" of ${name} cannot be kept: ${(error as Error).message}.`);
      return undefined;
    }
  };

  /** Of a group that is not written yet, too. */
  const latest = (key: string): unknown => {
    const pending = changed.get(key);
    if (pending) return keptValue(key, pending.live);
    return changed.has(key) ? undefined : selectOne.get(name, key)?.value;
  };

  return {
    isKept: true,
    *read() {
      for (const row of select.all(name)) {
        const key = String(row.key);
        const kept = parsed(key, row.value);
        if (kept) yield [key, kept] as const;
      }
    },
    keys: () =>
      [...new Set([...storedKeys(), ...changed.keys()])].filter(
        (key) => !changed.has(key) || changed.get(key) !== undefined,
      ),
    get(key) {
      const value = latest(key);
      return value === undefined ? undefined : parsed(key, value);
    },
    put(key, live) {
      begin();
      changed.set(key, { live });
    },
    delete: forget,
    drop,
    clear() {
      begin();
      changed.clear();
      for (const key of storedKeys()) changed.set(key, undefined);
    },
    write() {
      inGroup.clear();
      for (const [key, change] of changed) {
        if (change) {
          const value = keptValue(key, change.live);
          if (value === undefined) continue;
          upsert.run(name, key, value);
        } else remove.run(name, key);
        inGroup.set(key, change);
      }
    },
    written() {
      for (const [key, change] of inGroup) if (changed.get(key) === change) changed.delete(key);
      inGroup.clear();
    },
  };
};
