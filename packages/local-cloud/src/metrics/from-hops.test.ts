import { afterEach, beforeEach, expect, test } from "vitest";
import type { HopDraft, NamedHop } from "../core/journal.ts";
import { createTestCloud, type TestCloud } from "../testing/fake-cloud.ts";

let cloud: TestCloud;
beforeEach(() => {
  cloud = createTestCloud();
});
afterEach(() => cloud.clock.stop());

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:000000000000:${resource}`;
/** What is counted of a hop: `metric dimensions` and the sum, but for times. */
const counted = (draft: HopDraft, result?: { output?: unknown; error?: unknown }) => {
  const hop = cloud.journal.record(draft as NamedHop);
  if (result) cloud.journal.finish(hop, result);
  const minute = cloud.metrics.minute();
  return Object.fromEntries(
    [...cloud.metrics.all()].flatMap((series) => {
      const bucket = series.between(minute - 1, minute + 1);
      const names = Object.entries(series.dimensions).map(([name, value]) => `${name}=${value}`);
      return series.unit === "Milliseconds" || !bucket
        ? []
        : [[[series.namespace, series.metric, ...names].join(" "), bucket.sum]];
    }),
  );
};
const failure = (code: string) => Object.assign(new Error("no"), { code });

test("an invocation of an alias counts for the function and for the alias", () => {
  const run = { service: "lambda", action: "Run", resource: arn("lambda", "function:bake:live") };
  expect(counted(run, { error: failure("Error") })).toMatchObject({
    "AWS/Lambda Errors FunctionName=bake": 1,
    "AWS/Lambda Errors FunctionName=bake Resource=bake:live": 1,
    "AWS/Lambda Invocations FunctionName=bake": 1,
    "AWS/Lambda ConcurrentExecutions FunctionName=bake": 1,
    "AWS/Lambda Errors": 1,
  });
});

test.each<[string, HopDraft, { output?: unknown; error?: unknown } | undefined, Record<string, number>]>([
  [
    "a throttled invocation",
    { service: "lambda", action: "Throttle", resource: arn("lambda", "function:bake") },
    undefined,
    { "AWS/Lambda Throttles FunctionName=bake": 1 },
  ],
  [
    "a mail to two, of whom the mailbox simulator says that one bounced",
    {
      service: "ses",
      action: "SendEmail",
      resource: "*",
      input: { Destination: { ToAddresses: ["Ann <ann@example.com>", "bounce+1@simulator.amazonses.com"] } },
    },
    {},
    {
      "AWS/SES Send": 2,
      "AWS/SES Delivery": 1,
      "AWS/SES Bounce": 1,
      "AWS/SES Reputation.BounceRate": 0.5,
      "AWS/SES Reputation.ComplaintRate": 0,
    },
  ],
  [
    "a mail that a reader of the mailbox simulator complains about",
    {
      service: "ses",
      action: "SendEmail",
      resource: "*",
      input: { Destination: { CcAddresses: ["complaint@simulator.amazonses.com"] } },
    },
    {},
    {
      "AWS/SES Send": 1,
      "AWS/SES Delivery": 1,
      "AWS/SES Complaint": 1,
      "AWS/SES Reputation.BounceRate": 0,
      "AWS/SES Reputation.ComplaintRate": 1,
    },
  ],
  [
    "a mail that SES does not take",
    { service: "ses", action: "SendEmail", resource: "*", input: {} },
    { error: failure("MessageRejected") },
    {},
  ],
  [
    "a durable execution that failed, by its function",
    {
      service: "lambda",
      action: "EndDurableExecution",
      resource: arn("lambda", "function:bake:$LATEST/durable-execution/one/two"),
      input: { status: "FAILED" },
    },
    undefined,
    { "AWS/Lambda DurableExecutionFailed FunctionName=bake": 1 },
  ],
  [
    "a rule of a custom bus, with its bus",
    { service: "events", action: "Deliver", resource: "x", source: arn("events", "rule/bakery/orders") },
    {},
    { "AWS/Events Invocations EventBusName=bakery RuleName=orders": 1 },
  ],
  [
    "a rule of the default bus, without",
    { service: "events", action: "Deliver", resource: "x", source: arn("events", "rule/orders"), attempt: 2 },
    {},
    { "AWS/Events RetryInvocationAttempts RuleName=orders": 1 },
  ],
  [
    "a pipe that failed in part",
    { service: "pipes", action: "HandleBatch", resource: arn("pipes", "pipe/relay"), input: [1, 2, 3] },
    { output: { failed: [1] } },
    {
      "AWS/EventBridge/Pipes ExecutionPartiallyFailed PipeName=relay": 1,
      "AWS/EventBridge/Pipes ExecutionFailed PipeName=relay": 0,
      "AWS/EventBridge/Pipes EventCount PipeName=relay": 3,
    },
  ],
  [
    "an execution that timed out",
    {
      service: "states",
      action: "EndExecution",
      resource: "x",
      source: arn("states", "stateMachine:fulfil"),
      input: { status: "TIMED_OUT" },
    },
    undefined,
    { [`AWS/States ExecutionsTimedOut StateMachineArn=${arn("states", "stateMachine:fulfil")}`]: 1 },
  ],
  [
    "an execution of an alias that failed, also by its version and by the alias",
    {
      service: "states",
      action: "EndExecution",
      resource: "x",
      source: arn("states", "stateMachine:fulfil"),
      as: { qualifier: "live", version: "2" },
      input: { status: "FAILED" },
    },
    undefined,
    {
      [`AWS/States ExecutionsFailed StateMachineArn=${arn("states", "stateMachine:fulfil")}`]: 1,
      [`AWS/States ExecutionsFailed StateMachineArn=${arn("states", "stateMachine:fulfil")} Version=2`]: 1,
      [`AWS/States ExecutionsFailed StateMachineArn=${arn("states", "stateMachine:fulfil")} Alias=live`]: 1,
    },
  ],
  [
    "a request that failed, by its API and stage and not by its path",
    { service: "execute-api", action: "GET", resource: arn("execute-api", "abc/live/GET/orders/ord-1") },
    { output: { status: 502 } },
    { "AWS/ApiGateway 5XXError ApiName=abc": 1, "AWS/ApiGateway 5XXError ApiName=abc Stage=live": 1 },
  ],
  [
    "a condition that did not hold",
    { service: "dynamodb", action: "PutItem", resource: "orders" },
    { error: failure("ConditionalCheckFailedException") },
    { "AWS/DynamoDB ConditionalCheckFailedRequests TableName=orders": 1 },
  ],
  [
    "an item that DynamoDB refuses",
    { service: "dynamodb", action: "PutItem", resource: "orders" },
    { error: failure("ValidationException") },
    { "AWS/DynamoDB UserErrors": 1 },
  ],
  [
    "an event that could not be published",
    {
      service: "appsync",
      action: "Publish",
      resource: arn("appsync", "apis/abc/channelNamespace/orders/c-1/ord-1"),
    },
    { error: failure("InternalFailure") },
    {
      "AWS/AppSync 5XXError EventAPIId=abc": 1,
      "AWS/AppSync PublishDataMessageServerError EventAPIId=abc ChannelNamespaceName=orders": 1,
    },
  ],
  [
    "records that a stream had no room for",
    { service: "kinesis", action: "PutRecords", resource: "activity", input: { Records: [1, 2, 3] } },
    { output: { FailedRecordCount: 2 } },
    {
      "AWS/Kinesis WriteProvisionedThroughputExceeded StreamName=activity": 2,
      "AWS/Kinesis IncomingRecords StreamName=activity": 1,
    },
  ],
  [
    "a schedule whose target refused",
    { service: "scheduler", action: "Invoke", resource: arn("scheduler", "schedule/nightly/close") },
    { error: failure("ThrottlingException") },
    {
      "AWS/Scheduler TargetErrorCount ScheduleGroup=nightly": 1,
      "AWS/Scheduler TargetErrorThrottledCount ScheduleGroup=nightly": 1,
    },
  ],
  [
    "messages that a consumer took",
    { service: "sqs", action: "Receive", resource: arn("sqs", "mail"), output: [1, 2] },
    undefined,
    { "AWS/SQS NumberOfMessagesReceived QueueName=mail": 2 },
  ],
  [
    "a message of a topic",
    { service: "sns", action: "Publish", resource: arn("sns", "news"), input: { Message: "bread" } },
    { output: {} },
    { "AWS/SNS NumberOfMessagesPublished TopicName=news": 1, "AWS/SNS PublishSize TopicName=news": 5 },
  ],
])("counts %s", (_, draft, result, metrics) => {
  expect(counted(draft, result)).toMatchObject(metrics);
});

test("takes in metrics of a log, and says what is wrong with one", () => {
  const line = (more: object) =>
    JSON.stringify({
      _aws: {
        Timestamp: cloud.clock.now(),
        CloudWatchMetrics: [
          { Namespace: "Bakery", Dimensions: [["Store"], []], Metrics: [{ Name: "Loaves", Unit: "Count" }] },
        ],
      },
      ...more,
    });
  const log = {
    service: "lambda",
    action: "Log",
    resource: "/aws/lambda/bake",
    output: [
      "START",
      line({ Store: "1", Loaves: 2 }),
      `2026-11-29T12:00:00.000Z\tid\tINFO\t${line({ Store: "1", Loaves: [2, 1] })}`,
      line({ Loaves: 1 }),
      line({ Store: "1", Loaves: "many" }),
      '{"CloudWatchMetrics"',
    ],
  };
  expect(counted(log)).toMatchObject({ "Bakery Loaves Store=1": 5, "Bakery Loaves": 5 });
  expect(cloud.warnings.map((warning) => warning.slice(0, 90))).toEqual([
    expect.stringContaining("Store: Invalid input"),
    expect.stringContaining("Loaves: Invalid input"),
    expect.stringContaining("CloudWatch does not take"),
  ]);
});
