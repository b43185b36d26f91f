import type { TroubleRates } from "sourdough-local/simulation";

/** One day to simulate; with the same values it is the same day, to the last bit. */
export interface Job {
  readonly seed: number;
  /** Orders that are placed. */
  readonly orders: number;
  readonly rates: TroubleRates;
  /** Numbers of the orders that are left, from 0; by default all. */
  readonly onlyOrders?: readonly number[];
  /** Names of the faults that are left of those that the seed has; by default all. */
  readonly onlyFaults?: readonly string[];
}

export interface Report {
  readonly seed: number;
  /** Over all that happened, in hexadecimal digits. */
  readonly hash: string;
  /** Orders that were accepted. */
  readonly orders: number;
  readonly hops: number;
  /** Names of the faults that happened. */
  readonly faults: readonly string[];
  /** What is not as it is to be, a sentence each. */
  readonly wrong: readonly string[];
}

/** What a worker is told first. */
export interface WorkerStart {
  /** Folder of the app. */
  readonly root: string;
  /** JSON of its graph. */
  readonly graphFile: string;
  /** With the bundles of its functions. */
  readonly folder: string;
  /** With the bundles of the functions as they are before they are deployed, where these are others. */
  readonly before?: string | undefined;
}
