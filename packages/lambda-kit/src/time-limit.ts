import type { Context } from "aws-lambda";
import { TransientError } from "./errors.ts";

/** Milliseconds kept for saying what is done and what is not. */
const marginMs = 500;

/** The invocation is about to end: the message comes again. */
export class OutOfTimeError extends TransientError {
  override readonly name = "OutOfTimeError";

  constructor() {
    super("The function's time is nearly over, so the message is left for another invocation.");
  }
}

/**
 * Runs what an invocation still has time for. Past its limit Lambda ends it without an answer, and the whole batch
 * would come again, with the messages that were done.
 */
export const createTimeLimit = (context: Pick<Context, "getRemainingTimeInMillis">) => {
  const { promise: over, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting when the time is over.
  over.catch(() => {});
  const left = () => context.getRemainingTimeInMillis() - marginMs;
  let isOver = false;
  const end = () => {
    isOver = true;
    reject(new OutOfTimeError());
  };
  const timer = setTimeout(end, Math.max(left(), 0));
  return {
    /** Rejects with `OutOfTimeError` when `task` may not begin any more, or is not done in time. */
    async within<T>(task: () => Promise<T>): Promise<T> {
      if (isOver || left() <= 0) throw new OutOfTimeError();
      return Promise.race([task(), over]);
    },
    clear: () => clearTimeout(timer),
  };
};
