import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** An event on its way into an archive. */
export interface Archived {
  /** The `time` of the event, in milliseconds. */
  readonly time: number;
  /** When its bus got it, in milliseconds of the cloud's clock. */
  readonly acceptedAt: number;
  readonly json: string;
  readonly bytes: number;
}

export interface Totals {
  readonly events: number;
  readonly bytes: number;
}

/** A part of an archive: events of `from` to before `to`, kept since `since` or later; all in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly since: number;
}

/**
 * The events of all archives, on disk: a busy morning has hundreds of megabytes of them. An archive is known by the id
 * it got when it was created, so that a later one of its name begins empty.
 */
export interface ArchiveStore {
  add(archive: string, events: readonly Archived[]): void;
  totals(archive: string): Totals;
  totalsOf(archive: string, span: Span): Totals;
  /** Beginnings of the minutes that have events, in milliseconds, earliest first. */
  minutes(archive: string, span: Span): number[];
  /** What `read` takes, in the order in which they came. */
  idsOf(archive: string, minute: number, span: Span): number[];
  read(ids: readonly number[]): string[];
  /** Forgets what was kept before `since`. */
  expire(archive: string, since: number): void;
  drop(archive: string): void;
  close(): void;
}

export const MINUTE_MS = 60_000;
const FILE = "archives.sqlite";

/** Opens its file when the first archive needs it; what is left of an earlier run is removed. */
export const createArchiveStore = (folder: string): ArchiveStore => {
  let opened: DatabaseSync | undefined;
  const open = () => {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, FILE);
    for (const name of [file, `${file}-journal`, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
    const database = new DatabaseSync(file);
    // Nothing has to survive the process.
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000");
    database.exec(
      "CREATE TABLE events (id INTEGER PRIMARY KEY, archive TEXT, time INTEGER, accepted INTEGER, bytes INTEGER, json TEXT)",
    );
    database.exec("CREATE INDEX by_time ON events (archive, time)");
    return database;
  };
  const database = () => {
    opened ??= open();
    return opened;
  };
  const WITHIN = "archive = ? AND time >= ? AND time < ? AND accepted >= ?";
  const totalsWhere = (where: string, ...values: (string | number)[]) => {
    const row = database()
      .prepare(`SELECT COUNT(*) AS events, COALESCE(SUM(bytes), 0) AS bytes FROM events WHERE ${where}`)
      .get(...values);
    return { events: Number(row?.events), bytes: Number(row?.bytes) };
  };

  return {
    add(archive, events) {
      const insert = database().prepare(
        "INSERT INTO events (archive, time, accepted, bytes, json) VALUES (?, ?, ?, ?, ?)",
      );
      database().exec("BEGIN");
      for (const { time, acceptedAt, bytes, json } of events)
        insert.run(archive, time, Math.floor(acceptedAt), bytes, json);
      database().exec("COMMIT");
    },
    totals: (archive) => totalsWhere("archive = ?", archive),
    totalsOf: (archive, { from, to, since }) => totalsWhere(WITHIN, archive, from, to, since),
    minutes: (archive, { from, to, since }) =>
      database()
        .prepare(`SELECT DISTINCT time / ${MINUTE_MS} AS minute FROM events WHERE ${WITHIN} ORDER BY minute`)
        .all(archive, from, to, since)
        .map(({ minute }) => Number(minute) * MINUTE_MS),
    idsOf: (archive, minute, { from, to, since }) =>
      database()
        .prepare(`SELECT id FROM events WHERE ${WITHIN} ORDER BY id`)
        .all(archive, Math.max(minute, from), Math.min(minute + MINUTE_MS, to), since)
        .map(({ id }) => Number(id)),
    read(ids) {
      const one = database().prepare("SELECT json FROM events WHERE id = ?");
      // What expired a moment ago is not there any more.
      return ids.flatMap((id) => (one.get(id)?.json as string | undefined) ?? []);
    },
    expire: (archive, since) =>
      void database().prepare("DELETE FROM events WHERE archive = ? AND accepted < ?").run(archive, since),
    drop: (archive) => void database().prepare("DELETE FROM events WHERE archive = ?").run(archive),
    close() {
      opened?.close();
      opened = undefined;
    },
  };
};
