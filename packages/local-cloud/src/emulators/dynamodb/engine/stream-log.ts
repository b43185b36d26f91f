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
}

/** The changes of all tables that have a stream, a day long. */
export interface StreamLog {
  append(table: number, at: number, change: LoggedChange): LogEntry;
  /** At most `limit` entries behind a sequence number, or from the oldest on. */
  after(table: number, sequenceNumber: string | undefined, limit: number): LogEntry[];
  newest(table: number): string | undefined;
  /** Forgets some of what happened before a time; called often, it forgets all of it. */
  trim(before: number): void;
  drop(table: number): void;
}

/** A write waits for it. */
const AT_ONCE = 1000;

const toSequence = (number: number) => `1${String(number).padStart(20, "0")}`;
const toNumber = (sequenceNumber: string | undefined) =>
  sequenceNumber === undefined ? 0 : Number(sequenceNumber.slice(1));

export const createStreamLog = (database: DatabaseSync): StreamLog => {
  database.exec(`
    CREATE TABLE IF NOT EXISTS changes (number INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER, at INTEGER, change TEXT);
    CREATE INDEX IF NOT EXISTS changes_of ON changes (stream, number);`);
  const insert = database.prepare("INSERT INTO changes (stream, at, change) VALUES (?, ?, ?)");
  const select = database.prepare(
    "SELECT number, at, change FROM changes WHERE stream = ? AND number > ? ORDER BY number LIMIT ?",
  );
  const last = database.prepare("SELECT MAX(number) AS number FROM changes WHERE stream = ?");
  const oldest = database.prepare("SELECT number, at FROM changes ORDER BY number LIMIT 1");
  const forget = database.prepare("DELETE FROM changes WHERE number < ? AND at < ?");
  const remove = database.prepare("DELETE FROM changes WHERE stream = ?");

  return {
    append(table, at, change) {
      const { lastInsertRowid } = insert.run(table, at, JSON.stringify(change));
      return { sequenceNumber: toSequence(Number(lastInsertRowid)), at, change };
    },
    after: (table, sequenceNumber, limit) =>
      select.all(table, toNumber(sequenceNumber), limit).map(({ number, at, change }) => ({
        sequenceNumber: toSequence(Number(number)),
        at: Number(at),
        change: JSON.parse(String(change)) as LoggedChange,
      })),
    newest(table) {
      const number = last.get(table)?.number;
      return number === null || number === undefined ? undefined : toSequence(Number(number));
    },
    trim(before) {
      const first = oldest.get();
      if (first && Number(first.at) < before) forget.run(Number(first.number) + AT_ONCE, before);
    },
    drop: (table) => {
      remove.run(table);
    },
  };
};
