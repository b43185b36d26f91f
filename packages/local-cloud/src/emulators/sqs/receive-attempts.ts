import type { Clock } from "../../core/clock.ts";
import { invalidValue } from "./errors.ts";
import type { LocalQueue, Received } from "./local-queue.ts";

const REMEMBERED_MS = 5 * 60_000;

/** Receives that are tried again: who repeats a `ReceiveRequestAttemptId` gets the same messages. */
export interface ReceiveAttempts {
  take(
    queue: LocalQueue,
    attemptId: string,
    max: number,
    visibilityTimeoutSeconds?: number,
  ): readonly Received[];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html */
export const createReceiveAttempts = (clock: Clock): ReceiveAttempts => {
  const known = new WeakMap<LocalQueue, Map<string, { received: readonly Received[]; until: number }>>();
  return {
    take(queue, attemptId, max, seconds) {
      if (!/^[!-~]{1,128}$/.test(attemptId) || !queue.isFifo())
        throw invalidValue(
          "ReceiveRequestAttemptId",
          attemptId,
          queue.isFifo()
            ? "ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length."
            : "The request include parameter that is not valid for this queue type.",
        );
      const attempts = known.get(queue) ?? new Map<string, never>();
      known.set(queue, attempts);
      for (const [id, { until }] of attempts) if (until <= clock.now()) attempts.delete(id);
      const earlier = attempts.get(attemptId)?.received;
      if (earlier && queue.takeAgain(earlier, seconds)) return earlier;
      const received = queue.take(max, seconds);
      if (received.length > 0) attempts.set(attemptId, { received, until: clock.now() + REMEMBERED_MS });
      return received;
    },
  };
};
