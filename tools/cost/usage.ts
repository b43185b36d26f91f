import {
  type CloudWatchClient,
  type MetricDataQuery,
  paginateGetMetricData,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import { type LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import { daysPerMonth, type Line } from "./bill.ts";
import type { UnitPrice } from "./prices.ts";

/** A metric that counts what AWS charges for, of resources that one dimension names. */
interface Meter {
  readonly namespace: string;
  readonly metric: string;
  readonly dimension: string;
  readonly service: string;
  readonly unit: string;
  /** Units of one that was counted. */
  readonly per?: number;
}

const ofQueues = { namespace: "AWS/SQS", dimension: "QueueName", service: "SQS", unit: "Standard requests" };
const ofTables = { namespace: "AWS/DynamoDB", dimension: "TableName", service: "DynamoDB" };
const ofFunctions = { namespace: "AWS/Lambda", dimension: "FunctionName", service: "Lambda" };

const meters: readonly Meter[] = [
  { ...ofFunctions, metric: "Invocations", unit: "Requests" },
  { ...ofFunctions, metric: "Duration", unit: "milliseconds" },
  // A batch is one request, so these are the most that there were.
  { ...ofQueues, metric: "NumberOfMessagesSent" },
  { ...ofQueues, metric: "NumberOfMessagesReceived" },
  { ...ofQueues, metric: "NumberOfMessagesDeleted" },
  { ...ofQueues, metric: "NumberOfEmptyReceives" },
  { ...ofTables, metric: "ConsumedReadCapacityUnits", unit: "On-demand read units" },
  { ...ofTables, metric: "ConsumedWriteCapacityUnits", unit: "On-demand write units" },
  {
    namespace: "AWS/ApiGateway",
    metric: "Count",
    dimension: "ApiName",
    service: "API Gateway",
    unit: "REST requests",
  },
  {
    namespace: "AWS/EventBridge/Pipes",
    metric: "EventCount",
    dimension: "PipeName",
    service: "EventBridge Pipes",
    unit: "Requests after filtering",
  },
  {
    namespace: "AWS/SNS",
    metric: "NumberOfMessagesPublished",
    dimension: "TopicName",
    service: "SNS",
    unit: "Publishes",
  },
  {
    namespace: "AWS/Logs",
    metric: "IncomingBytes",
    dimension: "LogGroupName",
    service: "CloudWatch Logs",
    unit: "GB taken in",
    per: 1 / 1024 ** 3,
  },
];

/** Of what no metric says who used it. */
export const notRead =
  "Not read from a stage: Step Functions, events on buses, AppSync, CloudFront, storage, and what costs by the month.";

export interface UsageOptions {
  readonly stage: string;
  /** How many days back. */
  readonly days: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly prices: ReadonlyMap<string, UnitPrice>;
}

export interface Usage {
  /** Orders a day, those of the synthetic customer among them. */
  readonly ordersPerDay: number;
  /** As a month of such days. */
  readonly lines: readonly Line[];
}

/** What a stage used, by its metrics, and what a month of that costs. Throws when it has no metrics. */
export const usageOf = async (
  { cloudwatch, lambda }: { cloudwatch: CloudWatchClient; lambda: LambdaClient },
  { stage, days, now, prices }: UsageOptions,
): Promise<Usage> => {
  const isOfStage = (name: string) => new RegExp(`sourdough(-[a-z]+)?-${stage}-`).test(name);
  const found: (Meter & { readonly resource: string })[] = [];
  for (const meter of meters)
    for await (const { Metrics = [] } of paginateListMetrics(
      { client: cloudwatch },
      { Namespace: meter.namespace, MetricName: meter.metric, Dimensions: [{ Name: meter.dimension }] },
    ))
      for (const { Dimensions = [] } of Metrics) {
        const resource = Dimensions[0]?.Value ?? "";
        if (Dimensions.length === 1 && isOfStage(resource)) found.push({ ...meter, resource });
      }
  if (found.length === 0)
    throw new Error(
      `The stage "${stage}" has no metrics here: deploy it and use it first, or use the credentials and region of its account.`,
    );

  const sums = async (metrics: readonly Omit<MetricDataQuery, "Id">[]) => {
    const totals = metrics.map(() => 0);
    // As many as a request takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
    for (let from = 0; from < metrics.length; from += 500) {
      const queries = metrics
        .slice(from, from + 500)
        .map((query, index) => ({ ...query, Id: `m${from + index}` }));
      const range = { StartTime: new Date(now - days * 86_400_000), EndTime: new Date(now + 60_000) };
      for await (const { MetricDataResults = [] } of paginateGetMetricData(
        { client: cloudwatch },
        { ...range, MetricDataQueries: queries },
      ))
        for (const { Id = "", Values = [] } of MetricDataResults)
          totals[Number(Id.slice(1))]! += Values.reduce((sum, value) => sum + value, 0);
    }
    return totals;
  };
  const sumOf = (Namespace: string, MetricName: string, Name: string, Value: string) => ({
    MetricStat: {
      Metric: { Namespace, MetricName, Dimensions: [{ Name, Value }] },
      Period: 3600,
      Stat: "Sum",
    },
  });

  const [orders = 0, ...counted] = await sums([
    sumOf(`Sourdough/${stage}`, "OrdersPlaced", "service", "PlaceOrder"),
    ...found.map(({ namespace, metric, dimension, resource }) =>
      sumOf(namespace, metric, dimension, resource),
    ),
  ]);
  const seconds = await gigabytesOf(lambda, isOfStage);
  const lines = found.flatMap((meter, index): Line[] => {
    const { service, resource, per = 1 } = meter;
    const { unit, factor } =
      meter.metric === "Duration" ? seconds(resource) : { unit: meter.unit, factor: per };
    const price = prices.get(`${service} ${unit}`);
    const quantity = (counted[index]! * factor * daysPerMonth) / days;
    if (!price || quantity === 0) return [];
    return [
      { service, resource, unit, quantity, usd: quantity * price.usd, assumed: price.assumed ?? false },
    ];
  });
  return { ordersPerDay: orders / days, lines: lines.toSorted((one, other) => other.usd - one.usd) };
};

/** How milliseconds of a function become GB-seconds of its kind of processor. */
const gigabytesOf = async (lambda: LambdaClient, isOfStage: (name: string) => boolean) => {
  const known = new Map<string, { unit: string; factor: number }>();
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const { FunctionName = "", MemorySize = 128, Architectures } of Functions)
      if (isOfStage(FunctionName))
        known.set(FunctionName, {
          unit: `GB-seconds (${Architectures?.[0] === "x86_64" ? "x86" : "arm64"})`,
          factor: MemorySize / 1024 / 1000,
        });
  // One that is gone since had the usual.
  return (name: string) => known.get(name) ?? { unit: "GB-seconds (arm64)", factor: 0.5 / 1000 };
};
