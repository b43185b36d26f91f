import type { Dimensions, GaugeValue } from "../core/metrics.ts";
import { addBucket, addValue, type Bucket, bucketOf } from "./bucket.ts";

export const MINUTE_MS = 60_000;

/** Minutes with values that a series keeps, and how long it keeps them. */
const MOST_MINUTES = 720;
const KEPT_MINUTES = 2 * 24 * 60;

/** What a gauge showed from a minute on. */
export interface Level extends GaugeValue {
  readonly minute: number;
}

export interface Minute {
  readonly bucket?: Bucket | undefined;
  /** What it shows since then. */
  readonly level?: GaugeValue | undefined;
}

/** One metric with its dimensions, minute by minute. Minutes are counted from the epoch. */
export interface Series {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Dimensions;
  unit: string | undefined;
  /** The last minute that has values. */
  readonly lastMinute: number;
  add(minute: number, value: number, count?: number): void;
  merge(minute: number, bucket: Bucket): void;
  /** Says what a gauge shows in a minute, and until it is said again. */
  level(minute: number, value: GaugeValue): void;
  /** The last minute for which gauges were read. */
  levelsUntil: number;
  /** What it has of one minute itself. */
  at(minute: number): Minute;
  /** Takes in what the run before had of some minutes, oldest first. */
  restore(before: readonly (readonly [minute: number, Minute])[]): void;
  /** All values in `[from, to)`; undefined where there are none. */
  between(from: number, to: number): Bucket | undefined;
}

export const createSeries = (
  namespace: string,
  metric: string,
  dimensions: Dimensions,
  unit: string | undefined,
  changed: (minute: number) => void = () => {},
): Series => {
  const minutes = new Map<number, Bucket>();
  const levels: Level[] = [];
  let lastMinute = Number.NEGATIVE_INFINITY;
  let lastBucket: Bucket | undefined;

  const forget = () => {
    // In the order they came, which is that of time but for what clients send late.
    for (const minute of minutes.keys()) {
      if (minutes.size <= MOST_MINUTES && minute > lastMinute - KEPT_MINUTES) break;
      minutes.delete(minute);
    }
  };
  const open = (minute: number, bucket: Bucket) => {
    minutes.set(minute, bucket);
    if (minute < lastMinute) return;
    lastMinute = minute;
    lastBucket = bucket;
    forget();
  };
  const bucketAt = (minute: number) => (minute === lastMinute ? lastBucket : minutes.get(minute));

  const levelAt = (minute: number): number | undefined => {
    if (minute > series.levelsUntil) return undefined;
    const level = levels.findLast((candidate) => candidate.minute <= minute);
    return level && level.value + (level.perSecond ?? 0) * 60 * (minute - level.minute);
  };

  const series: Series = {
    namespace,
    metric,
    dimensions,
    unit,
    get lastMinute() {
      return levels.length > 0 ? series.levelsUntil : lastMinute;
    },
    levelsUntil: Number.NEGATIVE_INFINITY,
    add(minute, value, count) {
      changed(minute);
      const bucket = bucketAt(minute);
      if (bucket) addValue(bucket, value, count);
      else open(minute, bucketOf(value, count));
    },
    merge(minute, more) {
      changed(minute);
      const bucket = bucketAt(minute);
      if (bucket) addBucket(bucket, more);
      else open(minute, { ...more, steps: more.steps && new Map(more.steps) });
    },
    level(minute, value) {
      const known = levels.at(-1);
      if (known && levelAt(minute) === value.value && known.perSecond === value.perSecond) return;
      if (known?.minute === minute) levels.pop();
      levels.push({ ...value, minute });
      changed(minute);
      if (levels.length > MOST_MINUTES) levels.shift();
    },
    at: (minute) => ({
      bucket: bucketAt(minute),
      level: levels.findLast((level) => level.minute === minute),
    }),
    restore(before) {
      const all = new Map(minutes);
      for (const [minute, { bucket, level }] of before) {
        const own = all.get(minute);
        if (bucket && own) addBucket(own, bucket);
        else if (bucket) all.set(minute, bucket);
        if (level) levels.push({ ...level, minute });
      }
      levels.sort((a, b) => a.minute - b.minute);
      levels.splice(0, levels.length - MOST_MINUTES);
      series.levelsUntil = Math.max(series.levelsUntil, levels.at(-1)?.minute ?? Number.NEGATIVE_INFINITY);
      minutes.clear();
      for (const [minute, bucket] of [...all].sort(([a], [b]) => a - b)) open(minute, bucket);
    },
    between(from, to) {
      let all: Bucket | undefined;
      const take = (bucket: Bucket | undefined) => {
        if (!bucket) return;
        if (all) addBucket(all, bucket);
        else all = { ...bucket, steps: bucket.steps && new Map(bucket.steps) };
      };
      // One minute is asked for most often: by an alarm, each minute.
      if (minutes.size < to - from) {
        for (const [minute, bucket] of minutes) if (minute >= from && minute < to) take(bucket);
      } else for (let minute = from; minute < to; minute++) take(bucketAt(minute));
      if (levels.length > 0)
        for (let minute = Math.max(from, levels[0]!.minute); minute < to; minute++) {
          const level = levelAt(minute);
          if (level === undefined) break;
          take(bucketOf(level));
        }
      return all;
    },
  };
  return series;
};
