import { createHash } from "node:crypto";

/** What can go wrong, each with its share of the occasions there are for it, from 0 to 1. */
export interface TroubleRates {
  /** Deliveries that arrive twice. */
  readonly duplicate: number;
  /** Deliveries that are held back, by up to `mostDelayMs`. */
  readonly delay: number;
  readonly mostDelayMs: number;
  /** Webhooks of third parties that do not arrive. */
  readonly lose: number;
  /** Calls of functions at which the function dies. */
  readonly crash: number;
  /** HTTP calls whose connection breaks, before the request or the answer arrives. */
  readonly reset: number;
  /** Calls of AWS services that are refused: too many, or in conflict with another. */
  readonly refuse: number;
  /** Invocations that come late, by up to half a minute. */
  readonly slow: number;
  /** Execution environments whose clock is wrong, by up to two seconds. */
  readonly skew: number;
  /** Days on which the third party is down, for up to a minute. */
  readonly outage: number;
  /** Days on which all execution environments die at one moment. */
  readonly blackout: number;
  /** Functions that are handed over to a new version in the middle of the day. */
  readonly deploy: number;
  /** Days on which the whole local cloud is killed at one moment, and started again. */
  readonly restart: number;
}

export const noTrouble: TroubleRates = {
  duplicate: 0,
  delay: 0,
  mostDelayMs: 0,
  lose: 0,
  crash: 0,
  reset: 0,
  refuse: 0,
  slow: 0,
  skew: 0,
  outage: 0,
  blackout: 0,
  deploy: 0,
  restart: 0,
};

export type TroubleKind = Exclude<keyof TroubleRates, "mostDelayMs">;

/**
 * Decides, for one occasion after the other, what goes wrong. Each has a name, `crash:PlaceOrder:12` for the twelfth call of
 * that function: whether anything happens then, and what, depends on seed and name alone.
 */
export interface Trouble {
  /** The name of the occasion when something is to go wrong. */
  at(kind: TroubleKind, place: string): string | undefined;
  /** From 0 to 1, for what happens on an occasion. */
  share(occasion: string, what: string): number;
  /** Occasions at which something went wrong, in order. */
  readonly happened: readonly string[];
}

/** `only` names the occasions that are left of those that the seed has; by default all of them. */
export const createTrouble = (seed: number, rates: TroubleRates, only?: ReadonlySet<string>): Trouble => {
  const counts = new Map<string, number>();
  const happened: string[] = [];
  const share = (occasion: string, what: string): number =>
    createHash("sha1").update(`${seed} ${occasion} ${what}`).digest().readUInt32BE(0) / 2 ** 32;
  return {
    happened,
    share,
    at(kind, place) {
      if (rates[kind] === 0) return undefined;
      const about = `${kind}:${place}`;
      const count = (counts.get(about) ?? 0) + 1;
      counts.set(about, count);
      const occasion = `${about}:${count}`;
      if (share(occasion, "whether") >= rates[kind] || (only && !only.has(occasion))) return undefined;
      happened.push(occasion);
      return occasion;
    },
  };
};
