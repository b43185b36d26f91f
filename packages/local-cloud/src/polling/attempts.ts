import type { Discarded, StreamBatchResult, StreamPollOptions } from "../core/polling.ts";
import type { Polled } from "./polled.ts";
import type { PollCloud } from "./stream-poll.ts";
import type { Windows } from "./windows.ts";

/** Hands batches over until they are done or given up. */
export interface Attempts {
  /** How many records are under way. */
  readonly held: number;
  readonly first: Polled | undefined;
  /** A batch without records is the final one of a window. Resolves early when stopped, with records left. */
  handle(records: readonly Polled[]): Promise<void>;
}

interface Attempt<Response> {
  readonly records: readonly Polled[];
  /** Tries that failed since the batch last shrank; only these count as retries. */
  readonly failures: number;
  readonly invocations: number;
  readonly throttled: number;
  readonly response?: Response;
}

/**
 * Doubles from half a second: with it a record of one minute's age is handed over seven times, as was seen on AWS,
 * whose guide gives no figures.
 */
const BACKOFF_MS = { first: 500, most: 60_000 };
const MESSAGES = {
  RetryAttemptsExhausted: "The maximum number of retry attempts was reached.",
  RecordAgeExceeded: "The record reached its maximum age before it could be handled.",
};

export const createAttempts = <Response>(
  cloud: PollCloud,
  options: StreamPollOptions<Response>,
  shardId: string,
  surroundings: {
    readonly windows: Windows;
    /** Told after each try. */
    readonly tried: () => void;
    readonly signal: AbortSignal;
  },
): Attempts => {
  const { windows, tried, signal } = surroundings;
  const { maximumRetryAttempts, source } = options;
  const { clock, journal } = cloud;
  const service = source.arn.split(":", 3)[2] as "dynamodb" | "kinesis";
  let left: Attempt<Response>[] = [];

  /** Of the final invocation of a window, its last record. */
  const causesOf = (records: readonly Polled[]) => {
    const last = windows.span?.last;
    const about = records.length > 0 ? records.map(({ record }) => record) : last ? [last] : [];
    return journal.causesOf(...about.map(({ journalKey }) => journalKey));
  };
  /** Ends early when stopped. */
  const backOff = (tries: number) =>
    clock.wait(Math.min(BACKOFF_MS.first * 2 ** tries, BACKOFF_MS.most), signal).catch(() => undefined);

  const maximumAgeMs = () =>
    options.maximumRecordAgeSeconds < 0
      ? source.retentionMs
      : Math.min(options.maximumRecordAgeSeconds * 1000, source.retentionMs);

  const discard = async (
    condition: Discarded["condition"],
    records: readonly Polled[],
    { invocations, response }: Attempt<Response>,
  ) => {
    const span = records.length > 0 ? spanOf(records) : windows.span;
    if (!span) return;
    try {
      await options.onDiscard({
        ...span,
        condition,
        message: MESSAGES[condition],
        shardId,
        records,
        causes: causesOf(records),
        // A record that was too old before it was ever handed over is told of with 1, as was seen on AWS.
        invocations: condition === "RecordAgeExceeded" ? invocations + 1 : invocations,
        response,
      });
    } catch (error) {
      cloud.warn(
        `${span.count} records of ${source.streamArn} are lost, since they could not be discarded: ${(error as Error).message}`,
      );
    }
  };

  const handOver = async (attempt: Attempt<Response>): Promise<StreamBatchResult<Response>> => {
    const { records, failures } = attempt;
    const hop = journal.record({
      service,
      action: "Receive",
      resource: source.arn,
      causes: causesOf(records),
      output: records.map(({ event }) => event),
      attempt: failures > 0 ? failures + 1 : undefined,
    });
    try {
      return await options.handle({
        shardId,
        records,
        causes: [hop.id],
        window: windows.describe(records.length === 0),
      });
    } catch {
      return { failed: "all" };
    }
  };

  /** What is left after one try, in order; the first waits out its backoff. */
  const tryOnce = async (attempt: Attempt<Response>): Promise<Attempt<Response>[]> => {
    const { records, failures } = attempt;
    const oldest = clock.now() - maximumAgeMs();
    const tooOld = records.filter(({ record }) => record.arrivedAt < oldest);
    if (tooOld.length > 0) {
      await discard("RecordAgeExceeded", tooOld, attempt);
      const kept = records.filter((polled) => !tooOld.includes(polled));
      return kept.length > 0 ? [{ ...attempt, records: kept }] : [];
    }
    const result = await handOver(attempt);
    if (result.failed === "throttled") {
      await backOff(attempt.throttled);
      return [{ ...attempt, throttled: attempt.throttled + 1 }];
    }
    const counted = {
      ...attempt,
      invocations: attempt.invocations + 1,
      response: result.response,
      throttled: 0,
    };
    if (result.failed !== "all") {
      const failed = new Set(result.failed);
      // Everything before the lowest failed sequence number is done.
      const index = records.findIndex(({ record }) => failed.has(record.sequenceNumber));
      if (index !== 0) {
        const done = index < 0 ? records : records.slice(0, index);
        if (done.length > 0) windows.keep(result.state, done);
        if (index < 0) return [];
        await backOff(0);
        // It got on, so what is left has all its retries: seen on AWS.
        return [{ records: records.slice(index), failures: 0, invocations: 0, throttled: 0 }];
      }
    }
    return await afterFailure(counted, failures);
  };

  const afterFailure = async (attempt: Attempt<Response>, failures: number): Promise<Attempt<Response>[]> => {
    const { records } = attempt;
    if (options.bisectOnError && records.length > 1) {
      // Splitting does not count as a retry:
      // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
      await backOff(failures);
      const middle = Math.ceil(records.length / 2);
      return [records.slice(0, middle), records.slice(middle)].map((half) => ({
        ...attempt,
        records: half,
        invocations: failures,
      }));
    }
    if (maximumRetryAttempts >= 0 && failures >= maximumRetryAttempts) {
      await discard("RetryAttemptsExhausted", records, attempt);
      return [];
    }
    await backOff(failures);
    return [{ ...attempt, failures: failures + 1 }];
  };

  const handle = async (records: readonly Polled[]) => {
    const isFinal = records.length === 0;
    left = [{ records, failures: 0, invocations: 0, throttled: 0 }];
    while (left.length > 0 && !signal.aborted) {
      const [next, ...rest] = left as [Attempt<Response>, ...Attempt<Response>[]];
      const after = await tryOnce(next);
      left = [...after, ...rest];
      if (isFinal && after.length === 0) windows.close();
      tried();
    }
  };

  return {
    get held() {
      return left.reduce((sum, { records }) => sum + records.length, 0);
    },
    get first() {
      return left.find(({ records }) => records.length > 0)?.records[0];
    },
    handle,
  };
};

const spanOf = (records: readonly Polled[]) => ({
  first: records[0]!.record,
  last: records.at(-1)!.record,
  count: records.length,
});
