import type { Clock } from "../../core/clock.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { Received } from "./message.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html */
const WINDOW_MS = 5 * 60_000;

/** What was received from FIFO queues by attempts that may be repeated, because their answers got lost. */
export interface Attempts {
  /** The messages of the attempt, held anew; undefined when it is new, or one of them was changed or deleted since. */
  again(queue: LocalQueue, id: string | undefined, seconds: number | undefined): Received[] | undefined;
  note(queue: LocalQueue, id: string, received: Received[]): void;
}

export const createAttempts = (clock: Clock): Attempts => {
  const known = new WeakMap<LocalQueue, Map<string, { received: Received[]; until: number }>>();
  return {
    again(queue, id, seconds = Number(queue.attributes.VisibilityTimeout)) {
      const found = id === undefined ? undefined : known.get(queue)?.get(id);
      if (!found || found.until <= clock.now()) return undefined;
      const outcomes = found.received.map(({ receiptHandle }) =>
        queue.changeVisibility(receiptHandle, seconds),
      );
      return outcomes.every((outcome) => outcome === "changed") ? found.received : undefined;
    },
    note(queue, id, received) {
      const ofQueue = known.get(queue) ?? new Map<string, { received: Received[]; until: number }>();
      known.set(queue, ofQueue);
      const now = clock.now();
      for (const [old, { until }] of ofQueue) {
        if (until > now) break;
        ofQueue.delete(old);
      }
      ofQueue.set(id, { received, until: now + WINDOW_MS });
    },
  };
};
