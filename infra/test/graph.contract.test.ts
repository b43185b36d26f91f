import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceGraph } from "sourdough-local";
import { synthesize } from "sourdough-local/synth";
import { afterEach, expect, test, vi } from "vitest";
import { alarmRules, metricsOf } from "./alarm-rules.ts";
import { readGraph } from "./graph.ts";
import { machineRules } from "./machine-rules.ts";
import { rules } from "./rules.ts";
import { waits } from "./waits.ts";

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
  vi.stubEnv("SST_SECRET_SyntheticPassword", "contract1");
  const { graph } = await synthesize({ root, stage });
  known.set(`${stage} ${slice}`, graph);
  return graph;
};
const complaints = (graph: ResourceGraph) => {
  const read = readGraph(graph);
  return Object.entries({ ...rules, ...machineRules, ...waits, ...alarmRules }).flatMap(([name, rule]) =>
    rule(read).map((wrong) => `${name}: ${wrong}`),
  );
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

test("a layer with a tracer is one setting away, for every function; the local cloud says that it runs none", async () => {
  const { functions } = readGraph(await evaluate("local", ""));
  vi.stubEnv("OTEL_LAYER", "arn:aws:lambda:eu-west-1:123456789012:layer:tracer:1");
  const refused: Error = await synthesize({ root }).catch((error) => error);

  expect(functions.length).toBeGreaterThan(10);
  expect(refused.message.match(/: layers do not run locally/g)).toHaveLength(functions.length);
});

test.each(["platform", ...readdirSync(join(root, "services")), "web"])(
  "%s is whole without the other slices, and keeps the rules where people rely on it",
  async (slice) => {
    expect(complaints(await evaluate("prod", slice))).toEqual([]);
  },
);

test("a key of the account's own is for all that holds data, and a firewall for all APIs", async () => {
  vi.stubEnv("DATA_KEY", "own");
  vi.stubEnv("FIREWALL", "on");
  const { graph } = await synthesize({ root });
  const { all } = readGraph(graph);
  const [key] = all("aws:kms/key:Key");
  const encrypted = (type: string, of: (values: Record<string, unknown>) => unknown) =>
    all(type)
      .filter(({ values }) => of(values) !== key?.arn)
      .map(({ name }) => name);

  expect(complaints(graph)).toEqual([]);
  expect(encrypted("aws:sqs/queue:Queue", ({ kmsMasterKeyId }) => kmsMasterKeyId)).toEqual([]);
  expect(encrypted("aws:sns/topic:Topic", ({ kmsMasterKeyId }) => kmsMasterKeyId)).toEqual([]);
  expect(encrypted("aws:kinesis/stream:Stream", ({ kmsKeyId }) => kmsKeyId)).toEqual([]);
  expect(
    encrypted(
      "aws:dynamodb/table:Table",
      ({ serverSideEncryption }) => (serverSideEncryption as { kmsKeyArn?: string } | undefined)?.kmsKeyArn,
    ),
  ).toEqual([]);
  expect(
    JSON.stringify(
      all("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
    ),
  ).toContain(key?.arn);
  expect(
    all("aws:wafv2/webAclAssociation:WebAclAssociation")
      .map(({ values }) => values.resourceArn)
      .sort(),
  ).toEqual(
    all("aws:apigateway/stage:Stage")
      .map(({ arn }) => arn)
      .sort(),
  );
});

test.each([
  ["DATA_KEY", "mine", "DATA_KEY=mine is nobody's key. Use aws"],
  ["FIREWALL", "maybe", "FIREWALL=maybe is neither on nor off."],
])("refuses %s=%s", async (name, value, said) => {
  vi.stubEnv(name, value);

  await expect(synthesize({ root })).rejects.toThrow(said);
});

test("payments protects its provider, also from a redrive by hand", async () => {
  const { functions } = readGraph(await evaluate("prod", "payments"));

  const reserved = functions.map(({ handler, values }) => [
    /handlers\/([a-z-]+)/.exec(handler)?.[1],
    values.reservedConcurrentExecutions,
  ]);
  expect(Object.fromEntries(reserved)).toMatchObject({
    "authorize-payment": 8,
    "settle-payment": 8,
    "handle-provider-event": 8,
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

test("a personal stage has no alarms, which cost, and prod has them", async () => {
  const alarms = async (stage: string, slice: string) => readGraph(await evaluate(stage, slice)).alarms;

  expect(await alarms("ann", "")).toEqual([]);
  expect(await alarms("prod", "orders")).not.toEqual([]);
});

test("the alarms are as many as docs/decisions/alarms.md says, which is what they cost", async () => {
  const { alarms } = readGraph(await evaluate("local", ""));
  const text = readFileSync(join(root, "docs/decisions/alarms.md"), "utf8");

  expect(text).toContain(`${alarms.length} alarms over ${alarms.flatMap(metricsOf).length} metrics`);
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
  [
    "does not split",
    "lambda/eventSourceMapping",
    "CountDemandMapping",
    { bisectBatchOnFunctionError: false },
  ],
  ["never gives up", "lambda/eventSourceMapping", "CountDemandMapping", { maximumRetryAttempts: -1 }],
  ["gives up into nothing", "lambda/eventSourceMapping", "CountDemandMapping", { destinationConfig: {} }],
  ["more than one batch", "lambda/eventSourceMapping", "CountDemandMapping", { parallelizationFactor: 10 }],
  ["is not encrypted", "kinesis/stream:Stream", "ActivityStream", { encryptionType: "NONE" }],
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
  ["of a function that has 6", "lambda/function", "AuthorizePayment", { reservedConcurrentExecutions: 6 }],
  [
    "for ChangeOrder, which may take 29 s",
    "sfn/stateMachine",
    "ChangeOrder",
    { definition: '{"TimeoutSeconds":29}' },
  ],
  [
    "for ReceiveProviderEvent, which may take 30 s",
    "lambda/function",
    "ReceiveProviderEvent",
    { timeout: 30 },
  ],
  [
    "waits 20 s for an API",
    "pulumi-nodejs:dynamic",
    "WebRoute/api/stores",
    { entries: { metadata: '{"host":"a.execute-api.eu-west-1.amazonaws.com"}' } },
  ],
  ["waits 25 s for ChangeOrderStatus", "lambda/function", "ChangeOrderStatus", { timeout: 25 }],
  ["MarkUnpaid ends after 120 s", "lambda/function", "ChangeOrderStatus", { timeout: 20 }],
  ["may take 301 s", "sfn/stateMachine", "MarkUnpaid", { definition: '{"TimeoutSeconds":301}' }],
  ["takes events of any depth", "cloudwatch/eventRule", "MenuItems", { eventPattern: '{"source":["a"]}' }],
  ["without TLS", "sqs/queuePolicy:QueuePolicy", "PlaceOrderQueue", { policy: "{}" }],
  ["without TLS", "sqs/queuePolicy:QueuePolicy", "OrdersOutboxDeadLetterQueue", { policy: undefined }],
  ["without TLS", "sns/topicPolicy:TopicPolicy", "AlarmsTopic", { policy: "{}" }],
  ["without TLS", "dynamodb/resourcePolicy:ResourcePolicy", "OrdersTable", { policy: "{}" }],
  ["may do too much", "iam/role:Role", "ProjectMenu", { inlinePolicies: inlinePolicies("dynamodb:*", "a") }],
  ["may do too much", "iam/role:Role", "ProjectMenu", { inlinePolicies: inlinePolicies("sqs:Send", "*") }],
])("a rule says what %s: %s %s", async (says, type, name, change) => {
  const graph = structuredClone(await evaluate("local", ""));
  const changed = graph.resources.find(
    (one) => [`aws:${type}`, type].some((kind) => one.type.startsWith(kind)) && one.name.startsWith(name),
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

test("a rule says which API has no firewall on prod", async () => {
  const graph = structuredClone(await evaluate("prod", "audit"));
  const association = graph.resources.find(
    ({ type }) => type === "aws:wafv2/webAclAssociation:WebAclAssociation",
  );
  Object.assign(association?.outputs ?? {}, { resourceArn: "another" });

  expect(complaints(graph).join("\n")).toContain("has no firewall");
});

const withoutAlarm = { metricName: "Elsewhere", metricQueries: undefined };
const mathOf = (metrics: object[], expression: string) => ({
  metricQueries: [
    { id: "watched", expression, returnData: true },
    ...metrics.map((metric, index) => ({ id: `m${index + 1}`, metric })),
  ],
});
const drawing = (row: string[]) => ({
  dashboardBody: JSON.stringify({ widgets: [{ type: "metric", properties: { metrics: [row] } }] }),
});
const errors = {
  namespace: "AWS/Lambda",
  metricName: "Errors",
  dimensions: { FunctionName: "a" },
  period: 60,
};

test.each<[says: string, alarm: string, change: Record<string, unknown>]>([
  ["ChangeOrderStatus has no alarm of Errors", "ChangeOrderStatus-function-errors", withoutAlarm],
  ["ChangeOrderStatus has no alarm of Throttles", "ChangeOrderStatus-function-throttles", withoutAlarm],
  ["ChangeOrderStatus has no alarm of Duration", "ChangeOrderStatus-function-duration", withoutAlarm],
  ["FulfilOrder has no alarm of AsyncEventsDropped", "FulfilOrder-async-events-dropped", withoutAlarm],
  ["has no alarm of DurableExecutionTimedOut", "FulfilOrder-durable-execution-failed", withoutAlarm],
  ["CountDemand has no alarm of IteratorAge", "CountDemand-iterator-age", withoutAlarm],
  ["EmailDeadLetterQueue has no alarm of Approximate", "EmailDeadLetterQueue-dead-letters", withoutAlarm],
  ["PlaceOrderQueue has no alarm of ApproximateAge", "PlaceOrderQueue-queue-age", withoutAlarm],
  ["MenuItemsRule has no alarm of FailedInvocations", "MenuItems-rule-failed", withoutAlarm],
  ["MenuItemsPipe has no alarm of ExecutionTimeout", "MenuItemsPipe-pipe-failed", withoutAlarm],
  ["MenuItemsPipe has no alarm of ExecutionThrottled", "MenuItemsPipe-pipe-throttled", withoutAlarm],
  ["CloseOfDay has no alarm of ExecutionsFailed", "CloseOfDay-workflow-failed", withoutAlarm],
  ["ProjectMenu has no alarm of ExecutionsFailed", "ProjectMenu-workflow-retried", withoutAlarm],
  ["CloseOfDay has no alarm of ExecutionsTimedOut", "CloseOfDay-workflow-timed-out", withoutAlarm],
  ["CloseOfDay has no alarm of ExecutionThrottled", "CloseOfDay-workflow-throttled", withoutAlarm],
  ["has no alarm of 5XXError", "OrdersApi-api-errors", withoutAlarm],
  ["has no alarm of Latency", "OrdersApi-api-latency", withoutAlarm],
  ["Realtime has no alarm of 5XXError", "Realtime-realtime-errors", withoutAlarm],
  ["has no alarm of WriteProvisioned", "ActivityStream-stream-refused", withoutAlarm],
  ["has no alarm of InvocationDroppedCount", "ClosingSchedules-schedule-dropped", withoutAlarm],
  ["has no alarm of NumberOfNotifications", "CustomerNotificationsTopic-topic-failed", withoutAlarm],
  ["OrdersTable has no alarm of WriteThrottleEvents", "OrdersTable-table-throttled", withoutAlarm],
  ["OrdersTable has no alarm of SystemErrors", "OrdersTable-table-errors", withoutAlarm],
  ["tells nobody", "CloseOfDay-workflow-failed", { alarmActions: [] }],
  ["has no runbook", "CloseOfDay-workflow-failed", { alarmDescription: "CloseOfDay failed." }],
  [
    "a runbook that is not there",
    "CloseOfDay-workflow-failed",
    { alarmDescription: "CloseOfDay failed. https://example.com/docs/runbooks/pray.md" },
  ],
  ["which AWS/States has not", "CloseOfDay-workflow-failed", { metricName: "ExecutionsFailing" }],
  ["which is not in", "CloseOfDay-workflow-failed", { namespace: "AWS/StepFunctions" }],
  ["which ExecutionsFailed has not", "CloseOfDay-workflow-failed", { dimensions: { Name: "CloseOfDay" } }],
  ["which nobody counts", "Audit-audit-differences", { metricName: "AuditsLost" }],
  ["no function has that name", "Audit-audit-differences", { dimensions: { service: "Auditor" } }],
  ["another stage", "Audit-audit-differences", { namespace: "Sourdough/prod" }],
  ["has no threshold", "CloseOfDay-workflow-failed", { threshold: Number.NaN }],
  ["goes off when nothing happens", "CloseOfDay-workflow-failed", { treatMissingData: "breaching" }],
  ["more datapoints than it looks at", "CloseOfDay-workflow-failed", { datapointsToAlarm: 2 }],
  ["which it does not define", "MenuItems-rule-failed", mathOf([errors], "SUM([m1, m2])")],
  ["does not say which", "MenuItems-rule-failed", { metricQueries: [{ id: "m1", metric: errors }] }],
  ["more than 10 metrics", "MenuItems-rule-failed", mathOf(Array(11).fill(errors), "m1")],
  ["is cut off before", "ChangeOrderStatus-function-duration", { threshold: 10_000 }],
  ["tells nobody", "OrderAnswers-slo-burn-fast", { alarmActions: [] }],
  ["asks for another, which is not there", "OrderAnswers-slo-burn-fast", { alarmRule: 'ALARM("another")' }],
  ["has no runbook", "OrderAnswers-slo-burn-slow", { alarmDescription: "Orders are late." }],
  [
    "which nobody counts",
    "journey-dashboard",
    drawing(["Sourdough/local", "OrdersBaked", "service", "PlaceOrder"]),
  ],
  [
    "which MatchedEvents has not",
    "journey-dashboard",
    drawing(["AWS/Events", "MatchedEvents", "Rule", "MenuItems"]),
  ],
  [
    "which is not there",
    "journey-dashboard",
    drawing(["AWS/Events", "MatchedEvents", "RuleName", "MenuItem"]),
  ],
  ["while a message is tried again", "PlaceOrderQueue-queue-age", { threshold: 60 }],
])("a rule says what %s: alarm %s", async (says, name, change) => {
  const graph = structuredClone(await evaluate("local", ""));
  const changed = graph.resources.find((one) => one.name === name);
  Object.assign(changed?.outputs ?? {}, change);

  expect(complaints(graph).join("\n")).toContain(says);
});

test("a rule says when a limit comes before its alarm", async () => {
  const graph = structuredClone(await evaluate("prod", "payments"));
  const changed = graph.resources.find(({ name }) => name === "AuthorizePayment-function-concurrency");
  Object.assign(changed?.outputs ?? {}, { threshold: 8 });

  expect(complaints(graph).join("\n")).toContain("is throttled before its alarm");
});

test.each([
  ["aws:budgets/budget:Budget", { notifications: [] }],
  ["aws:costexplorer/anomalySubscription:AnomalySubscription", { subscribers: [] }],
])("a rule says when nobody hears of costs: %s", async (type, change) => {
  const graph = structuredClone(await evaluate("prod", "platform"));
  const changed = graph.resources.find((one) => one.type === type);
  Object.assign(changed?.outputs ?? {}, change);

  expect(complaints(graph)).toEqual([
    `costs are watched where people rely on the system: nobody hears of costs: there is no ${type} that tells AlarmsTopic, see infra/budget.ts.`,
  ]);
});
