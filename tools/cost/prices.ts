import { services } from "sourdough-local/models";

/** Dollars of a unit in a region, and where that stands. */
export interface UnitPrice {
  readonly usd: number;
  readonly source: string;
  /** The price is that of us-east-1: nobody has looked it up for this region. */
  readonly assumed?: boolean;
}

const offer = (service: string, published: string) =>
  `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/${service}/current/eu-west-1/index.json, published ${published}`;
const lambda = offer("AWSLambda", "2026-10-01");
const dynamodb = offer("AmazonDynamoDB", "2026-09-11");
const cloudwatch = offer("AmazonCloudWatch", "2026-09-22");
const s3 = offer("AmazonS3", "2026-09-28");

/** Of eu-west-1, by service and unit as the local cloud names them; all others are assumed to be as in us-east-1. */
const ireland: Readonly<Record<string, UnitPrice>> = {
  "DynamoDB On-demand write units": { usd: 0.705e-6, source: dynamodb },
  "DynamoDB On-demand read units": { usd: 0.1415e-6, source: dynamodb },
  "Lambda Requests": { usd: 0.2e-6, source: lambda },
  "Lambda GB-seconds (arm64)": { usd: 0.0000133334, source: lambda },
  "Lambda GB-seconds (x86)": { usd: 0.0000166667, source: lambda },
  "SQS Standard requests": { usd: 0.4e-6, source: offer("AWSQueueService", "2026-09-11") },
  "SQS FIFO requests": { usd: 0.5e-6, source: offer("AWSQueueService", "2026-09-11") },
  "API Gateway REST requests": { usd: 3.5e-6, source: offer("AmazonApiGateway", "2026-09-21") },
  "CloudWatch Logs GB taken in": { usd: 0.57, source: cloudwatch },
  "SNS Publishes": { usd: 0.5e-6, source: offer("AmazonSNS", "2026-09-15") },
  "Step Functions Standard state transitions": { usd: 25e-6, source: offer("AmazonStates", "2026-09-11") },
  "S3 PUT, COPY, POST, LIST requests": { usd: 5e-6, source: s3 },
  "S3 GET and all other requests": { usd: 0.4e-6, source: s3 },
};
const own: Readonly<Record<string, Readonly<Record<string, UnitPrice>>>> = {
  "us-east-1": {},
  "eu-west-1": ireland,
};

/** Throws for a region whose prices nobody has looked up. */
export const pricesOf = (region: string): ReadonlyMap<string, UnitPrice> => {
  const regional = own[region];
  if (!regional)
    throw new Error(
      `There are no prices of ${region} here, and another region's may be a fifth off. Use --region ${Object.keys(own).join(" or ")}, or add it to tools/cost/prices.ts with its sources.`,
    );
  const listed = services.all.flatMap(({ prices = [] }) => prices);
  return new Map(
    listed.map(({ service, label, usd, per, source }) => {
      const unit = `${service} ${label}`;
      const known = regional[unit] ?? {
        usd: usd / per,
        source,
        ...(region !== "us-east-1" && { assumed: true }),
      };
      return [unit, known];
    }),
  );
};

const waf = "https://c3x.dev/blog/aws-waf-cost-explained/, read 2026-11-29";
const alarms = "https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm, read 2026-11-29";

/** Of us-east-1, by several readers of the price list, read 2026-11-30. */
const provisioned = "https://aws.amazon.com/lambda/pricing/, us-east-1, quoted by others, read 2026-11-30";

/** What is there costs by the month, or the hour, whether there are orders or not. Both regions have these. */
export const standing = {
  alarmMetric: { usd: 0.1, source: cloudwatch },
  compositeAlarm: { usd: 0.5, source: alarms },
  anomalyModel: { usd: 0.3, source: alarms },
  dashboard: {
    usd: 3,
    source:
      "https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/, of 2026-06-13",
  },
  customMetric: { usd: 0.3, source: cloudwatch },
  key: { usd: 1, source: "https://aws.amazon.com/kms/pricing/, read 2026-11-29" },
  secret: { usd: 0.4, source: offer("AWSSecretsManager", "2026-09-11") },
  webAcl: { usd: 5, source: waf },
  webAclRule: { usd: 1, source: waf },
  webAclRequest: { usd: 0.6e-6, source: waf },
  /** Of a GB-second that is kept ready, and of one that runs there, both on arm64. */
  readySecond: { usd: 0.0000033334, source: provisioned, assumed: true },
  runningReadySecond: { usd: 0.0000077778, source: provisioned, assumed: true },
  pollerHour: { usd: 0.00925, source: provisioned, assumed: true },
  /** Of queues: each of 10,000 calls of a key. */
  keyRequest: { usd: 3e-6, source: "https://aws.amazon.com/kms/pricing/, read 2026-11-29" },
  logStorage: { usd: 0.03, source: cloudwatch },
  tableStorage: { usd: 0.283 + 0.22, source: `${dynamodb}; with point-in-time recovery` },
} as const satisfies Record<string, UnitPrice>;
