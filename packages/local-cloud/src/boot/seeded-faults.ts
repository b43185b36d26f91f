import type { DeliveryPlan, Faults } from "../core/faults.ts";

/** The generator mulberry32: small, fast and the same everywhere; not for secrets. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

export interface FaultRates {
  /** Share of deliveries that arrive twice, 0 to 1. */
  duplicate: number;
  /** Share of deliveries that are held back, 0 to 1. */
  delay: number;
  /** Longest delay in milliseconds. */
  maxDelayMs: number;
}

/**
 * Duplicates, delays and thereby reorders deliveries. The same seed gives the same sequence of decisions; which
 * message meets which decision depends on the order they are sent in.
 */
export const seededFaults = (
  seed: number,
  { duplicate, delay, maxDelayMs }: FaultRates = { duplicate: 0.2, delay: 0.3, maxDelayMs: 200 },
): Faults => {
  const random = seededRandom(seed);
  const hold = () => (random() < delay ? Math.floor(random() * maxDelayMs) : 0);
  return {
    delivery: (): DeliveryPlan => (random() < duplicate ? [hold(), hold()] : [hold()]),
    crash: () => undefined,
  };
};
