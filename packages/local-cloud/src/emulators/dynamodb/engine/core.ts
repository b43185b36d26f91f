import type { DatabaseSync } from "node:sqlite";
import type { Account } from "../../../core/resource-type.ts";
import { createShardIterators, type ShardIterators } from "../../../core/shard-iterators.ts";
import { type Consumed, indexUnits, writeUnits } from "./capacity.ts";
import { type Catalog, createCatalog, type Table } from "./catalog.ts";
import { isSameItemOrNone } from "./compare.ts";
import type { ViewType } from "./definition.ts";
import { notFound } from "./errors.ts";
import { sizeOf } from "./item-size.ts";
import type { StoredItem } from "./item-store.ts";
import { keyNames, pick } from "./keys.ts";
import { createStreamLog, type LogEntry, type LoggedChange, type StreamLog, toNumber } from "./stream-log.ts";
import type { Item } from "./values.ts";

/** Why something is written. */
export interface Origin {
  /** Journal ids of what led to it. */
  readonly causes: readonly number[];
  /** It is removed because its time to live is over. */
  readonly expired?: true;
}

/** What a write did, told once it is kept. */
export interface Written extends Consumed {
  readonly table: Table;
  /** Present where the table has a stream, and something is not as it was. */
  readonly entry?: LogEntry;
}

/** What the operations share. */
export interface Core {
  readonly account: Account;
  readonly catalog: Catalog;
  readonly log: StreamLog;
  /** Of the stream of a table, at the numbers behind which they read. */
  iterators(table: number): ShardIterators;
  now(): number;
  /** The table of that name; throws when there is none. */
  table(name: string): Table;
  /** Runs what must be done whole or not at all, and then tells what was written. */
  transaction<Result>(origin: Origin, run: () => Result): Result;
  /** Puts an item in place of the one that is there, or takes that away; within a transaction. */
  write(table: Table, old: StoredItem | undefined, item: Item | undefined, size?: number): Written;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const RETENTION_MS = 24 * 3_600_000;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
const ITERATOR_MINUTES = 15;

const images: Readonly<Record<ViewType, readonly ("newImage" | "oldImage")[]>> = {
  KEYS_ONLY: [],
  NEW_IMAGE: ["newImage"],
  OLD_IMAGE: ["oldImage"],
  NEW_AND_OLD_IMAGES: ["newImage", "oldImage"],
};

export interface CoreOptions {
  readonly account: Account;
  now(): number;
  /** Told of a table that is kept and cannot be read, before it is taken away. */
  dropping(what: string): void;
  /** Told of what is damaged, and passed over. */
  warn(message: string): void;
  written(writes: readonly Written[], origin: Origin): void;
  /** Sequence numbers up to which those who read a table's stream on and on have done it; undefined of nothing. */
  readers(table: Table): readonly (string | undefined)[];
}

export const createCore = (
  database: DatabaseSync,
  { account, now, written, dropping, warn, readers }: CoreOptions,
): Core => {
  const catalog = createCatalog(database, { dropping, warn });
  const log = createStreamLog(database, warn);
  const handedOut = new Map<number, ShardIterators>();
  const iterators = (table: number): ShardIterators => {
    const known = handedOut.get(table) ?? createShardIterators(ITERATOR_MINUTES);
    handedOut.set(table, known);
    return known;
  };
  // Within the group of writes of whoever shares the database, where there is one.
  const [begin, commit, rollback] = ["SAVEPOINT operation", "RELEASE operation", "ROLLBACK TO operation"].map(
    (sql) => database.prepare(sql),
  );
  let running: { readonly origin: Origin; readonly writes: Written[] } | undefined;

  const logChange = (table: Table, old: Item | undefined, item: Item | undefined): LogEntry | undefined => {
    if (!table.stream || isSameItemOrNone(old, item)) return undefined;
    const all = { newImage: item, oldImage: old };
    const change: LoggedChange = {
      eventName: !old ? "INSERT" : !item ? "REMOVE" : "MODIFY",
      keys: pick((item ?? old)!, keyNames(table.key)),
      ...Object.fromEntries(images[table.stream].flatMap((name) => (all[name] ? [[name, all[name]]] : []))),
      ...(running?.origin.expired && { expired: true }),
    };
    return log.append(table.number, now(), change);
  };

  const readUpTo = (table: Table): number =>
    Math.min(iterators(table.number).lowest(now()), ...readers(table).map(toNumber));
  const keep = (writes: readonly Written[]) => {
    log.trim(now() - RETENTION_MS);
    for (const { table, entry } of writes) if (entry) log.keep(table.number, entry, () => readUpTo(table));
  };

  return {
    account,
    catalog,
    log,
    iterators,
    now,
    table(name) {
      const table = catalog.get(name);
      if (!table) throw notFound();
      return table;
    },
    transaction(origin, run) {
      const writes: Written[] = [];
      running = { origin, writes };
      begin!.run();
      try {
        const result = run();
        commit!.run();
        running = undefined;
        if (writes.length > 0) {
          keep(writes);
          written(writes, origin);
        }
        return result;
      } catch (error) {
        if (running) {
          rollback!.run();
          commit!.run();
        }
        throw error;
      } finally {
        running = undefined;
      }
    },
    write(table, old, item, size = sizeOf(item)) {
      if (item) table.items.put(item, JSON.stringify(item), size, old);
      else if (old) table.items.remove(old);
      const done: Written = {
        table,
        units: writeUnits(Math.max(size, old?.size ?? 0)),
        indexes: Object.fromEntries(
          table.indexes.map((index) => [index.name, indexUnits(table, index, old?.item, item)]),
        ),
        entry: logChange(table, old?.item, item),
      };
      running?.writes.push(done);
      return done;
    },
  };
};
