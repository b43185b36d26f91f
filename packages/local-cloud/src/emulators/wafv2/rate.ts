/** Addresses that one rule keeps an eye on, as on AWS; the ones seen longest ago are forgotten first. */
const MAX_KEYS = 10_000;

export interface Rate {
  /** Counts a request; whether there are more than the limit within the window, this one included. */
  exceeded(key: string, nowMs: number): boolean;
}

/**
 * Requests by key within the last `windowSeconds`, to the second. AWS looks every ten seconds or so and estimates; here
 * the first request over the limit is refused, and requests that are refused count, too, as they do there.
 */
export const createRate = ({ limit, windowSeconds }: { limit: number; windowSeconds: number }): Rate => {
  const counts = new Map<string, Map<number, number>>();
  return {
    exceeded(key, nowMs) {
      const second = Math.floor(nowMs / 1000);
      const seconds = counts.get(key) ?? new Map<number, number>();
      counts.delete(key);
      counts.set(key, seconds);
      for (const one of seconds.keys()) if (one <= second - windowSeconds) seconds.delete(one);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
      const [oldest] = counts.keys();
      if (counts.size > MAX_KEYS && oldest !== undefined) counts.delete(oldest);
      let sum = 0;
      for (const count of seconds.values()) sum += count;
      return sum > limit;
    },
  };
};
