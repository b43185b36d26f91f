import type { TumblingWindow } from "../core/polling.ts";
import type { ShardRecord } from "../core/shards.ts";
import type { Polled } from "./polled.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html */
const MOST_STATE_BYTES = 1024 ** 2;

/** The tumbling windows of one lane, of which one is open at a time. Times are milliseconds. */
export interface Windows {
  /** When the open window ends; undefined when none is open. */
  readonly endsAt: number | undefined;
  readonly stateBytes: number;
  /** First record of the open window. */
  readonly first: Polled | undefined;
  /** What the open window had so far, for who tells of it. */
  readonly span:
    | { readonly first: ShardRecord; readonly last: ShardRecord; readonly count: number }
    | undefined;
  /** Opens the window of the record when none is; true when another one has to be closed before. */
  open(record: ShardRecord): boolean;
  /** How many of the waiting records are of the open window. */
  countOf(waiting: readonly Polled[]): number;
  isOver(now: number): boolean;
  caughtUp(at: number): void;
  /** Whether the open window gets no more records, all that came before its end being handled. */
  isComplete(now: number, shardEnded: boolean): boolean;
  /** What goes along with a batch; a batch without records is the final one. */
  describe(isFinal: boolean): TumblingWindow | undefined;
  /** Takes over what the target answered with; a state that is too large ends the window early. */
  keep(state: unknown, done: readonly Polled[]): void;
  /** The final invocation is over. */
  close(): void;
}

interface Open {
  readonly start: number;
  readonly end: number;
  state: unknown;
  isTerminatedEarly: boolean;
  first?: Polled;
  last?: Polled;
  count: number;
}

export const createWindows = (lengthMs: number): Windows => {
  let current: Open | undefined;
  let caughtUpAt = 0;

  // Aligned to the epoch: the windows of all shards begin together.
  const startOf = ({ arrivedAt }: ShardRecord) => Math.floor(arrivedAt / lengthMs) * lengthMs;

  return {
    get endsAt() {
      return current?.end;
    },
    get stateBytes() {
      return current ? Buffer.byteLength(JSON.stringify(current.state)) : 0;
    },
    get first() {
      return current?.first;
    },
    get span() {
      if (!current?.first || !current.last) return undefined;
      return { first: current.first.record, last: current.last.record, count: current.count };
    },
    open(record) {
      if (lengthMs <= 0) return false;
      const start = startOf(record);
      // A window whose records were all given up has nothing to tell.
      if (!current || (start > current.start && current.count === 0))
        current = { start, end: start + lengthMs, state: {}, isTerminatedEarly: false, count: 0 };
      return start > current.start || current.isTerminatedEarly;
    },
    countOf(waiting) {
      if (!current) return waiting.length;
      const { start } = current;
      const next = waiting.findIndex(({ record }) => startOf(record) > start);
      return next < 0 ? waiting.length : next;
    },
    isOver: (now) => current !== undefined && now >= current.end,
    caughtUp(at) {
      caughtUpAt = at;
    },
    isComplete: (now, shardEnded) =>
      current !== undefined &&
      current.count > 0 &&
      (shardEnded || current.isTerminatedEarly || (now >= current.end && caughtUpAt >= current.end)),
    describe: (isFinal) =>
      current && {
        start: current.start,
        end: current.end,
        state: current.state,
        isFinal,
        isTerminatedEarly: current.isTerminatedEarly,
      },
    keep(state, done) {
      if (!current) return;
      current.first ??= done[0];
      current.last = done.at(-1) ?? current.last;
      current.count += done.length;
      if (state === undefined) return;
      current.state = state;
      current.isTerminatedEarly = Buffer.byteLength(JSON.stringify(state)) > MOST_STATE_BYTES;
    },
    close() {
      if (current?.isTerminatedEarly)
        current = { start: current.start, end: current.end, state: {}, isTerminatedEarly: false, count: 0 };
      else current = undefined;
    },
  };
};
