/** What AWS counts to make a bill. */
export type Unit =
  | "apigateway.requests"
  | "sqs.requests"
  | "sqs.fifoRequests"
  | "sns.requests"
  | "events.events"
  | "events.apiDestinationCalls"
  | "pipes.requests"
  | "states.transitions"
  | "states.expressRequests"
  | "states.expressGbSeconds"
  | "lambda.requests"
  | "lambda.armGbSeconds"
  | "lambda.x86GbSeconds"
  | "dynamodb.writeUnits"
  | "dynamodb.readUnits"
  | "appsync.operations"
  | "logs.gigabytes";

/** List price of a unit, in US dollars for `per` of them. */
export interface Price {
  readonly service: string;
  readonly label: string;
  readonly usd: number;
  readonly per: number;
  readonly source: string;
  readonly note?: string;
}

/** Day of the price lists the table was made from, and the region they are for. */
export const pricesAsOf = "2026-09-19";
export const pricesRegion = "us-east-1";

const million = 1_000_000;

/** First tiers, without the free tier: what one more costs. */
export const prices: Readonly<Record<Unit, Price>> = {
  "apigateway.requests": {
    service: "API Gateway",
    label: "REST requests",
    usd: 3.5,
    per: million,
    source: "https://aws.amazon.com/api-gateway/pricing/",
  },
  "sqs.requests": {
    service: "SQS",
    label: "Standard requests",
    usd: 0.4,
    per: million,
    source: "https://aws.amazon.com/sqs/pricing/",
    note: "A request for each 64 KB sent, and for each receive and delete call.",
  },
  "sqs.fifoRequests": {
    service: "SQS",
    label: "FIFO requests",
    usd: 0.5,
    per: million,
    source: "https://aws.amazon.com/sqs/pricing/",
  },
  "sns.requests": {
    service: "SNS",
    label: "Publishes",
    usd: 0.5,
    per: million,
    source: "https://aws.amazon.com/sns/pricing/",
    note: "For each 64 KB; deliveries to SQS and Lambda are free.",
  },
  "events.events": {
    service: "EventBridge",
    label: "Custom events",
    usd: 1,
    per: million,
    source: "https://aws.amazon.com/eventbridge/pricing/",
    note: "For each 64 KB; delivery to targets of the same account is free.",
  },
  "events.apiDestinationCalls": {
    service: "EventBridge",
    label: "API destination calls",
    usd: 0.2,
    per: million,
    source: "https://aws.amazon.com/eventbridge/pricing/",
  },
  "pipes.requests": {
    service: "EventBridge Pipes",
    label: "Requests after filtering",
    usd: 0.4,
    per: million,
    source: "https://aws.amazon.com/eventbridge/pricing/",
  },
  "states.transitions": {
    service: "Step Functions",
    label: "Standard state transitions",
    usd: 25,
    per: million,
    source: "https://aws.amazon.com/step-functions/pricing/",
  },
  "states.expressRequests": {
    service: "Step Functions",
    label: "Express requests",
    usd: 1,
    per: million,
    source: "https://aws.amazon.com/step-functions/pricing/",
  },
  "states.expressGbSeconds": {
    service: "Step Functions",
    label: "Express GB-seconds",
    usd: 0.00001667,
    per: 1,
    source: "https://aws.amazon.com/step-functions/pricing/",
    note: "In steps of 100 ms and 64 MB.",
  },
  "lambda.requests": {
    service: "Lambda",
    label: "Requests",
    usd: 0.2,
    per: million,
    source: "https://aws.amazon.com/lambda/pricing/",
  },
  "lambda.armGbSeconds": {
    service: "Lambda",
    label: "GB-seconds (arm64)",
    usd: 0.0000133334,
    per: 1,
    source: "https://aws.amazon.com/lambda/pricing/",
  },
  "lambda.x86GbSeconds": {
    service: "Lambda",
    label: "GB-seconds (x86)",
    usd: 0.0000166667,
    per: 1,
    source: "https://aws.amazon.com/lambda/pricing/",
  },
  "dynamodb.writeUnits": {
    service: "DynamoDB",
    label: "On-demand write units",
    usd: 0.625,
    per: million,
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    note: "One for each KB of an item; twice that in a transaction.",
  },
  "dynamodb.readUnits": {
    service: "DynamoDB",
    label: "On-demand read units",
    usd: 0.125,
    per: million,
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    note: "One for each 4 KB, half when eventually consistent, twice in a transaction.",
  },
  "appsync.operations": {
    service: "AppSync Events",
    label: "Operations",
    usd: 1,
    per: million,
    source: "https://aws.amazon.com/appsync/pricing/",
    note: "For each 5 KB published and each broadcast to a subscriber, for each connect and subscribe.",
  },
  "logs.gigabytes": {
    service: "CloudWatch Logs",
    label: "GB taken in",
    usd: 0.5,
    per: 1,
    source: "https://aws.amazon.com/cloudwatch/pricing/",
  },
};

export const usdOf = (unit: Unit, quantity: number): number =>
  (prices[unit].usd / prices[unit].per) * quantity;
