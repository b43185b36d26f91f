import { dateOf } from "./date-of.ts";

/** The time of this machine, by which a function's own timers and its timeout run. */
export const machineNow = Date.now;

/**
 * A function has the time of the services it calls: what a queue or a table holds until a moment is over for the
 * function, too, when a test moved the clock there.
 */
export const followClock = (ahead: Float64Array) => {
  const CloudDate = dateOf(() => machineNow() + ahead[0]!);
  Date.prototype.constructor = CloudDate;
  globalThis.Date = CloudDate;
};
