import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import { bucketOf, bucketOfSet } from "../../../metrics/bucket.ts";
import { MINUTE_MS } from "../../../metrics/series.ts";
import type { MetricStore } from "../../../metrics/store.ts";
import { parseInput } from "../../parse-input.ts";
import type { CloudWatchOperations } from "../api.ts";
import * as inputs from "../inputs.ts";

const datum = z.strictObject({
  MetricName: inputs.text(1, 255),
  Dimensions: inputs.dimensions.default({}),
  Timestamp: inputs.timestamp.optional(),
  Value: inputs.number.optional(),
  StatisticValues: z
    .strictObject({
      SampleCount: inputs.number,
      Sum: inputs.number,
      Minimum: inputs.number,
      Maximum: inputs.number,
    })
    .optional(),
  Values: inputs.list(inputs.number).optional(),
  Counts: inputs.list(inputs.number).optional(),
  Unit: inputs.oneOf(inputs.UNITS).optional(),
  StorageResolution: inputs.integer(1).optional(),
});
const input = z.strictObject({
  Namespace: inputs.text(1, 255),
  MetricData: inputs.list(datum).default([]),
  EntityMetricData: z.never({ error: "the local cloud keeps metrics without entities" }).optional(),
  StrictEntityValidation: inputs.boolean.optional(),
});

const MOST = 1000;
const MOST_VALUES = 150;
const PAST_MS = 14 * 24 * 3_600_000;
const FUTURE_MS = 2 * 3_600_000;

const wrong = (message: string) => new AwsError("InvalidParameterValueException", message);
const combination = (message: string) => new AwsError("InvalidParameterCombinationException", message);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const putMetricData = (store: MetricStore): Required<CloudWatchOperations>["PutMetricData"] => {
  const bucketsOf = (member: string, { Value, Values, Counts, StatisticValues }: z.output<typeof datum>) => {
    if ([Value, Values, StatisticValues].filter((given) => given !== undefined).length !== 1)
      throw combination(
        `The parameter ${member} must have exactly one of Value, Values and StatisticValues.`,
      );
    if (Counts && Counts.length !== Values?.length)
      throw wrong(`The parameters ${member}.Values and ${member}.Counts must be of the same size.`);
    if (StatisticValues) {
      const { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } = StatisticValues;
      if (count <= 0 || min > max) throw wrong(`The parameter ${member}.StatisticValues is invalid.`);
      return [bucketOfSet({ count, sum, min, max })];
    }
    if (Value !== undefined) return [bucketOf(Value)];
    if (Values!.length === 0 || Values!.length > MOST_VALUES)
      throw wrong(`The collection ${member}.Values must have a size between 1 and ${MOST_VALUES}.`);
    return Values!.map((value, index) => bucketOf(value, Counts?.[index] ?? 1));
  };

  return (raw) => {
    const { Namespace, MetricData } = parseInput(input, raw);
    if (Namespace.startsWith("AWS/"))
      throw wrong("The value AWS/ for parameter Namespace is invalid: namespaces of AWS begin with it.");
    if (MetricData.length === 0)
      throw new AwsError("MissingRequiredParameterException", "The parameter MetricData is required.");
    if (MetricData.length > MOST)
      throw wrong(`The collection MetricData must not have a size greater than ${MOST}.`);
    const now = store.now();
    const written = MetricData.map((data, index) => {
      const member = `MetricData.member.${index + 1}`;
      const at = data.Timestamp?.getTime() ?? now;
      if (Number.isNaN(at) || at < now - PAST_MS || at > now + FUTURE_MS)
        throw wrong(
          `The parameter ${member}.Timestamp must specify a time no more than two weeks in the past and two hours in the future.`,
        );
      return { data, minute: Math.floor(at / MINUTE_MS), buckets: bucketsOf(member, data) };
    });
    for (const { data, minute, buckets } of written) {
      const series = store.series(Namespace, data.MetricName, data.Dimensions, data.Unit ?? "None");
      for (const bucket of buckets) series?.merge(minute, bucket);
    }
    return {};
  };
};
