import type { AlarmFacts, MetricFacts, WatchPeek } from "../../console/alarms.ts";
import { MINUTE_MS } from "../../metrics/series.ts";
import type { MetricStore } from "../../metrics/store.ts";
import type { Alarm } from "./alarms/alarm.ts";
import type { Alarms } from "./alarms/alarms.ts";
import { compileQueries, readMetric } from "./alarms/queries.ts";
import type { Dashboards } from "./dashboards.ts";
import type { Grid } from "./math/values.ts";

const factsOf = (alarm: Alarm): AlarmFacts => {
  const { name, definition, state, history } = alarm;
  const metrics = "ComparisonOperator" in definition ? [definition, ...(definition.Metrics ?? [])] : [];
  return {
    name,
    state: state.value,
    since: state.since,
    reason: state.reason.text,
    description: definition.AlarmDescription,
    watches: metrics.flatMap((one) =>
      Object.values(("MetricStat" in one ? one.MetricStat?.Metric.Dimensions : undefined) ?? ("Dimensions" in one ? one.Dimensions : {})),
    ),
    rule: "AlarmRule" in definition ? definition.AlarmRule : undefined,
    history: history.map(({ at, type, summary }) => ({ at, type, summary })),
  };
};

/** Alarms, dashboards and metrics as the console shows them; to look changes nothing. */
export const createPeek = (store: MetricStore, alarms: Alarms, dashboards: Dashboards): WatchPeek => {
  const pointsOf = ({ starts }: Grid, values: readonly (number | undefined)[]) =>
    starts.map((start, index) => ({ at: start * MINUTE_MS, value: values[index] }));
  /** The last `periods`, with the one that is not over yet. */
  const gridOf = (periodMinutes: number, periods: number): Grid => ({
    periodMinutes,
    starts: Array.from(
      { length: periods },
      (_, index) => store.minute() + 1 - (periods - index) * periodMinutes,
    ),
  });
  return {
    alarms: () => alarms.all().map(factsOf),
    dashboards: () => dashboards.all().map(({ name, body }) => ({ name, body })),
    watched(name, periods) {
      const alarm = alarms.find(name);
      if (alarm?.kind !== "metric") return undefined;
      const { definition, compiled } = alarm;
      const grid = gridOf(compiled.periodMinutes, periods);
      const { Metrics, Statistic, ExtendedStatistic = "Sum", ThresholdMetricId, Threshold } = definition;
      const returned = Metrics?.find(({ Id, ReturnData }) => ReturnData !== false && Id !== ThresholdMetricId);
      const value = Metrics && returned && compileQueries(store, Metrics).valueOf(returned.Id, grid);
      const values = value
        ? value.kind === "series"
          ? value.points
          : []
        : readMetric(store, definition, Statistic ?? ExtendedStatistic)(grid);
      return {
        periodSeconds: compiled.periodMinutes * 60,
        threshold: Threshold,
        points: pointsOf(grid, values),
      };
    },
    read({ namespace, metric, dimensions, statistic }: MetricFacts, periodMinutes, periods) {
      const grid = gridOf(periodMinutes, periods);
      const read = readMetric(
        store,
        { Namespace: namespace, MetricName: metric, Dimensions: dimensions },
        statistic,
      );
      return pointsOf(grid, read(grid));
    },
  };
};
