import type { Clock } from "../core/clock.ts";
import type { Counters, Dimensions, Gauge, Metrics } from "../core/metrics.ts";
import type { KeptMetrics } from "./kept-metrics.ts";
import { createSeries, MINUTE_MS, type Series } from "./series.ts";

/** Beyond these many, further metrics are dropped: one for each order, say, which would cost $0.30 a month each. */
const MOST_SERIES = 5_000;

export interface MetricStore extends Metrics {
  /** The minute it is, from the epoch. */
  minute(): number;
  /** A metric to write to, made when it is new; undefined when there are too many. */
  series(namespace: string, metric: string, dimensions: Dimensions, unit?: string): Series | undefined;
  find(namespace: string, metric: string, dimensions: Dimensions): Series | undefined;
  all(): Iterable<Series>;
  /** Gives what changed last to what outlasts the process. */
  flush(): void;
  /** Takes in what resources hold, for the minutes from the one before until `minute`. */
  read(gauges: Iterable<Gauge>, minute: number): void;
}

/** Dimensions are a set: their order says nothing. */
const keyOf = (namespace: string, metric: string, dimensions: Dimensions): string =>
  `${namespace}\n${metric}\n${Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join("\n")}`;

/** Every metric of the account in memory, as one aggregate for each minute. */
export const createMetricStore = (
  clock: Pick<Clock, "now">,
  warn: (message: string) => void,
  kept?: KeptMetrics,
): MetricStore => {
  const known = new Map<string, Series>();
  const counters = new Map<string, Map<string, Counters>>();
  const gauged = new Set<Series>();
  let levelsFrom: number | undefined;

  const minute = () => Math.floor(clock.now() / MINUTE_MS);

  const series: MetricStore["series"] = (namespace, metric, dimensions, unit) => {
    const key = keyOf(namespace, metric, dimensions);
    const found = known.get(key);
    if (found) return found;
    if (known.size >= MOST_SERIES) {
      warn(
        `There are ${MOST_SERIES} metrics, and the local cloud keeps no more: ${namespace} ${metric} is dropped. A dimension with an id in it makes a metric for each id, and each costs money on AWS.`,
      );
      return undefined;
    }
    const made = createSeries(namespace, metric, dimensions, unit, kept?.changed);
    known.set(key, made);
    return made;
  };

  const countersOf = (namespace: string, all: readonly Dimensions[]): Counters => {
    const byMetric = new Map<string, readonly Series[]>();
    return {
      add(metric, value, unit = "Count") {
        let written = byMetric.get(metric);
        if (!written) {
          written = all.flatMap((dimensions) => series(namespace, metric, dimensions, unit) ?? []);
          byMetric.set(metric, written);
        }
        const now = minute();
        for (const each of written) each.add(now, value);
      },
    };
  };

  kept?.connect(() => known.values(), series);

  return {
    now: clock.now,
    minute,
    series,
    find(namespace, metric, dimensions) {
      kept?.restore();
      return known.get(keyOf(namespace, metric, dimensions));
    },
    all() {
      kept?.restore();
      return known.values();
    },
    flush: () => kept?.flush(),
    of(namespace, key, dimensionsOf) {
      let inNamespace = counters.get(namespace);
      if (!inNamespace) counters.set(namespace, (inNamespace = new Map()));
      let found = inNamespace.get(key);
      if (found) return found;
      if (inNamespace.size >= MOST_SERIES) inNamespace.clear();
      found = countersOf(namespace, dimensionsOf(key));
      inNamespace.set(key, found);
      return found;
    },
    read(gauges, until) {
      const from = Math.min(until, (levelsFrom ?? until - 1) + 1);
      for (const { namespace, dimensions, values } of gauges)
        for (const [metric, value] of Object.entries(values)) {
          const written = series(namespace, metric, dimensions, value.unit);
          if (!written) continue;
          const { value: now, perSecond = 0 } = value;
          written.level(from, { ...value, value: Math.max(0, now - perSecond * 60 * (until - from)) });
          gauged.add(written);
        }
      for (const each of gauged) each.levelsUntil = until;
      levelsFrom = until;
    },
  };
};
