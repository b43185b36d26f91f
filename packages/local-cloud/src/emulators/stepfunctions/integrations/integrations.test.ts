import { afterEach, expect, test } from "vitest";
import { AwsError } from "../../../core/aws-error.ts";
import type { Caller } from "../../../core/cloud.ts";
import { createWorkflows } from "../../../testing/workflows.ts";

let stop = () => {};
afterEach(() => stop());

/** One operation that notes what it got and answers or throws as told. */
const serviceThat = (
  service: string,
  operation: string,
  answer: (input: Record<string, unknown>) => unknown,
) => {
  const calls: { input: Record<string, unknown>; caller: Caller }[] = [];
  const run = (input: Record<string, unknown>, caller: Caller) => {
    calls.push({ input, caller });
    return answer(input);
  };
  const workflows = createWorkflows({ [service]: { [operation]: run } });
  stop = workflows.stop;
  return { ...workflows, calls };
};
const throwing =
  (code: string, message: string, status = 400) =>
  () => {
    throw new AwsError(code, message, { status });
  };
const task = (Resource: string, Arguments?: unknown, more: object = {}) => ({
  Call: { Type: "Task", Resource, ...(Arguments !== undefined && { Arguments }), ...more },
});

test("lambda:invoke hands over the payload as JSON text and parses the answer", async () => {
  const workflows = serviceThat("lambda", "Invoke", () => ({
    StatusCode: 200,
    ExecutedVersion: "$LATEST",
    Payload: '{"b":2}',
  }));
  const { output } = await workflows.run(
    task("arn:aws:states:::lambda:invoke", { FunctionName: "f", Payload: { a: "{% $states.input.a %}" } }),
    { a: 1 },
  );
  expect(output).toEqual({ ExecutedVersion: "$LATEST", Payload: { b: 2 }, StatusCode: 200 });
  expect(workflows.calls[0]!.input).toEqual({
    FunctionName: "f",
    InvocationType: "RequestResponse",
    Payload: '{"a":1}',
  });
});

test("a plain function ARN takes the input and gives the output, with history events of its own", async () => {
  const workflows = serviceThat("lambda", "Invoke", ({ Payload }) => ({
    StatusCode: 200,
    Payload: `[${Payload}]`,
  }));
  const arn = "arn:aws:lambda:eu-west-1:000000000000:function:f";
  const execution = await workflows.run(task(arn), { a: 1 });
  expect(execution.output).toEqual([{ a: 1 }]);
  expect((await workflows.history(execution.arn)).map(({ type }) => type)).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "LambdaFunctionScheduled",
    "LambdaFunctionStarted",
    "LambdaFunctionSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

test.each([
  {
    name: "the error a handler threw",
    answer: () => ({
      StatusCode: 200,
      FunctionError: "Unhandled",
      Payload: '{"errorType":"OutOfStockError","errorMessage":"none left","trace":[]}',
    }),
    error: "OutOfStockError",
    cause: /^\{"errorType":"OutOfStockError","errorMessage":"none left","trace":\[\]\}$/,
  },
  {
    name: "an error without a type",
    answer: () => ({ StatusCode: 200, FunctionError: "Unhandled", Payload: '{"errorMessage":"gone"}' }),
    error: "Lambda.Unknown",
    cause: /did not return an error type\. Returned payload: \{"errorMessage":"gone"\}$/,
  },
  {
    name: "throttling",
    answer: throwing("TooManyRequestsException", "Rate Exceeded.", 429),
    error: "Lambda.TooManyRequestsException",
    cause:
      /^Rate Exceeded\. \(Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: .*; Proxy: null\)$/,
  },
  {
    name: "no permission",
    answer: throwing("AccessDeniedException", "not authorized to perform: lambda:InvokeFunction", 403),
    error: "Lambda.AWSLambdaException",
    cause: /lambda:InvokeFunction/,
  },
])("lambda:invoke fails with $error for $name", async ({ answer, error, cause }) => {
  const workflows = serviceThat("lambda", "Invoke", answer);
  expect(await workflows.run(task("arn:aws:states:::lambda:invoke", { FunctionName: "f" }))).toMatchObject({
    status: "FAILED",
    error,
    cause: expect.stringMatching(cause),
  });
});

test("calls with the machine's role, caused by the state's hop; Credentials name another role", async () => {
  const workflows = serviceThat("sns", "Publish", () => ({ MessageId: "m" }));
  const publish = (more?: object) =>
    task("arn:aws:states:::sns:publish", { TopicArn: "t", Message: { a: 1 } }, more);
  const { arn } = await workflows.run(publish());
  await workflows.run(publish({ Credentials: { RoleArn: "{% 'arn:aws:iam::1:role/other' %}" } }));
  const [own, other] = workflows.calls;
  expect(own!.input).toEqual({ TopicArn: "t", Message: '{"a":1}' });
  expect(own!.caller.principal).toEqual({
    kind: "role",
    arn: expect.stringMatching(/^arn:aws:iam::\d+:role\/Machine/),
  });
  expect(other!.caller.principal).toEqual({ kind: "role", arn: "arn:aws:iam::1:role/other" });
  const [call] = workflows.cloud.journal.hops((hop) => hop.action === "Publish");
  const [state] = workflows.cloud.journal.hops((hop) => hop.action === "EnterState" && hop.resource === arn);
  expect(call!.causes).toEqual([state!.id]);
});

test("events:putEvents writes details as text and adds machine and execution to the resources", async () => {
  const workflows = serviceThat("events", "PutEvents", () => ({
    Entries: [{ EventId: "1" }, { EventId: "2" }],
  }));
  const { arn, output } = await workflows.run(
    task("arn:aws:states:::events:putEvents", {
      Entries: [
        { Source: "s", DetailType: "t", Detail: { n: "{% 1 %}" } },
        { Source: "s", DetailType: "t", Detail: '{"n": 2}', Resources: ["mine"] },
      ],
    }),
  );
  const { stateMachineArn } = await workflows.call("DescribeExecution", { executionArn: arn });
  expect(output).toEqual({ Entries: [{ EventId: "1" }, { EventId: "2" }], FailedEntryCount: 0 });
  expect(workflows.calls[0]!.input).toEqual({
    Entries: [
      { Source: "s", DetailType: "t", Detail: '{"n":1}', Resources: [stateMachineArn, arn] },
      { Source: "s", DetailType: "t", Detail: '{"n": 2}', Resources: ["mine", stateMachineArn, arn] },
    ],
  });
});

test("events:putEvents fails when any entry failed", async () => {
  const answer = {
    Entries: [{ EventId: "1" }, { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." }],
    FailedEntryCount: 1,
  };
  const workflows = serviceThat("events", "PutEvents", () => answer);
  const { error, cause } = await workflows.run(task("arn:aws:states:::events:putEvents", { Entries: [] }));
  expect(error).toBe("EventBridge.FailedEntry");
  expect(JSON.parse(cause!)).toEqual(answer);
});

test("aws-sdk calls the operation as it is and shows dates as ISO 8601", async () => {
  const workflows = serviceThat("dynamodb", "UpdateItem", () => ({
    Attributes: { at: { S: "x" } },
    When: new Date(0),
    $metadata: {},
  }));
  const { output } = await workflows.run(
    task("arn:aws:states:::aws-sdk:dynamodb:updateItem", {
      TableName: "T",
      Key: { pk: { S: "{% $states.input %}" } },
    }),
    "p",
  );
  expect(workflows.calls[0]!.input).toEqual({ TableName: "T", Key: { pk: { S: "p" } } });
  expect(output).toEqual({ Attributes: { at: { S: "x" } }, When: "1970-01-01T00:00:00.000Z" });
});

test.each([
  // Names recorded on AWS in localstack/localstack, tests/aws/services/stepfunctions/v2/error_handling.
  ["aws-sdk:dynamodb:putItem", "ResourceNotFoundException", "DynamoDb.ResourceNotFoundException"],
  ["aws-sdk:dynamodb:putItem", "ValidationException", "DynamoDb.DynamoDbException"],
  ["aws-sdk:dynamodb:putItem", "TransactionCanceledException", "DynamoDb.TransactionCanceledException"],
  ["aws-sdk:dynamodb:putItem", "AccessDeniedException", "DynamoDb.DynamoDbException"],
  ["dynamodb:putItem", "ResourceNotFoundException", "DynamoDB.ResourceNotFoundException"],
  ["dynamodb:putItem", "ValidationException", "DynamoDB.AmazonDynamoDBException"],
  ["dynamodb:putItem", "ConditionalCheckFailedException", "DynamoDB.ConditionalCheckFailedException"],
])("%s: %s is %s", async (resource, code, error) => {
  const workflows = serviceThat("dynamodb", "PutItem", throwing(code, "no"));
  const optimized = !resource.startsWith("aws-sdk");
  expect(await workflows.run(task(`arn:aws:states:::${resource}`, {}))).toMatchObject({
    error,
    cause: expect.stringMatching(
      optimized
        ? new RegExp(`^no \\(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ${code}; Request ID: `)
        : /^no \(Service: DynamoDb, Status Code: 400, Request ID: /,
    ),
  });
});

test("sqs:sendMessage takes JSON as its body", async () => {
  const workflows = serviceThat("sqs", "SendMessage", () => ({ MessageId: "m" }));
  await workflows.run(task("arn:aws:states:::sqs:sendMessage", { QueueUrl: "q", MessageBody: { a: 1 } }));
  expect(workflows.calls[0]!.input).toEqual({ QueueUrl: "q", MessageBody: '{"a":1}' });
});

test("a result over 256 KiB fails the task with States.DataLimitExceeded", async () => {
  const workflows = serviceThat("sqs", "SendMessage", () => ({ MessageId: "x".repeat(300_000) }));
  expect(await workflows.run(task("arn:aws:states:::sqs:sendMessage", {}))).toMatchObject({
    error: "States.DataLimitExceeded",
    cause:
      "The state/task 'sqs' returned a result with a size exceeding the maximum number of bytes service limit.",
  });
});

test("arguments that are no object are a States.Runtime error", async () => {
  const workflows = serviceThat("sqs", "SendMessage", () => ({}));
  expect(await workflows.run(task("arn:aws:states:::sqs:sendMessage", "{% [1] %}"))).toMatchObject({
    error: "States.Runtime",
  });
});
