import type { Cloud } from "../core/cloud.ts";
import type { Poll, StreamPollOptions, StreamRecord } from "../core/polling.ts";
import type {} from "../emulators/dynamodb/emulator.ts";
import { createSlots } from "./slots.ts";

type PollCloud = Pick<Cloud, "clock" | "journal" | "use" | "warn">;

interface Arrived {
  readonly record: StreamRecord;
  /** The table item it is about. */
  readonly item: string;
  /** When it came, on the emulator's clock. */
  readonly at: number;
}

interface Attempt {
  readonly records: readonly Arrived[];
  failures: number;
}

const BACKOFF_MS = { first: 100, most: 60_000 };
const discardReasons = {
  attempts: { code: "RetryAttemptsExhausted", message: "The maximum number of retry attempts was reached." },
  age: {
    code: "EventAgeExceeded",
    message: "The record reached its maximum age before it could be handled.",
  },
};

/** Polls a table's stream in process; see `Polling` for order and retries. */
export const pollStream = (cloud: PollCloud, options: StreamPollOptions): Poll => {
  const { streamArn, batchSize, batchWindowMs, filter, handle } = options;
  const { clock, journal } = cloud;
  const slots = createSlots(options.concurrency);
  const stopping = new AbortController();
  const { signal } = stopping;
  const backlog: Arrived[] = [];
  /** Items with records in a batch under way; their later records wait. */
  const busy = new Set<string>();
  let windowClosesAt: number | undefined;
  let wake: (() => void) | undefined;

  const unsubscribe = cloud.use("streams").subscribe(streamArn, options.startingPosition, (records) => {
    const at = clock.now();
    for (const record of records) {
      if (filter && !filter(record)) continue;
      backlog.push({ record, item: JSON.stringify(record.dynamodb.Keys), at });
    }
    wake?.();
  });

  const batchOf = ({ records, failures }: Attempt) => {
    const hop = journal.record({
      service: "dynamodb",
      action: "Receive",
      resource: streamArn,
      causes: journal.causesOf(...records.map(({ record }) => `ddb:${record.eventID}`)),
      output: records.map(({ record }) => record),
      attempt: failures > 0 ? failures + 1 : undefined,
    });
    return { records: records.map(({ record }) => record), causes: [hop.id] };
  };

  const discard = async (records: readonly Arrived[], reason: { code: string; message: string }) => {
    const keys = records.map(({ record }) => `ddb:${record.eventID}`);
    const batch = { records: records.map(({ record }) => record), causes: journal.causesOf(...keys) };
    try {
      await options.onDiscard(batch, reason);
    } catch (error) {
      cloud.warn(
        `${records.length} records of ${streamArn} are lost, since they could not be discarded: ${(error as Error).message}`,
      );
    }
  };

  const isTooOld = ({ at }: Arrived) =>
    options.maximumRecordAgeSeconds >= 0 && clock.now() - at > options.maximumRecordAgeSeconds * 1000;

  /** Index of the first record that failed; -1 when all went well. */
  const firstFailure = async (attempt: Attempt): Promise<number> => {
    try {
      const failed = new Set(await handle(batchOf(attempt)));
      return failed.size === 0
        ? -1
        : attempt.records.findIndex(({ record }) => failed.has(record.dynamodb.SequenceNumber));
    } catch {
      return 0;
    }
  };

  /** What is left of an attempt after one try, in order; waits out the backoff. */
  const tryOnce = async (attempt: Attempt): Promise<Attempt[]> => {
    const tooOld = attempt.records.filter(isTooOld);
    if (tooOld.length > 0) {
      await discard(tooOld, discardReasons.age);
      const records = attempt.records.filter((record) => !tooOld.includes(record));
      return records.length > 0 ? [{ ...attempt, records }] : [];
    }
    const index = await firstFailure(attempt);
    if (index < 0) return [];
    // Everything before the lowest failed sequence number is done.
    const records = attempt.records.slice(index);
    const failures = index > 0 ? 0 : attempt.failures;
    const backoffMs = Math.min(BACKOFF_MS.first * 2 ** failures, BACKOFF_MS.most);
    if (options.bisectOnError && records.length > 1) {
      // Splitting does not count as a retry:
      // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
      await clock.wait(backoffMs, signal).catch(() => undefined);
      const middle = Math.ceil(records.length / 2);
      return [
        { records: records.slice(0, middle), failures },
        { records: records.slice(middle), failures },
      ];
    }
    if (options.maximumRetryAttempts >= 0 && failures >= options.maximumRetryAttempts) {
      await discard(records, discardReasons.attempts);
      return [];
    }
    await clock.wait(backoffMs, signal).catch(() => undefined);
    return [{ records, failures: failures + 1 }];
  };

  const process = async (records: readonly Arrived[]) => {
    let left: Attempt[] = [{ records, failures: 0 }];
    while (left.length > 0 && !signal.aborted) {
      const [next, ...rest] = left as [Attempt, ...Attempt[]];
      left = [...(await tryOnce(next)), ...rest];
    }
    for (const { item } of records) busy.delete(item);
  };

  const takeBatch = (): Arrived[] => {
    const taken: Arrived[] = [];
    const blocked: Arrived[] = [];
    let seen = 0;
    for (; seen < backlog.length && taken.length < batchSize; seen++) {
      const arrived = backlog[seen]!;
      (busy.has(arrived.item) ? blocked : taken).push(arrived);
    }
    backlog.splice(0, seen, ...blocked);
    for (const { item } of taken) busy.add(item);
    return taken;
  };

  /** Whether a batch may go out now: it is full, or its window is over. */
  const windowIsOver = () => {
    if (batchWindowMs <= 0 || backlog.length >= batchSize) return true;
    if (windowClosesAt === undefined) {
      windowClosesAt = clock.now() + batchWindowMs;
      clock.schedule(batchWindowMs, () => wake?.());
    }
    return clock.now() >= windowClosesAt;
  };

  const run = async () => {
    while (!signal.aborted) {
      const batch = backlog.length > 0 && slots.free && windowIsOver() ? takeBatch() : [];
      if (batch.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      windowClosesAt = undefined;
      slots.take();
      void process(batch).finally(() => {
        slots.release();
        wake?.();
      });
    }
  };

  const running = run();
  return {
    async stop() {
      unsubscribe();
      stopping.abort();
      wake?.();
      await slots.idle();
      await running;
    },
  };
};
