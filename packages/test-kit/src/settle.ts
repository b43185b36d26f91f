import type { Bakery } from "./bakery.ts";
import { unfinished } from "./unfinished.ts";
import { waitTimeoutMs } from "./wait-timeout.ts";

/** Later than any reply, retry or repeated message of the system may come: nothing that comes by then may do harm. */
const aftermathMs = 15 * 60_000;

/**
 * Moves the clock on, whenever nothing else goes on, until all that was begun is finished, and then past everything
 * that may still come late. Throws what is unfinished when that takes longer than `timeoutMs` of real time.
 * A step shorter than the visibility timeouts skips no retry.
 */
export const settle = async (
  bakery: Bakery,
  { timeoutMs = 2 * waitTimeoutMs, stepMs = 20_000 } = {},
): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  let isAftermath = false;
  for (;;) {
    await bakery.quiet();
    const left = await unfinished(bakery);
    if (left.length === 0 && isAftermath) return;
    if (performance.now() > deadline)
      throw new Error(`Not settled within ${timeoutMs} ms:\n${left.slice(0, 20).join("\n")}`);
    isAftermath = left.length === 0;
    bakery.advance(isAftermath ? aftermathMs : stepMs);
  }
};
