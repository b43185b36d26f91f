import type { DatabaseSync } from "node:sqlite";
import type { KeptValue } from "./state.ts";

/** Things by key that outlast the process. */
export interface Records<Live, Kept> {
  /** What was there when the process began, in the order in which each came. */
  read(): Iterable<readonly [key: string, value: Kept]>;
  /** The keys of what is read one by one, in the same order. */
  keys(): string[];
  /** One thing as it was written last, of those that are too many to be read before somebody asks. */
  get(key: string): Kept | undefined;
  /** Keeps the thing as it is when the group is written; to be put again whenever it has changed. */
  put(key: string, live: Live): void;
  delete(key: string): void;
  clear(): void;
}

/** Of the state itself. */
export interface RecordsInside {
  /** Writes what changed, into the transaction that is open. */
  write(): void;
}

interface Options<Live, Kept> {
  readonly isKept: boolean;
  readonly toKept: ((live: Live) => Kept) | undefined;
  begin(): void;
}

const nothing = {
  read: () => [],
  keys: () => [],
  get: () => undefined,
  put() {},
  delete() {},
  clear() {},
  write() {},
};

export const createRecords = <Live, Kept extends KeptValue>(
  database: DatabaseSync,
  name: string,
  { isKept, toKept, begin }: Options<Live, Kept>,
): Records<Live, Kept> & RecordsInside => {
  if (!isKept) return nothing;

  const upsert = database.prepare(
    "INSERT INTO records (name, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const remove = database.prepare("DELETE FROM records WHERE name = ? AND key = ?");
  const select = database.prepare("SELECT key, value FROM records WHERE name = ? ORDER BY id");
  const selectOne = database.prepare("SELECT value FROM records WHERE name = ? AND key = ?");
  const selectKeys = database.prepare("SELECT key FROM records WHERE name = ? ORDER BY id");
  const keys = () => selectKeys.all(name).map(({ key }) => String(key));
  const known = new Set(keys());
  /** Undefined is what went. */
  const changed = new Map<string, { readonly live: Live } | undefined>();

  const parsed = (value: unknown) =>
    (value instanceof Uint8Array ? value : JSON.parse(String(value))) as Kept;

  return {
    *read() {
      for (const { key, value } of select.all(name)) yield [String(key), parsed(value)] as const;
    },
    keys,
    get(key) {
      const found = selectOne.get(name, key);
      return found && parsed(found.value);
    },
    put(key, live) {
      begin();
      changed.set(key, { live });
    },
    delete(key) {
      // Most things are gone before anybody wrote them.
      if (!known.has(key)) return void changed.delete(key);
      begin();
      changed.set(key, undefined);
    },
    clear() {
      begin();
      changed.clear();
      for (const key of known) changed.set(key, undefined);
    },
    write() {
      for (const [key, change] of changed) {
        if (change) {
          const kept: KeptValue = toKept ? toKept(change.live) : (change.live as KeptValue);
          upsert.run(name, key, kept instanceof Uint8Array ? kept : JSON.stringify(kept));
          known.add(key);
        } else {
          remove.run(name, key);
          known.delete(key);
        }
        // What cannot be written is tried again with the next group.
        changed.delete(key);
      }
    },
  };
};
