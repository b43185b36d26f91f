import { expect, test } from "vitest";
import { complaints, evaluate, plant } from "./evaluate.ts";

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
  const graph = await evaluate("local", "");
  // `<Name>` is the ARN of that resource.
  const arnOf = (name: string) => String(graph.resources.find((one) => one.name === name)?.outputs.arn);
  const mistake = JSON.parse(
    JSON.stringify(change, (_, value: unknown) => value ?? null).replaceAll(/<(\w+)>/g, (_, named) =>
      arnOf(named),
    ),
  ) as Record<string, unknown>;
  const planted = plant(
    graph,
    (one) => [`aws:${type}`, type].some((kind) => one.type.startsWith(kind)) && one.name.startsWith(name),
    mistake,
  );

  expect(complaints(planted).join("\n")).toContain(says);
});

test("a rule says which API has no firewall on prod", async () => {
  const planted = plant(
    await evaluate("prod", "audit"),
    ({ type }) => type === "aws:wafv2/webAclAssociation:WebAclAssociation",
    { resourceArn: "another" },
  );

  expect(complaints(planted).join("\n")).toContain("has no firewall");
});
