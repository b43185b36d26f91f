import type { State } from "../../state/state.ts";

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
 * The events of all archives, in the database of what outlasts the process: a busy morning has hundreds of megabytes of
 * them. An archive is known by the id it got when it was created, so that a later one of its name begins empty.
 */
export interface ArchiveStore {
  /** Takes an event that is on its way; it is in the archive once it has arrived. */
  add(archive: string, event: Archived): void;
  /** Lets arrive what is on its way. */
  arrive(archive: string): Totals;
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
}

export const MINUTE_MS = 60_000;

export const createArchiveStore = ({ database, begin }: Pick<State, "database" | "begin">): ArchiveStore => {
  database.exec(`
    CREATE TABLE IF NOT EXISTS archived_events (id INTEGER PRIMARY KEY, archive TEXT, time INTEGER, accepted INTEGER, bytes INTEGER, json TEXT, arrived INTEGER);
    CREATE INDEX IF NOT EXISTS archived_by_time ON archived_events (archive, arrived, time);`);
  const ARRIVED = "archive = ? AND arrived = 1";
  const WITHIN = `${ARRIVED} AND time >= ? AND time < ? AND accepted >= ?`;
  const totalsWhere = (where: string, ...values: (string | number)[]) => {
    const row = database
      .prepare(
        `SELECT COUNT(*) AS events, COALESCE(SUM(bytes), 0) AS bytes FROM archived_events WHERE ${where}`,
      )
      .get(...values);
    return { events: Number(row?.events), bytes: Number(row?.bytes) };
  };
  const insert = database.prepare(
    "INSERT INTO archived_events (archive, time, accepted, bytes, json, arrived) VALUES (?, ?, ?, ?, ?, 0)",
  );
  const change = (statement: string, ...values: (string | number)[]) => {
    begin();
    database.prepare(statement).run(...values);
  };

  return {
    add(archive, { time, acceptedAt, bytes, json }) {
      begin();
      insert.run(archive, time, Math.floor(acceptedAt), bytes, json);
    },
    arrive(archive) {
      const totals = totalsWhere("archive = ? AND arrived = 0", archive);
      if (totals.events > 0)
        change("UPDATE archived_events SET arrived = 1 WHERE archive = ? AND arrived = 0", archive);
      return totals;
    },
    totals: (archive) => totalsWhere(ARRIVED, archive),
    totalsOf: (archive, { from, to, since }) => totalsWhere(WITHIN, archive, from, to, since),
    minutes: (archive, { from, to, since }) =>
      database
        .prepare(
          `SELECT DISTINCT time / ${MINUTE_MS} AS minute FROM archived_events WHERE ${WITHIN} ORDER BY minute`,
        )
        .all(archive, from, to, since)
        .map(({ minute }) => Number(minute) * MINUTE_MS),
    idsOf: (archive, minute, { from, to, since }) =>
      database
        .prepare(`SELECT id FROM archived_events WHERE ${WITHIN} ORDER BY id`)
        .all(archive, Math.max(minute, from), Math.min(minute + MINUTE_MS, to), since)
        .map(({ id }) => Number(id)),
    read(ids) {
      const one = database.prepare("SELECT json FROM archived_events WHERE id = ?");
      // What expired a moment ago is not there any more.
      return ids.flatMap((id) => (one.get(id)?.json as string | undefined) ?? []);
    },
    expire: (archive, since) =>
      change("DELETE FROM archived_events WHERE archive = ? AND accepted < ?", archive, since),
    drop: (archive) => change("DELETE FROM archived_events WHERE archive = ?", archive),
  };
};
