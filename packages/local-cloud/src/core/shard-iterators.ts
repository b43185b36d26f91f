/** Where the shard iterators stand that calls have got, and that are still valid: what they read must not make place. */
export interface ShardIterators {
  /** One was handed out. */
  note(position: number, now: number): void;
  /** Where the one stands that is furthest behind; infinity without any. */
  lowest(now: number): number;
}

const MINUTE_MS = 60_000;

/** Of each minute only the lowest is kept: a reader makes one a second. */
export const createShardIterators = (validMinutes: number): ShardIterators => {
  const byMinute = new Map<number, number>();
  const minuteOf = (now: number) => Math.floor(now / MINUTE_MS);
  const forget = (now: number) => {
    for (const minute of byMinute.keys()) if (minute < minuteOf(now) - validMinutes) byMinute.delete(minute);
  };
  return {
    note(position, now) {
      forget(now);
      const minute = minuteOf(now);
      byMinute.set(minute, Math.min(position, byMinute.get(minute) ?? Number.POSITIVE_INFINITY));
    },
    lowest(now) {
      forget(now);
      return Math.min(...byMinute.values());
    },
  };
};
