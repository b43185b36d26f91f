import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ResourceGraph } from "sourdough-local";
import { synthesize } from "sourdough-local/synth";
import { afterEach, expect, test, vi } from "vitest";
import { readGraph } from "./graph.ts";
import { rules } from "./rules.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const root = join(import.meta.dirname, "../..");
const known = new Map<string, ResourceGraph>();
const evaluate = async (stage: string, slice: string): Promise<ResourceGraph> => {
  const before = known.get(`${stage} ${slice}`);
  if (before) return before;
  vi.stubEnv("SERVICE", slice);
  // What `sst secret set` is for: the config makes none up for a stage that people rely on.
  vi.stubEnv("SST_SECRET_StripeSecretKey", "sk_test_contract");
  vi.stubEnv("SST_SECRET_StripeWebhookSecret", "whsec_contract");
  vi.stubEnv("SST_SECRET_StripeReadKey", "rk_test_contract");
  const { graph } = await synthesize({ root, stage });
  known.set(`${stage} ${slice}`, graph);
  return graph;
};
const complaints = (graph: ResourceGraph) => {
  const read = readGraph(graph);
  return Object.entries(rules).flatMap(([name, rule]) => rule(read).map((wrong) => `${name}: ${wrong}`));
};

test("all slices in one app keep the rules", async () => {
  expect(complaints(await evaluate("local", ""))).toEqual([]);
});

test("so they do with FulfilOrder as a state machine", async () => {
  vi.stubEnv("FULFILMENT", "state-machine");
  const { graph } = await synthesize({ root });

  expect(complaints(graph)).toEqual([]);
  expect(graph.resources.filter(({ name }) => name === "FulfilOrder").map(({ type }) => type)).toEqual([
    "aws:sfn/stateMachine:StateMachine",
  ]);
});

test("FulfilOrder has one of two forms", async () => {
  vi.stubEnv("FULFILMENT", "by-hand");

  await expect(synthesize({ root })).rejects.toThrow(
    "FULFILMENT=by-hand is not a form of FulfilOrder. Use durable-function or state-machine.",
  );
});

test.each(["platform", ...readdirSync(join(root, "services")), "web"])(
  "%s is whole without the other slices, and keeps the rules where people rely on it",
  async (slice) => {
    expect(complaints(await evaluate("prod", slice))).toEqual([]);
  },
);

test("payments protects its provider, also from a redrive by hand", async () => {
  const { functions } = readGraph(await evaluate("prod", "payments"));

  const reserved = functions.map(({ handler, values }) => [
    /handlers\/([a-z-]+)/.exec(handler)?.[1],
    values.reservedConcurrentExecutions,
  ]);
  expect(Object.fromEntries(reserved)).toMatchObject({
    "authorize-payment": 6,
    "settle-payment": 6,
    "handle-provider-event": 6,
  });
});

test.each([
  ["prod", "", 'Stage "prod" is deployed slice by slice: set SERVICE'],
  ["staging", "", 'Stage "staging" is deployed slice by slice: set SERVICE'],
  ["ann", "orders", 'Stage "ann" is a personal one and deployed whole: leave SERVICE unset.'],
  ["prod", "ovens", "SERVICE=ovens is not a slice."],
])("refuses to evaluate stage %s with SERVICE=%s", async (stage, slice, said) => {
  await expect(evaluate(stage, slice)).rejects.toThrow(said);
});

const inlinePolicies = (Action: string, Resource: string) => [
  { policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] }) },
];

test.each<[says: string, type: string, name: string, change: Record<string, unknown>]>([
  ["has no versions", "lambda/function:Function", "ChangeOrderStatus", { publish: false }],
  ["has no alias live", "lambda/alias:Alias", "ChangeOrderStatus", { name: "newest" }],
  [
    "invokes a function without its alias live",
    "lambda/eventSourceMapping:EventSourceMapping",
    "SendEmail",
    { functionName: "<SendEmailFunction>" },
  ],
  [
    "invokes a function without its alias live",
    "sfn/stateMachine:StateMachine",
    "RunAudit",
    { definition: '{"States":{"Audit":{"Arguments":{"FunctionName":"<AuditFunction>:$LATEST"}}}}' },
  ],
  ["somebody invoke", "lambda/permission:Permission", "PaymentsApi", { qualifier: undefined }],
  [
    "may invoke a function without",
    "iam/role:Role",
    "RunAudit",
    { inlinePolicies: inlinePolicies("lambda:InvokeFunction", "arn:aws:lambda:a:b:function:c") },
  ],
  ["does not run on arm64", "lambda/function:Function", "ChangeOrderStatus", { architectures: ["x86_64"] }],
  ["does not run on Node 24", "lambda/function:Function", "ChangeOrderStatus", { runtime: "nodejs22.x" }],
  ["is not traced", "lambda/function:Function", "ChangeOrderStatus", { tracingConfig: undefined }],
  ["role may not say so", "iam/role:Role", "ChangeOrderStatus", { inlinePolicies: [] }],
  ["for ever", "cloudwatch/logGroup:LogGroup", "CloseOfDay", { retentionInDays: undefined }],
  ["nothing ends", "cloudwatch/logGroup:LogGroup", "ChangeOrderStatus", { retentionInDays: 0 }],
  ["has no logs", "sfn/stateMachine:StateMachine", "CloseOfDay", { loggingConfiguration: undefined }],
  ["is not traced", "sfn/stateMachine:StateMachine", "CloseOfDay", { tracingConfiguration: undefined }],
  ["is not traced", "apigateway/stage:Stage", "OrdersApi", { xrayTracingEnabled: false }],
  ["has no dead-letter queue", "sqs/queue:Queue", "PlaceOrderQueue", { redrivePolicy: undefined }],
  ["hides a message for 30 s", "sqs/queue:Queue", "PlaceOrderQueue", { visibilityTimeoutSeconds: 30 }],
  ["hides a message for 60 s", "sqs/queue:Queue", "MenuItemsQueue", { visibilityTimeoutSeconds: 60 }],
  ["with deadLetterQueue", "sqs/queue:Queue", "EmailDeadLetterQueue", { messageRetentionSeconds: 3600 }],
  ["with deadLetterQueue", "cloudwatch/metricAlarm:MetricAlarm", "EmailDeadLetterQueue", { dimensions: {} }],
  ["has no consumer", "pipes/pipe:Pipe", "MenuItemsPipe", { source: "elsewhere" }],
  ["cannot report", "pipes/pipe:Pipe", "MenuItemsPipe", { target: "elsewhere" }],
  ["never gives up", "pipes/pipe:Pipe", "OrdersOutboxPipe", { sourceParameters: {} }],
  [
    "a whole batch",
    "lambda/eventSourceMapping:EventSourceMapping",
    "SendEmail",
    { functionResponseTypes: [] },
  ],
  ["no maximum", "lambda/eventSourceMapping:EventSourceMapping", "SendEmail", { scalingConfig: undefined }],
  ["no retry policy", "cloudwatch/eventTarget:EventTarget", "MenuItems", { retryPolicy: undefined }],
  ["no retry policy", "cloudwatch/eventTarget:EventTarget", "MenuItems", { deadLetterConfig: undefined }],
  ["may not send", "sqs/queuePolicy:QueuePolicy", "MenuItemsQueue", { policy: undefined }],
  ["may not send", "sqs/queuePolicy:QueuePolicy", "OrdersRulesDeadLetterQueue", { policy: undefined }],
  ["no retry policy", "scheduler/schedule:Schedule", "CloseOfDaystore1", { target: {} }],
  ["takes part in replays", "cloudwatch/eventRule:EventRule", "MenuItemsRule", { eventPattern: "{}" }],
  [
    "takes part in replays",
    "cloudwatch/eventRule:EventRule",
    "CustomerNotificationsRule",
    { eventPattern: '{"replay-name":[{"exists":false},{"prefix":"SalesProjection-"}]}' },
  ],
  [
    "takes part in replays",
    "cloudwatch/eventRule:EventRule",
    "SalesProjectionRule",
    { eventPattern: '{"replay-name":[{"exists":true}]}' },
  ],
  [
    "to another bus",
    "cloudwatch/eventTarget:EventTarget",
    "MenuItems",
    { arn: "arn:aws:events:a:b:event-bus/c" },
  ],
  ["for ever", "cloudwatch/eventArchive:EventArchive", "BusArchive", { retentionDays: undefined }],
  ["no dead-letter queue", "sns/topicSubscription:TopicSubscription", "Sms", { redrivePolicy: undefined }],
  ["lacks point-in-time", "dynamodb/table:Table", "OrdersTable", { pointInTimeRecovery: { enabled: false } }],
  ["lacks point-in-time", "dynamodb/table:Table", "OrdersTable", { ttl: undefined }],
  ["has no alarm", "cloudwatch/metricAlarm:MetricAlarm", "CloseOfDayFailures", { dimensions: {} }],
  [
    "does not split",
    "lambda/eventSourceMapping",
    "CountDemandMapping",
    { bisectBatchOnFunctionError: false },
  ],
  ["never gives up", "lambda/eventSourceMapping", "CountDemandMapping", { maximumRetryAttempts: -1 }],
  ["gives up into nothing", "lambda/eventSourceMapping", "CountDemandMapping", { destinationConfig: {} }],
  ["more than one batch", "lambda/eventSourceMapping", "CountDemandMapping", { parallelizationFactor: 10 }],
  ["may be late", "cloudwatch/metricAlarm:MetricAlarm", "DemandLate", { metricName: "Errors" }],
  ["is not encrypted", "kinesis/stream:Stream", "ActivityStream", { encryptionType: "NONE" }],
  ["tells nobody", "cloudwatch/metricAlarm:MetricAlarm", "CloseOfDayFailures", { alarmActions: [] }],
  [
    "loses what it fails at",
    "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "FulfilOrder",
    { destinationConfig: undefined },
  ],
  [
    "may become public",
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "MenuFiles",
    { blockPublicAcls: false },
  ],
  ["is not versioned", "s3/bucketVersioning:BucketVersioning", "MenuFiles", { versioningConfiguration: {} }],
  ["without TLS", "s3/bucketPolicy:BucketPolicy", "MenuFiles", { policy: "{}" }],
  ["how it is encrypted", "s3/bucketServerSideEncryptionConfiguration", "MenuFiles", { bucket: "another" }],
  ["for ever", "s3/bucketLifecycleConfiguration", "MenuFiles", { rules: [] }],
  ["may not send", "sqs/queuePolicy:QueuePolicy", "MenuFilesDeadLetterQueue", { policy: undefined }],
  ["may do too much", "iam/role:Role", "ProjectMenu", { inlinePolicies: inlinePolicies("dynamodb:*", "a") }],
  ["may do too much", "iam/role:Role", "ProjectMenu", { inlinePolicies: inlinePolicies("sqs:Send", "*") }],
])("a rule says what %s: %s %s", async (says, type, name, change) => {
  const graph = structuredClone(await evaluate("local", ""));
  const changed = graph.resources.find(
    (one) => one.type.startsWith(`aws:${type}`) && one.name.startsWith(name),
  );
  // `<Name>` is the ARN of that resource.
  const arnOf = (name: string) => String(graph.resources.find((one) => one.name === name)?.outputs.arn);
  const planted = JSON.parse(
    JSON.stringify(change, (_, value: unknown) => value ?? null).replaceAll(/<(\w+)>/g, (_, named) =>
      arnOf(named),
    ),
  ) as Record<string, unknown>;
  Object.assign(changed?.outputs ?? {}, planted);

  expect(complaints(graph).join("\n")).toContain(says);
});
