/** Where the shard iterators stand that calls have got, and that are still valid. */
export interface StreamIterators {
  /** One was handed out that reads behind a number. */
  note(table: number, behind: number, now: number): void;
  /** The number behind which all of them read. */
  lowest(table: number, now: number): number;
}

const MINUTE_MS = 60_000;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
const VALID_MINUTES = 15;

/** Of each minute only the lowest is kept: a reader makes one a second. */
export const createStreamIterators = (): StreamIterators => {
  const tables = new Map<number, Map<number, number>>();
  const validOf = (table: number, now: number): Map<number, number> => {
    const byMinute = tables.get(table) ?? new Map<number, number>();
    for (const minute of byMinute.keys())
      if (minute < Math.floor(now / MINUTE_MS) - VALID_MINUTES) byMinute.delete(minute);
    return byMinute;
  };
  return {
    note(table, behind, now) {
      const byMinute = validOf(table, now);
      const minute = Math.floor(now / MINUTE_MS);
      byMinute.set(minute, Math.min(behind, byMinute.get(minute) ?? Number.POSITIVE_INFINITY));
      tables.set(table, byMinute);
    },
    lowest: (table, now) => Math.min(...validOf(table, now).values()),
  };
};
