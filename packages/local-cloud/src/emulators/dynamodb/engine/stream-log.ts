import type { DatabaseSync } from "node:sqlite";
import type { Item } from "./values.ts";

/** A change of an item, as a table's stream keeps it: with the images that its view type asks for. */
export interface LoggedChange {
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  readonly keys: Item;
  readonly newImage?: Item;
  readonly oldImage?: Item;
  /** Whether the time to live was over. */
  readonly expired?: true;
}
export interface LogEntry {
  /** 21 digits, which compare as text. */
  readonly sequenceNumber: string;
  /** Milliseconds. */
  readonly at: number;
  readonly change: LoggedChange;
  /** Of the change as it is stored. */
  readonly bytes: number;
}

/** The changes of all tables that have a stream, a day long. */
export interface StreamLog {
  append(table: number, at: number, change: LoggedChange): LogEntry;
  /** At most `limit` entries behind a sequence number, or from the oldest on. */
  after(table: number, sequenceNumber: string | undefined, limit: number): LogEntry[];
  newest(table: number): string | undefined;
  /** Whether something behind a sequence number went before its time. */
  lacks(table: number, sequenceNumber: string): boolean;
  /** Forgets some of what happened before a time; called often, it forgets all of it. */
  trim(before: number): void;
  /** What was appended is there to stay. Where it makes too many, the oldest go, as far as everybody has read them. */
  keep(table: number, entry: LogEntry, readUpTo: () => number): void;
  drop(table: number): void;
}

/** What stays of a table's changes when everybody has read them. */
export const STREAM_ROOM = { records: 10_000, bytes: 16 * 1024 * 1024 };
/** Part of the room that is made free at a time. */
const FREED = 1 / 8;
/** A write waits for it. */
const AT_ONCE = 1000;
/** Where there is nothing; what comes meanwhile is too old a day later. */
const LOOKS_EVERY_MS = 1000;

const toSequence = (number: number) => `1${String(number).padStart(20, "0")}`;
export const toNumber = (sequenceNumber: string | undefined): number =>
  sequenceNumber === undefined ? 0 : Number(sequenceNumber.slice(1));

interface Amount {
  records: number;
  bytes: number;
}
interface Held extends Amount {
  /** Above which there are too many; more than the room when somebody has not read them. */
  most: Readonly<Amount>;
}

const isMore = (held: Amount, than: Amount) => held.records > than.records || held.bytes > than.bytes;
const freed: Amount = {
  records: STREAM_ROOM.records * (1 - FREED),
  bytes: STREAM_ROOM.bytes * (1 - FREED),
};

/** `warn` is told of what is damaged, and left out. */
export const createStreamLog = (database: DatabaseSync, warn: (message: string) => void): StreamLog => {
  database.exec(`
    CREATE TABLE IF NOT EXISTS changes (number INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER, at INTEGER, change TEXT);
    CREATE INDEX IF NOT EXISTS changes_of ON changes (stream, number);
    CREATE TABLE IF NOT EXISTS trimmed_changes (stream INTEGER PRIMARY KEY, number INTEGER);`);
  const insert = database.prepare("INSERT INTO changes (stream, at, change) VALUES (?, ?, ?)");
  const select = database.prepare(
    "SELECT number, at, change, octet_length(change) AS bytes FROM changes WHERE stream = ? AND number > ? ORDER BY number LIMIT ?",
  );
  const last = database.prepare("SELECT MAX(number) AS number FROM changes WHERE stream = ?");
  const oldest = database.prepare("SELECT number, at FROM changes ORDER BY number LIMIT 1");
  const forget = database.prepare(
    "DELETE FROM changes WHERE number < ? AND at < ? RETURNING stream, octet_length(change) AS bytes",
  );
  const total = database.prepare(
    "SELECT COUNT(*) AS records, COALESCE(SUM(octet_length(change)), 0) AS bytes FROM changes WHERE stream = ?",
  );
  const sizes = database.prepare(
    `SELECT number, octet_length(change) AS bytes FROM changes WHERE stream = ? AND number <= ? ORDER BY number LIMIT ${AT_ONCE}`,
  );
  const forgetRead = database.prepare("DELETE FROM changes WHERE stream = ? AND number <= ?");
  const noteTrimmed = database.prepare(
    "INSERT INTO trimmed_changes VALUES (?, ?) ON CONFLICT DO UPDATE SET number = excluded.number",
  );
  const trimmed = database.prepare("SELECT number FROM trimmed_changes WHERE stream = ?");
  const remove = ["changes", "trimmed_changes"].map((name) =>
    database.prepare(`DELETE FROM ${name} WHERE stream = ?`),
  );

  const forgetOne = database.prepare("DELETE FROM changes WHERE number = ?");
  /** None of a damaged one, which goes: a reader would come to it again and again, and no further. */
  const toEntries = (row: Record<string, unknown>): LogEntry[] => {
    const number = Number(row.number);
    try {
      const change = JSON.parse(String(row.change)) as LoggedChange;
      return [{ sequenceNumber: toSequence(number), at: Number(row.at), change, bytes: Number(row.bytes) }];
    } catch (error) {
      forgetOne.run(number);
      warn(
        `The record ${toSequence(number)} of a table's stream was damaged on disk, and nobody gets it (${(error as Error).message}).`,
      );
      return [];
    }
  };

  /** Each write asks whether something is too old. */
  let nothingBefore = Number.NEGATIVE_INFINITY;
  const held = new Map<number, Held>();
  const heldOf = (table: number): Held => {
    const known = held.get(table);
    if (known) return known;
    const { records, bytes } = total.get(table)!;
    const counted = { records: Number(records), bytes: Number(bytes), most: STREAM_ROOM };
    held.set(table, counted);
    return counted;
  };
  const went = (table: number, bytes: number) => {
    const left = held.get(table);
    if (!left) return;
    left.records -= 1;
    left.bytes -= bytes;
  };

  return {
    append(table, at, change) {
      // Counted without it, which may be taken back.
      heldOf(table);
      const text = JSON.stringify(change);
      const { lastInsertRowid } = insert.run(table, at, text);
      return {
        sequenceNumber: toSequence(Number(lastInsertRowid)),
        at,
        change,
        bytes: Buffer.byteLength(text),
      };
    },
    after(table, sequenceNumber, limit) {
      for (;;) {
        const rows = select.all(table, toNumber(sequenceNumber), limit);
        const entries = rows.flatMap(toEntries);
        if (entries.length > 0 || rows.length === 0) return entries;
      }
    },
    newest(table) {
      const number = last.get(table)?.number;
      return number === null || number === undefined ? undefined : toSequence(Number(number));
    },
    lacks: (table, sequenceNumber) => Number(trimmed.get(table)?.number ?? 0) > toNumber(sequenceNumber),
    trim(before) {
      if (before <= nothingBefore) return;
      const first = oldest.get();
      nothingBefore = first ? Number(first.at) : before + LOOKS_EVERY_MS;
      if (!first || before <= nothingBefore) return;
      for (const { stream, bytes } of forget.all(Number(first.number) + AT_ONCE, before))
        went(Number(stream), Number(bytes));
    },
    keep(table, { bytes }, readUpTo) {
      const own = heldOf(table);
      own.records += 1;
      own.bytes += bytes;
      if (!isMore(own, own.most)) return;
      let upTo: number | undefined;
      for (const { number, bytes } of sizes.all(table, Math.min(readUpTo(), Number.MAX_SAFE_INTEGER))) {
        if (!isMore(own, freed)) break;
        went(table, Number(bytes));
        upTo = Number(number);
      }
      own.most =
        upTo === undefined
          ? { records: own.records + AT_ONCE, bytes: own.bytes + STREAM_ROOM.bytes * FREED }
          : STREAM_ROOM;
      if (upTo === undefined) return;
      forgetRead.run(table, upTo);
      noteTrimmed.run(table, upTo);
    },
    drop(table) {
      held.delete(table);
      for (const each of remove) each.run(table);
    },
  };
};
