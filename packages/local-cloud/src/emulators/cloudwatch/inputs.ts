import { z } from "zod";

/** The query protocol writes everything as text. */
const unquoted = (value: unknown): unknown =>
  typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;

export const number = z.preprocess(unquoted, z.number());
export const integer = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z.preprocess(
    unquoted,
    z
      .number()
      .int()
      .min(least, `Member must have value greater than or equal to ${least}`)
      .max(most, `Member must have value less than or equal to ${most}`),
  );
export const boolean = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean(),
);

/** Each protocol has its own: a date of CBOR, seconds of JSON, ISO 8601 of the query protocol. */
export const timestamp = z.preprocess((value) => {
  const plain = unquoted(value);
  if (typeof plain === "number") return new Date(plain * 1000);
  return typeof plain === "string" ? new Date(plain) : plain;
}, z.date());

/** An empty list of the query protocol is an empty text. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === "" ? [] : value), z.array(item));

export const text = (least: number, most: number) =>
  z
    .string()
    .min(least, `Member must have length greater than or equal to ${least}`)
    .max(most, `Member must have length less than or equal to ${most}`);

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `Member must satisfy enum value set: [${values.join(", ")}]` });

export const dimensions = list(z.strictObject({ Name: text(1, 255), Value: text(1, 1024) }))
  .refine((all) => all.length <= 30, "Member must have length less than or equal to 30")
  .transform((all) => Object.fromEntries(all.map(({ Name, Value }) => [Name, Value])));

const metric = z.strictObject({
  Namespace: text(1, 255).optional(),
  MetricName: text(1, 255).optional(),
  Dimensions: dimensions.default({}),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
export const metricDataQuery = z.strictObject({
  Id: text(1, 255).regex(
    /^[a-z][A-Za-z0-9_]*$/,
    "Member must satisfy regular expression pattern: [a-z][a-zA-Z0-9_]*",
  ),
  MetricStat: z
    .strictObject({
      Metric: metric,
      Period: integer(1),
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
  Expression: text(1, 2048).optional(),
  Label: z.string().optional(),
  ReturnData: boolean.optional(),
  Period: integer(1).optional(),
  AccountId: z.string().optional(),
});
export type MetricDataQuery = z.output<typeof metricDataQuery>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const UNITS = [
  "Seconds",
  "Microseconds",
  "Milliseconds",
  "Bytes",
  "Kilobytes",
  "Megabytes",
  "Gigabytes",
  "Terabytes",
  "Bits",
  "Kilobits",
  "Megabits",
  "Gigabits",
  "Terabits",
  "Percent",
  "Count",
  "Bytes/Second",
  "Kilobytes/Second",
  "Megabytes/Second",
  "Gigabytes/Second",
  "Terabytes/Second",
  "Bits/Second",
  "Kilobits/Second",
  "Megabits/Second",
  "Gigabits/Second",
  "Terabits/Second",
  "Count/Second",
  "None",
] as const;

const alarmName = text(1, 255);
const actions = list(text(1, 1024)).default([]);
const actionLists = {
  ActionsEnabled: boolean.default(true),
  OKActions: actions,
  AlarmActions: actions,
  InsufficientDataActions: actions,
};
const tags = list(z.strictObject({ Key: z.string(), Value: z.string() })).optional();

export const COMPARISONS = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
] as const;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const metricAlarm = z.strictObject({
  AlarmName: alarmName,
  AlarmDescription: text(0, 1024).optional(),
  ...actionLists,
  MetricName: text(1, 255).optional(),
  Namespace: text(1, 255).optional(),
  Statistic: oneOf(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]).optional(),
  ExtendedStatistic: z.string().optional(),
  Dimensions: dimensions.default({}),
  Period: integer(1).optional(),
  Unit: z.string().optional(),
  EvaluationPeriods: integer(1),
  DatapointsToAlarm: integer(1).optional(),
  Threshold: number.optional(),
  ComparisonOperator: oneOf(COMPARISONS),
  TreatMissingData: z.string().optional(),
  EvaluateLowSampleCountPercentile: z.string().optional(),
  Metrics: list(metricDataQuery).optional(),
  ThresholdMetricId: z.string().optional(),
  Tags: tags,
});
export type MetricAlarmInput = z.output<typeof metricAlarm>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const compositeAlarm = z.strictObject({
  AlarmName: alarmName,
  AlarmDescription: text(0, 1024).optional(),
  ...actionLists,
  AlarmRule: text(1, 10_240),
  ActionsSuppressor: z
    .never({ error: "the local cloud does not suppress the actions of composite alarms" })
    .optional(),
  Tags: tags,
});
export type CompositeAlarmInput = z.output<typeof compositeAlarm>;
