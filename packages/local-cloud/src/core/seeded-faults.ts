import type { Faults } from "./faults.ts";

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

/** Shares are of all deliveries, calls or records, and from 0 to 1. */
export interface FaultRates {
  /** Deliveries that arrive twice. */
  duplicate: number;
  /** Deliveries that are held back. */
  delay: number;
  /** Longest delay in milliseconds. */
  maxDelayMs: number;
  /** Deliveries held back just long enough for the next ones to overtake them. */
  reorder?: number;
  /** Calls of functions at which the function dies, before or after the service did what it was asked. */
  fail?: number;
  /** Records that a stream refuses with `ProvisionedThroughputExceededException`, each for itself. */
  throttle?: number;
}

export const defaultRates: FaultRates = { duplicate: 0.2, delay: 0.3, maxDelayMs: 200 };

/** Reads `duplicate=0.2,delay=0.3,maxDelayMs=200`; what is not named does not happen. */
export const parseRates = (text: string): FaultRates => {
  const rates = { duplicate: 0, delay: 0, maxDelayMs: 200, reorder: 0, fail: 0, throttle: 0 };
  for (const entry of text.split(",")) {
    const [name = "", value = ""] = entry.split("=").map((part) => part.trim());
    const number = Number(value);
    const known = Object.hasOwn(rates, name);
    if (!known || value === "" || !(number >= 0) || (name !== "maxDelayMs" && number > 1))
      throw new Error(
        `--faults has ${entry}: write name=share, with a share from 0 to 1 for ${Object.keys(rates).join(", ")} (maxDelayMs in milliseconds).`,
      );
    Object.assign(rates, { [name]: number });
  }
  return rates;
};

type FaultKind = Exclude<keyof FaultRates, "maxDelayMs">;

/** Faults that can be changed while the local cloud runs, and say what they did. */
export interface SeededFaults extends Faults {
  readonly seed: number;
  readonly rates: Required<FaultRates>;
  readonly deliveries: number;
  readonly injected: Readonly<Record<FaultKind, number>>;
  /** Begins a new sequence of decisions. */
  set(seed: number, rates: FaultRates): void;
}

const OVERTAKEN_MS = 40;
const ONCE = [0] as const;

/**
 * Duplicates, delays and reorders deliveries, kills functions, and has streams refuse records. The same seed gives the same sequence of
 * decisions; which message meets which decision depends on the order they are sent in.
 */
export const seededFaults = (seed: number, rates: FaultRates = defaultRates): SeededFaults => {
  const complete = (some: FaultRates) => ({ reorder: 0, fail: 0, throttle: 0, ...some });
  const nothing = () => ({ duplicate: 0, delay: 0, reorder: 0, fail: 0, throttle: 0 });
  let current = { seed, rates: complete(rates), random: seededRandom(seed) };
  let injected = nothing();
  let deliveries = 0;

  const happens = (kind: FaultKind): boolean => {
    const share = current.rates[kind];
    if (share === 0 || current.random() >= share) return false;
    injected[kind]++;
    return true;
  };
  const hold = () => {
    if (happens("delay")) return Math.floor(current.random() * current.rates.maxDelayMs);
    return happens("reorder") ? 1 + Math.floor(current.random() * OVERTAKEN_MS) : 0;
  };

  return {
    get seed() {
      return current.seed;
    },
    get rates() {
      return current.rates;
    },
    get deliveries() {
      return deliveries;
    },
    get injected() {
      return injected;
    },
    set(newSeed, newRates) {
      current = { seed: newSeed, rates: complete(newRates), random: seededRandom(newSeed) };
      injected = nothing();
      deliveries = 0;
    },
    delivery() {
      deliveries++;
      const { duplicate, delay, reorder } = current.rates;
      if (duplicate + delay + reorder === 0) return ONCE;
      return happens("duplicate") ? [hold(), hold()] : [hold()];
    },
    crash: () => (happens("fail") ? (current.random() < 0.5 ? "before" : "after") : undefined),
    throttle: () => happens("throttle"),
    refuse: () => undefined,
  };
};
