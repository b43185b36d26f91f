import { AwsError } from "../../../core/aws-error.ts";
import { statisticOf } from "../../../metrics/bucket.ts";
import type { Series } from "../../../metrics/series.ts";
import type { MetricStore } from "../../../metrics/store.ts";
import type { MetricDataQuery } from "../inputs.ts";
import { createEvaluator, type Evaluator, type MathQuery, readExpression } from "../math/evaluate.ts";
import { MathError } from "../math/values.ts";

export const invalid = (message: string): AwsError => new AwsError("ValidationException", message);

/** Whole minutes: shorter periods need values that nobody keeps here. */
export const periodMinutes = (seconds: number, what = "Period"): number => {
  if (seconds % 60 === 0) return seconds / 60;
  throw invalid(
    [1, 5, 10, 20, 30].includes(seconds)
      ? `${what}: ${seconds} seconds need a high-resolution metric, and the local cloud keeps one aggregate a minute. Take a multiple of 60.`
      : `${what} must be 1, 5, 10, 20, 30 or a multiple of 60.`,
  );
};

export const readStatistic = (name: string) => {
  const read = statisticOf(name);
  if (read) return read;
  throw invalid(
    `The local cloud has no statistic ${name}: it has SampleCount, Average, Sum, Minimum, Maximum, IQM, percentiles as p99 and trimmed means as tm99.`,
  );
};

/** Reads one metric; looked up each time until it is there, as it may come later. */
export const readMetric = (
  store: MetricStore,
  {
    Namespace = "",
    MetricName = "",
    Dimensions = {},
  }: { Namespace?: string; MetricName?: string; Dimensions?: Record<string, string> },
  stat: string,
): Extract<MathQuery, { read: unknown }>["read"] => {
  const read = readStatistic(stat);
  let series: Series | undefined;
  return ({ starts, periodMinutes: minutes }) => {
    series ??= store.find(Namespace, MetricName, Dimensions);
    return starts.map((start) => {
      const bucket = series?.between(start, start + minutes);
      return bucket && read(bucket);
    });
  };
};

/** What is evaluated of several queries. Throws `ValidationException` for what CloudWatch, or the local cloud, refuses. */
export const compileQueries = (store: MetricStore, queries: readonly MetricDataQuery[]): Evaluator => {
  const ids = new Set(queries.map(({ Id }) => Id));
  if (ids.size < queries.length) throw invalid("The values for parameter id in the queries must be unique.");
  return createEvaluator(
    queries.map((query): MathQuery => {
      const { Id: id, Expression, MetricStat, Label } = query;
      if ((Expression === undefined) === (MetricStat === undefined))
        throw invalid(`The query ${id} must have either Expression or MetricStat.`);
      try {
        if (Expression !== undefined)
          return { id, label: Label, expression: readExpression(Expression, ids) };
      } catch (cause) {
        if (!(cause instanceof MathError)) throw cause;
        throw new AwsError("ValidationException", `Error in expression '${id}': ${cause.message}.`, {
          cause,
        });
      }
      const { Metric, Stat, Period } = MetricStat!;
      periodMinutes(Period, `The period of ${id}`);
      return { id, label: Label ?? Metric.MetricName, read: readMetric(store, Metric, Stat) };
    }),
  );
};
