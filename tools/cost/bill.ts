import type { ResourceGraph } from "sourdough-local";
import type { Measurement } from "./measurement.ts";
import { standing, type UnitPrice } from "./prices.ts";
import { pollersOf, readyOf } from "./ready.ts";

/** A line of the monthly bill. */
export interface Line {
  readonly service: string;
  readonly resource: string;
  readonly unit: string;
  readonly quantity: number;
  readonly usd: number;
  /** With a price of another region. */
  readonly assumed: boolean;
}

export interface Size {
  readonly ordersPerDay: number;
  readonly stores: number;
}

export const daysPerMonth = 30.4;
const secondsPerMonth = daysPerMonth * 24 * 3600;
const gigabyte = 1024 ** 3;

/** Five long polls of 20 seconds each go on at an idle queue: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const idlePolls = (5 * secondsPerMonth) / 20;
/** Steps of `CloseOfDay` when everything was collected. */
const closingSteps = 6;
/** Bytes of an order in all tables, with what is kept of its events for a week. */
const orderBytes = 12 * 1024;
const monthsKept = 24;
/** What is on the bill for the orders below. */
export const synthetic = "the synthetic customer";
/** On stages that people rely on, a test order comes every five minutes: services/synthetic/infra.ts. */
export const syntheticOrders = (daysPerMonth * 24 * 60) / 5;

/** Everything a month costs: what orders use, what stores use, and what is there. */
export const billOf = (
  graph: ResourceGraph,
  measurement: Measurement,
  prices: ReadonlyMap<string, UnitPrice>,
  { ordersPerDay, stores }: Size,
): Line[] => {
  const orders = ordersPerDay * daysPerMonth;
  const priced = (service: string, unit: string): UnitPrice => {
    const price = prices.get(`${service} ${unit}`);
    if (!price)
      throw new Error(`${service} has no price of "${unit}": measure again (npm run cost -- --measure).`);
    return price;
  };
  const metered = (service: string, resource: string, unit: string, quantity: number): Line => {
    const { usd, assumed = false } = priced(service, unit);
    return { service, resource, unit, quantity, usd: quantity * usd, assumed };
  };
  const fixed = (
    service: string,
    unit: string,
    quantity: number,
    { usd, assumed = false }: UnitPrice,
  ): Line[] =>
    quantity > 0 ? [{ service, resource: "all", unit, quantity, usd: quantity * usd, assumed }] : [];
  const all = (type: string) => graph.resources.filter((resource) => resource.type === type);

  const ofOrders = measurement.perOrder.map(({ service, resource, unit, quantity }) =>
    metered(service, resource, unit, quantity * orders),
  );
  const hasSyntheticCustomer = all("aws:scheduler/schedule:Schedule").some(({ name }) =>
    name.startsWith("PlaceTestOrder"),
  );
  const ofSyntheticOrders = hasSyntheticCustomer
    ? measurement.perOrder.map(({ service, unit, quantity }) =>
        metered(service, synthetic, unit, quantity * syntheticOrders),
      )
    : [];
  const queuesPolled =
    all("aws:lambda/eventSourceMapping:EventSourceMapping").filter(
      ({ outputs }) => String(outputs.eventSourceArn).includes(":sqs:") && !outputs.provisionedPollerConfig,
    ).length +
    all("aws:pipes/pipe:Pipe").filter(({ outputs }) => String(outputs.source).includes(":sqs:")).length;
  const shards = all("aws:kinesis/stream:Stream").reduce(
    (sum, { outputs }) => sum + Number(outputs.shardCount ?? 0),
    0,
  );
  const closings = stores * daysPerMonth;

  const metrics = all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ outputs }) => {
    const queries = (outputs.metricQueries ?? []) as { metric?: unknown; expression?: string }[];
    const band = queries.some(({ expression = "" }) => expression.startsWith("ANOMALY_DETECTION_BAND"));
    return { metrics: Math.max(1, queries.filter(({ metric }) => metric).length), band };
  });
  const webAcls = all("aws:wafv2/webAcl:WebAcl");
  const requests = [...ofOrders, ...ofSyntheticOrders]
    .filter(({ unit }) => unit === "REST requests")
    .reduce((sum, { quantity }) => sum + quantity, 0);
  const logged = [...ofOrders, ...ofSyntheticOrders]
    .filter(({ unit }) => unit === "GB taken in")
    .reduce((sum, { quantity }) => sum + quantity, 0);

  return [
    ...ofOrders,
    ...ofSyntheticOrders,
    metered("EventBridge Scheduler", "closings of the stores", "Scheduled invocations", closings),
    metered("Step Functions", "CloseOfDay", "Standard state transitions", closings * closingSteps),
    ...(queuesPolled > 0
      ? [metered("SQS", "polling of idle queues", "Standard requests", queuesPolled * idlePolls)]
      : []),
    ...(shards > 0
      ? [metered("Kinesis Data Streams", "streams", "Shard hours", shards * 24 * daysPerMonth)]
      : []),
    ...fixed(
      "CloudWatch",
      "Alarms, by metric",
      metrics.reduce((sum, one) => sum + one.metrics, 0),
      standing.alarmMetric,
    ),
    ...fixed(
      "CloudWatch",
      "Anomaly models",
      metrics.filter(({ band }) => band).length,
      standing.anomalyModel,
    ),
    ...fixed(
      "CloudWatch",
      "Composite alarms",
      all("aws:cloudwatch/compositeAlarm:CompositeAlarm").length,
      standing.compositeAlarm,
    ),
    ...fixed(
      "CloudWatch",
      "Dashboards",
      all("aws:cloudwatch/dashboard:Dashboard").length,
      standing.dashboard,
    ),
    ...fixed("CloudWatch Logs", "GB-months kept", logged, standing.logStorage),
    ...fixed("Lambda", "GB-seconds kept ready", readyOf(graph).gigabyteSeconds, standing.readySecond),
    ...fixed("Lambda", "Hours of pollers", pollersOf(graph) * 24 * daysPerMonth, standing.pollerHour),
    ...fixed("KMS", "Keys", all("aws:kms/key:Key").length, standing.key),
    ...fixed("Secrets Manager", "Secrets", all("aws:secretsmanager/secret:Secret").length, standing.secret),
    ...fixed("WAF", "Web ACLs", webAcls.length, standing.webAcl),
    ...fixed(
      "WAF",
      "Rules",
      webAcls.reduce((sum, { outputs }) => sum + ((outputs.rules ?? []) as unknown[]).length, 0),
      standing.webAclRule,
    ),
    ...fixed("WAF", "Requests looked at", webAcls.length > 0 ? requests : 0, standing.webAclRequest),
    ...fixed(
      "DynamoDB",
      "GB-months stored",
      (orders * monthsKept * orderBytes) / gigabyte,
      standing.tableStorage,
    ),
  ].toSorted((one, other) => other.usd - one.usd);
};

/** What is on no line, a sentence each. */
export const notCounted: readonly string[] = [
  "Data transfer, CloudFront, sign-in (Cognito), e-mails and text messages, X-Ray traces, and the free tier.",
  "Visitors who order nothing: a page that is looked at is a request for the menu and what its activity costs.",
  "The provider of payments, and saved queries, which cost what they scan. Deployments (CodeDeploy for Lambda) are free.",
];
