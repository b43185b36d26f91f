import { seededRandom } from "sourdough-local/faults";

/** What happens by chance, from a seed. */
export interface Chance {
  /** From 0 to 1. */
  random(): number;
  pick<T>(list: readonly T[]): T;
  /** Milliseconds between two limits, each order of magnitude as likely as the next: what comes too soon, and too late. */
  between(leastMs: number, mostMs: number): number;
}

export const createChance = (seed: number): Chance => {
  const random = seededRandom(seed);
  return {
    random,
    pick: (list) => list[Math.floor(random() * list.length)]!,
    between: (leastMs, mostMs) => leastMs * (mostMs / leastMs) ** random(),
  };
};
