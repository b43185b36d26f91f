import type { DatabaseSync } from "node:sqlite";
import type { Bounds } from "./bounds.ts";
import { damagedItem, readItem } from "./damaged-items.ts";
import type { IndexDefinition, TableDefinition } from "./definition.ts";
import { isInIndex, type StoredKey, storedKey, wholeKey } from "./keys.ts";
import type { Item } from "./values.ts";

export interface StoredItem {
  readonly id: number;
  readonly item: Item;
  /** The same as JSON. */
  readonly text: string;
  /** In bytes, as DynamoDB counts them. */
  readonly size: number;
}

/** A row in the order of a scan: slot, partition, sort key, and of an index the key of the item. */
export interface ScanPosition extends StoredKey {
  readonly tail: Buffer;
}

/** The items of a table, and where they stand in its indexes. Writes belong into a transaction of the database. */
export interface ItemStore {
  get(key: StoredKey): StoredItem | undefined;
  /** Puts an item in place of the one that has its key, or as a new one. */
  put(item: Item, text: string, size: number, old: StoredItem | undefined): void;
  remove(old: StoredItem): void;
  /** Items of one partition, of the table or of an index. */
  query(
    index: IndexDefinition | undefined,
    partition: { readonly slot: number; readonly hash: Buffer },
    bounds: Bounds,
    backward: boolean,
  ): Iterable<StoredItem>;
  /** Items behind a position, up to a slot. */
  scan(index: IndexDefinition | undefined, behind: ScanPosition, to: number): Iterable<StoredItem>;
  totals(): { readonly items: number; readonly bytes: number };
  /** How many items an index has. */
  entries(index: IndexDefinition): number;
  make(): void;
  fill(index: IndexDefinition): void;
  empty(index: IndexDefinition): void;
  drop(): void;
}

interface Row {
  readonly id: number;
  readonly item: string;
  readonly size: number;
}

/** `warn` is told of items that are damaged, and passed over. */
export const createItemStore = (
  database: DatabaseSync,
  table: TableDefinition,
  warn: (message: string) => void,
): ItemStore => {
  const { key, indexes } = table;
  const items = `items_${table.number}`;
  const entries = ({ number }: IndexDefinition) => `index_${table.number}_${number}`;

  const known = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const statement = (sql: string) => {
    let found = known.get(sql);
    if (!found) known.set(sql, (found = database.prepare(sql)));
    return found;
  };
  /** Rows that were damaged when somebody read them. */
  const damaged = new Set<number>();
  const toStored = ({ id, item: text, size }: Row): StoredItem | undefined => {
    const read = readItem(key, text);
    if ("item" in read) return { id, item: read.item, text, size };
    const parts = database.prepare(`SELECT hash, range FROM ${items} WHERE id = ?`).get(id);
    warn(damagedItem(table, parts as unknown as StoredKey, read.why));
    damaged.add(id);
    return undefined;
  };
  function* stored(rows: Iterable<unknown>): Iterable<StoredItem> {
    for (const row of rows) {
      const found = toStored(row as Row);
      if (found) yield found;
    }
  }
  const get = () =>
    statement(`SELECT id, item, size FROM ${items} WHERE slot = ? AND hash = ? AND range = ?`);

  /** Rows of the table, or of an index together with their items, and the columns they are sorted by. */
  const rowsOf = (index: IndexDefinition | undefined) =>
    index
      ? {
          select: `SELECT i.id, i.item, i.size FROM ${entries(index)} e CROSS JOIN ${items} i ON i.id = e.id`,
          order: ["e.range", "e.tail"],
          prefix: "e.",
        }
      : { select: `SELECT id, item, size FROM ${items}`, order: ["range"], prefix: "" };

  const enter = (index: IndexDefinition, id: number, item: Item, tail: Buffer) => {
    const { slot, hash, range } = storedKey(index.key, item);
    statement(`INSERT INTO ${entries(index)} (slot, hash, range, tail, id) VALUES (?, ?, ?, ?, ?)`).run(
      slot,
      hash,
      range,
      tail,
      id,
    );
  };
  const leave = (index: IndexDefinition, item: Item, tail: Buffer) => {
    const { slot, hash, range } = storedKey(index.key, item);
    statement(`DELETE FROM ${entries(index)} WHERE slot = ? AND hash = ? AND range = ? AND tail = ?`).run(
      slot,
      hash,
      range,
      tail,
    );
  };

  const hasMoved = (index: IndexDefinition, old: Item, item: Item) => {
    const [before, after] = [old, item].map((each) => storedKey(index.key, each)) as [StoredKey, StoredKey];
    return !before.hash.equals(after.hash) || !before.range.equals(after.range);
  };
  const index = (id: number, old: Item | undefined, item: Item | undefined, tail: Buffer) => {
    for (const each of indexes) {
      const wasIn = old !== undefined && isInIndex(each.key, old);
      const isIn = item !== undefined && isInIndex(each.key, item);
      if (wasIn && isIn && !hasMoved(each, old, item)) continue;
      if (wasIn) leave(each, old, tail);
      if (isIn) enter(each, id, item, tail);
    }
  };

  const makeIndex = (each: IndexDefinition) =>
    database.exec(
      `CREATE TABLE ${entries(each)} (slot INTEGER, hash BLOB, range BLOB, tail BLOB, id INTEGER, PRIMARY KEY (slot, hash, range, tail)) WITHOUT ROWID`,
    );

  /** Makes place for what is put where a damaged item is. */
  const clear = ({ slot, hash, range }: StoredKey) => {
    const id = Number(get().get(slot, hash, range)?.id);
    if (!damaged.delete(id)) return;
    statement(`DELETE FROM ${items} WHERE id = ?`).run(id);
    for (const each of indexes) statement(`DELETE FROM ${entries(each)} WHERE id = ?`).run(id);
  };

  return {
    get(at) {
      const row = get().get(at.slot, at.hash, at.range);
      return row && toStored(row as unknown as Row);
    },
    put(item, text, size, old) {
      const { slot, hash, range } = storedKey(key, item);
      let id = old?.id;
      if (id === undefined && damaged.size > 0) clear({ slot, hash, range });
      if (id === undefined)
        id = Number(
          statement(`INSERT INTO ${items} (slot, hash, range, item, size) VALUES (?, ?, ?, ?, ?)`).run(
            slot,
            hash,
            range,
            text,
            size,
          ).lastInsertRowid,
        );
      else statement(`UPDATE ${items} SET item = ?, size = ? WHERE id = ?`).run(text, size, id);
      if (indexes.length > 0) index(id, old?.item, item, wholeKey({ slot, hash, range }));
    },
    remove({ id, item }) {
      statement(`DELETE FROM ${items} WHERE id = ?`).run(id);
      if (indexes.length > 0) index(id, item, undefined, wholeKey(storedKey(key, item)));
    },
    query(of, { slot, hash }, { from, to }, backward) {
      const { select, order, prefix } = rowsOf(of);
      const columns = `(${order.join(", ")})`;
      const holes = `(${order.map(() => "?").join(", ")})`;
      const sorted = order.map((column) => `${column}${backward ? " DESC" : ""}`).join(", ");
      const values = of ? [from.range, from.tail, to.range, to.tail] : [from.range, to.range];
      return stored(
        statement(
          `${select} WHERE ${prefix}slot = ? AND ${prefix}hash = ? AND ${columns} >= ${holes} AND ${columns} < ${holes} ORDER BY ${sorted}`,
        ).iterate(slot, hash, ...values),
      );
    },
    scan(of, behind, to) {
      const { select, order, prefix } = rowsOf(of);
      const columns = [`${prefix}slot`, `${prefix}hash`, ...order];
      const values = [behind.slot, behind.hash, behind.range, ...(of ? [behind.tail] : [])];
      return stored(
        statement(
          `${select} WHERE (${columns.join(", ")}) > (${columns.map(() => "?").join(", ")}) AND ${prefix}slot < ? ORDER BY ${columns.join(", ")}`,
        ).iterate(...values, to),
      );
    },
    totals() {
      const row = statement(`SELECT COUNT(*) AS items, COALESCE(SUM(size), 0) AS bytes FROM ${items}`).get()!;
      return { items: Number(row.items), bytes: Number(row.bytes) };
    },
    entries: (of) => Number(statement(`SELECT COUNT(*) AS number FROM ${entries(of)}`).get()!.number),
    make() {
      database.exec(
        `CREATE TABLE ${items} (id INTEGER PRIMARY KEY, slot INTEGER, hash BLOB, range BLOB, item TEXT, size INTEGER, UNIQUE (slot, hash, range))`,
      );
      indexes.forEach(makeIndex);
    },
    fill(of) {
      makeIndex(of);
      for (const { id, item } of stored(statement(`SELECT id, item, size FROM ${items}`).iterate()))
        if (isInIndex(of.key, item)) enter(of, id, item, wholeKey(storedKey(key, item)));
    },
    empty: (of) => database.exec(`DROP TABLE ${entries(of)}`),
    drop() {
      database.exec(`DROP TABLE ${items}`);
      for (const each of indexes) database.exec(`DROP TABLE ${entries(each)}`);
    },
  };
};
