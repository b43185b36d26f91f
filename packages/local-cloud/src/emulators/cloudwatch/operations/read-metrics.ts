import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { OutputOf } from "../../../core/aws-operations.ts";
import { MINUTE_MS, type Series } from "../../../metrics/series.ts";
import type { MetricStore } from "../../../metrics/store.ts";
import { parseInput } from "../../parse-input.ts";
import { compileQueries, periodMinutes, readStatistic } from "../alarms/queries.ts";
import type { CloudWatchOperations } from "../api.ts";
import * as inputs from "../inputs.ts";
import { type Grid, MathError, type Points, type Value } from "../math/values.ts";
import { pageOf } from "./page.ts";

const dataInput = z.strictObject({
  MetricDataQueries: inputs.list(inputs.metricDataQuery),
  StartTime: inputs.timestamp,
  EndTime: inputs.timestamp,
  NextToken: z.string().optional(),
  ScanBy: inputs.oneOf(["TimestampDescending", "TimestampAscending"]).default("TimestampDescending"),
  MaxDatapoints: inputs.integer(1).optional(),
  LabelOptions: z.strictObject({ Timezone: z.string().optional() }).optional(),
});

const statisticsInput = z.strictObject({
  Namespace: inputs.text(1, 255),
  MetricName: inputs.text(1, 255),
  Dimensions: inputs.dimensions.default({}),
  StartTime: inputs.timestamp,
  EndTime: inputs.timestamp,
  Period: inputs.integer(1),
  Statistics: inputs.list(inputs.oneOf(["SampleCount", "Average", "Sum", "Minimum", "Maximum"])).optional(),
  ExtendedStatistics: inputs.list(z.string()).optional(),
  Unit: z.string().optional(),
});

const listInput = z.strictObject({
  Namespace: inputs.text(1, 255).optional(),
  MetricName: inputs.text(1, 255).optional(),
  Dimensions: inputs
    .list(z.strictObject({ Name: inputs.text(1, 255), Value: inputs.text(1, 1024).optional() }))
    .default([]),
  NextToken: z.string().optional(),
  RecentlyActive: inputs.oneOf(["PT3H"]).optional(),
  IncludeLinkedAccounts: inputs.boolean.optional(),
  OwningAccount: z.string().optional(),
});

const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;
const MOST_STATISTICS = 1440;
const METRICS_A_PAGE = 500;

const wrong = (message: string) => new AwsError("InvalidParameterValueException", message);

/** Periods that begin in `[StartTime, EndTime)`. */
const gridOf = (start: Date, end: Date, minutes: number, most: number): Grid => {
  const [from, to] = [start.getTime() / MINUTE_MS, end.getTime() / MINUTE_MS];
  if (Number.isNaN(from) || Number.isNaN(to)) throw wrong("StartTime and EndTime must be times.");
  if (from >= to) throw wrong("The parameter StartTime must be less than the parameter EndTime.");
  const first = Math.floor(from / minutes) * minutes;
  const count = Math.ceil((to - first) / minutes);
  if (count > most)
    throw new AwsError(
      "InvalidParameterCombinationException",
      `You have requested up to ${count} datapoints, which exceeds the limit of ${most}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  return { periodMinutes: minutes, starts: Array.from({ length: count }, (_, at) => first + at * minutes) };
};

const itemsOf = (value: Value, grid: Grid, label: string): { label: string; points: Points }[] => {
  switch (value.kind) {
    case "series":
      return [{ label, points: value.points }];
    case "array":
      return value.items.map((item) => ({ label: item.label ?? label, points: item.points }));
    case "band":
      return [
        { label: `${label} (expected low)`, points: value.lower },
        { label: `${label} (expected high)`, points: value.upper },
      ];
    case "scalar":
      return [{ label, points: grid.starts.map(() => value.value) }];
    case "text":
      throw new AwsError("ValidationException", `${label} is text, and no series.`);
  }
};

const listed = ({ namespace, metric, dimensions }: Series) => ({
  Namespace: namespace,
  MetricName: metric,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

/** The values of metrics and expressions. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const getMetricData = (store: MetricStore, raw: unknown): OutputOf<"cloudwatch", "GetMetricData"> => {
  const input = parseInput(dataInput, raw);
  const { MetricDataQueries: queries, StartTime, EndTime, ScanBy } = input;
  if (queries.length > MOST_QUERIES)
    throw wrong(`The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`);
  const evaluator = compileQueries(store, queries);
  const periods = queries.flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
  const results = queries.flatMap(({ Id, Label, MetricStat, Expression, ReturnData = true, Period }) => {
    if (!ReturnData) return [];
    const seconds = MetricStat?.Period ?? Period ?? Math.min(...periods);
    if (!Number.isFinite(seconds)) throw wrong(`The query ${Id} needs a Period.`);
    const grid = gridOf(StartTime, EndTime, periodMinutes(seconds), MOST_POINTS);
    let value: Value;
    try {
      value = evaluator.valueOf(Id, grid);
    } catch (cause) {
      if (!(cause instanceof MathError)) throw cause;
      throw new AwsError("ValidationException", `Error in expression '${Id}': ${cause.message}.`, { cause });
    }
    const label = Label ?? MetricStat?.Metric.MetricName ?? Expression ?? Id;
    return itemsOf(value, grid, label).map((item) => {
      const found = grid.starts.flatMap((start, at) => {
        const point = item.points[at];
        return point === undefined || Number.isNaN(point) ? [] : [{ at: start * MINUTE_MS, point }];
      });
      if (ScanBy === "TimestampDescending") found.reverse();
      const points = found.slice(0, input.MaxDatapoints);
      return {
        Id,
        Label: item.label,
        Timestamps: points.map(({ at }) => new Date(at)),
        Values: points.map(({ point }) => point),
        StatusCode: "Complete" as const,
      };
    });
  });
  return { MetricDataResults: results, Messages: [] };
};

/** What reads metrics. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html */
export const readOperations = (
  store: MetricStore,
): Pick<CloudWatchOperations, "GetMetricStatistics" | "ListMetrics"> => ({
  GetMetricStatistics(raw) {
    const input = parseInput(statisticsInput, raw);
    const { Namespace, MetricName, Dimensions, Statistics = [], ExtendedStatistics = [] } = input;
    if (Statistics.length === 0 && ExtendedStatistics.length === 0)
      throw new AwsError(
        "InvalidParameterCombinationException",
        "At least one of the parameters Statistics and ExtendedStatistics must be specified.",
      );
    const { starts, periodMinutes: minutes } = gridOf(
      input.StartTime,
      input.EndTime,
      periodMinutes(input.Period),
      MOST_STATISTICS,
    );
    const simple = Statistics.map((name) => [name, readStatistic(name)] as const);
    const extended = ExtendedStatistics.map((name) => [name, readStatistic(name)] as const);
    const series = store.find(Namespace, MetricName, Dimensions);
    const Datapoints = starts.flatMap((start) => {
      const bucket = series?.between(start, start + minutes);
      if (!bucket || (input.Unit !== undefined && input.Unit !== (series?.unit ?? "None"))) return [];
      return [
        {
          Timestamp: new Date(start * MINUTE_MS),
          ...Object.fromEntries(simple.map(([name, read]) => [name, read(bucket)])),
          ExtendedStatistics:
            extended.length > 0
              ? Object.fromEntries(extended.map(([name, read]) => [name, read(bucket)]))
              : undefined,
          Unit: (series?.unit ?? "None") as "None",
        },
      ];
    });
    return { Label: MetricName, Datapoints };
  },

  ListMetrics(raw) {
    const input = parseInput(listInput, raw);
    const since = store.minute() - 3 * 60;
    const found = [...store.all()].filter(
      ({ namespace, metric, dimensions, lastMinute }) =>
        (input.Namespace ?? namespace) === namespace &&
        (input.MetricName ?? metric) === metric &&
        (input.RecentlyActive === undefined || lastMinute >= since) &&
        input.Dimensions.every(
          ({ Name, Value }) =>
            dimensions[Name] !== undefined && (Value ?? dimensions[Name]) === dimensions[Name],
        ),
    );
    const { items, NextToken } = pageOf(found, METRICS_A_PAGE, input.NextToken);
    return { Metrics: items.map(listed), NextToken };
  },
});
