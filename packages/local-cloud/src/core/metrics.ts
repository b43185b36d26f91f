import type { Hop } from "./journal.ts";

/** What a metric is about: `{ FunctionName: "place-order" }`. */
export type Dimensions = Readonly<Record<string, string>>;

/** Units of CloudWatch that services count in. */
export type Unit = "Count" | "Milliseconds" | "Seconds" | "Bytes" | "Percent" | "None";

/** Metrics with the same dimensions; each value goes to every set of dimensions that the service reports. */
export interface Counters {
  add(metric: string, value: number, unit?: Unit): void;
}

/** Where services count what happens; CloudWatch reads it. */
export interface Metrics {
  /** Of the cloud's clock, in milliseconds since the epoch. */
  now(): number;
  /** `dimensionsOf` is asked once for each key, which is what a hop has at hand: the ARN of what it happened to. */
  of(namespace: string, key: string, dimensionsOf: (key: string) => readonly Dimensions[]): Counters;
}

/** Called for each hop when it begins, and when it has ended; one that takes no time has ended when it begins. */
export type Measure = (hop: Hop, ended: boolean) => void;

/** What a resource holds right now. */
export interface Gauge {
  readonly namespace: string;
  readonly dimensions: Dimensions;
  readonly values: Readonly<Record<string, GaugeValue>>;
}

export interface GaugeValue {
  readonly value: number;
  readonly unit: Unit;
  /** By how much it grows by itself: an age by 1. */
  readonly perSecond?: number;
}
