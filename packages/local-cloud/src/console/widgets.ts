import { z } from "zod";

/** What a widget of a dashboard asks for, as `GetMetricData` takes it, and how to draw what comes back. */
export interface WidgetQuery {
  readonly query: {
    readonly Id: string;
    readonly Expression?: string;
    readonly Label?: string;
    readonly ReturnData: boolean;
    readonly Period?: number;
    readonly MetricStat?: {
      readonly Metric: {
        readonly Namespace: string;
        readonly MetricName: string;
        readonly Dimensions: { Name: string; Value: string }[];
      };
      readonly Period: number;
      readonly Stat: string;
    };
  };
  readonly color?: string;
  readonly axis: "left" | "right";
}

const options = z.looseObject({
  id: z.string().optional(),
  expression: z.string().optional(),
  label: z.string().optional(),
  stat: z.string().optional(),
  period: z.number().optional(),
  color: z.string().optional(),
  visible: z.boolean().optional(),
  yAxis: z.enum(["left", "right"]).optional(),
});
export const metricProperties = z.looseObject({
  title: z.string().optional(),
  view: z.string().optional(),
  stacked: z.boolean().optional(),
  stat: z.string().optional(),
  period: z.number().optional(),
  metrics: z.array(z.array(z.union([z.string(), options])).min(1)).default([]),
  annotations: z
    .looseObject({
      horizontal: z
        .array(
          z.looseObject({
            label: z.string().optional(),
            value: z.number(),
            color: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
export type MetricProperties = z.output<typeof metricProperties>;

const DEFAULT_PERIOD = 300;

/** `.` is what stands there in the row before, `...` all that stands there up to the last name. */
const written = (names: readonly string[], before: readonly string[]): string[] => {
  const full = names.flatMap((name, at) => {
    if (name !== "...") return [name];
    const left = names.length - at - 1;
    return before.slice(at, before.length - left);
  });
  return full.map((name, at) => (name === "." ? (before[at] ?? name) : name));
};

/**
 * What the metrics of a widget mean.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const queriesOf = ({
  metrics,
  stat = "Average",
  period = DEFAULT_PERIOD,
}: MetricProperties): WidgetQuery[] => {
  let before: string[] = [];
  const queries = metrics.map((row, index): WidgetQuery => {
    const last = row.at(-1)!;
    const given = typeof last === "string" ? {} : last;
    const names = row.filter((part) => typeof part === "string");
    const Id = given.id ?? `row${index + 1}`;
    const shown = { color: given.color, axis: given.yAxis ?? "left" } as const;
    const common = { Id, Label: given.label, ReturnData: given.visible !== false };
    if (given.expression !== undefined)
      return {
        ...shown,
        query: { ...common, Expression: given.expression, Period: given.period ?? period },
      };
    before = written(names, before);
    const [Namespace = "", MetricName = "", ...dimensions] = before;
    const Dimensions = dimensions.flatMap((Name, at) =>
      at % 2 === 0 ? [{ Name, Value: dimensions[at + 1] ?? "" }] : [],
    );
    return {
      ...shown,
      query: {
        ...common,
        MetricStat: {
          Metric: { Namespace, MetricName, Dimensions },
          Period: given.period ?? period,
          Stat: given.stat ?? stat,
        },
      },
    };
  });
  const metricsNamed = new Set(queries.flatMap(({ query }) => query.MetricStat?.Metric.MetricName ?? []));
  // One metric of several things is told apart by their names.
  if (queries.length === 1 || metricsNamed.size > 1) return queries;
  return queries.map(({ query, ...rest }) => {
    const names = query.MetricStat?.Metric.Dimensions.map(({ Value }) => Value).join(" ");
    return { ...rest, query: { ...query, Label: query.Label ?? (names || undefined) } };
  });
};
