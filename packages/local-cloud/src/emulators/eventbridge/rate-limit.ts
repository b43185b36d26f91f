import type { Clock } from "../../core/clock.ts";

/** Lets so many through in a second and holds back the rest. */
export interface RateLimit {
  take(): Promise<void>;
}

export const createRateLimit = (clock: Clock, perSecond: number): RateLimit => {
  const interval = 1000 / perSecond;
  // When the next one would go if they came evenly; up to a second's worth may go at once.
  let next = 0;
  return {
    take() {
      const now = clock.now();
      next = Math.max(next, now - 1000) + interval;
      return next <= now ? Promise.resolve() : clock.wait(next - now);
    },
  };
};
