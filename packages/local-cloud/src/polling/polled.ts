import type { PolledRecord } from "../core/polling.ts";

/** A record that waits for its batch. */
export interface Polled extends PolledRecord {
  /** Of the event as JSON. */
  readonly bytes: number;
  /** Sequence number of the record before it in the shard, whoever got that: where to go on when it is not done. */
  readonly previous: string | undefined;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 6 * 1024 ** 2;
/** What is around the records: `{"Records":[]}`, and the members of a window but for its state. */
const ENVELOPE_BYTES = 1_024;

/** How many of the records fit into one batch: by number, and by the size of an invocation's payload. */
export const fitting = (records: readonly Polled[], batchSize: number, stateBytes = 0): number => {
  let left = MOST_BYTES - ENVELOPE_BYTES - stateBytes;
  let count = 0;
  for (const { bytes } of records) {
    left -= bytes + 1;
    // One that is too large alone is for the function to fail on: nothing else could get rid of it.
    if (count === batchSize || (left < 0 && count > 0)) break;
    count++;
  }
  return count;
};
