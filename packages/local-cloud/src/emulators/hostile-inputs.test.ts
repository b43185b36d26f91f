import { Agent, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Emulator } from "../core/cloud.ts";
import { createSts } from "../iam/index.ts";
import { startTestGateway } from "../testing/fake-cloud.ts";
import { createMailbox } from "../third-parties/mailbox/index.ts";
import { createCloudWatchEmulator } from "./cloudwatch/emulator.ts";
import { createCodeDeployEmulator } from "./codedeploy/emulator.ts";
import { createCognitoEmulator } from "./cognito/emulator.ts";
import { createEventBridgeEmulator } from "./eventbridge/emulator.ts";
import { createKinesisEmulator } from "./kinesis/emulator.ts";
import { createLogsEmulator } from "./logs/emulator.ts";
import { createPipesEmulator } from "./pipes/emulator.ts";
import { createSchedulerEmulator } from "./scheduler/emulator.ts";
import { createSecretsManagerEmulator } from "./secretsmanager/emulator.ts";
import { createSesEmulator } from "./ses/emulator.ts";
import { createSnsEmulator } from "./sns/emulator.ts";
import { createSqsEmulator } from "./sqs/emulator.ts";
import { createSsmEmulator } from "./ssm/emulator.ts";
import { createStepFunctionsEmulator } from "./stepfunctions/emulator.ts";

const world = await startTestGateway();
const { cloud } = world;
cloud.offer("mailbox", createMailbox(cloud));
const emulators: Emulator[] = [
  createCloudWatchEmulator,
  createCodeDeployEmulator,
  createCognitoEmulator,
  createEventBridgeEmulator,
  createKinesisEmulator,
  createLogsEmulator,
  createPipesEmulator,
  createSchedulerEmulator,
  createSecretsManagerEmulator,
  createSesEmulator,
  createSnsEmulator,
  createSqsEmulator,
  createSsmEmulator,
  createStepFunctionsEmulator,
  createSts,
].map((create) => create(cloud));
beforeAll(() => {
  for (const emulator of emulators) cloud.add(emulator);
});
afterAll(async () => {
  for (const emulator of emulators) await emulator.stop?.();
  await world.stop();
});

/** Members that inputs of these services have, whatever they are about. */
const members =
  `AccessToken AllowedPattern AuthFlow AuthParameters ClientId ClientMetadata ClientRequestToken Content DataType
  Destination Detail Entries EventBusName EventPattern Event Filter FromEmailAddress GroupName KmsKeyId Limit Limit
  MaxResults Name Names NextToken Overwrite PaginationToken Password Path Precedence Recursive RefreshToken SecretBinary
  SecretId SecretString Session Tags Targets TemporaryPassword Tier Token Type UserAttributes UserPoolId Username Value
  VersionId VersionStage WithDecryption cause error executionArn input maxResults name nextToken output
  ScheduleExpression ScheduleExpressionTimezone FlexibleTimeWindow Target StartDate EndDate ClientToken ResourceArn
  stateMachineArn taskToken traceHeader roleArn definition reverseOrder statusFilter
  AlarmNames AlarmRule Dimensions EvaluationPeriods MetricData MetricDataQueries MetricName Namespace Period
  StateReason StateValue Statistic Threshold applicationName deploymentConfigName deploymentGroupName deploymentId
  revision Data ExclusiveStartStreamName PartitionKey Records ShardCount ShardId ShardIterator ShardIteratorType
  StreamARN StreamName endTime filterPattern interleaved limit logGroupName logGroupNames logStreamName queryId
  queryString startTime AttributeName Attributes DelaySeconds MaxNumberOfMessages MessageAttributes MessageBody
  QueueName QueueUrl ReceiptHandle VisibilityTimeout WaitTimeSeconds Endpoint Protocol Subject Message TopicArn`.split(
    /\s+/,
  );
const values: unknown[] = [
  null,
  7,
  -1,
  1e21,
  true,
  "",
  "x",
  "constructor",
  '__proto__ = "x"',
  'constructor = "x"',
  "(a+)+$",
  "[",
  "arn:aws:states:::",
  "\u0000\ud800",
  "a".repeat(3000),
  [],
  {},
  [null],
  [[]],
  [{}],
  { toString: null },
  { Simple: { toString: null } },
  [{ Name: { toString: null } }],
  { ToAddresses: [{ toString: null }] },
  "%%%",
];

const agent = new Agent({ keepAlive: true });
afterAll(() => agent.destroy());

const post = (service: string, operation: string, body: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "content-length": Buffer.byteLength(body),
      "x-amz-target": `Service.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/${service}/aws4_request, Signature=0`,
    };
    // With `fetch`, so many requests take the processor half as long again.
    request(world.gateway.endpoint, { agent, method: "POST", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.once("error", reject);
    })
      .once("error", reject)
      .end(body);
  });

const operations = emulators.flatMap(({ service, operations }) =>
  Object.keys(operations).map((operation): [string, string] => [service, operation]),
);

test.each(operations)(
  "%s %s answers anything for any member with a status below 500",
  async (service, operation) => {
    const failures: unknown[] = [];
    const started = performance.now();
    // One member after the other, beside others of all kinds.
    const bodies = members.flatMap((member, row) =>
      [0, 11].map((shift) => ({
        [members[(row * 7 + shift) % members.length]!]: values[(row + 2 * shift) % values.length],
        [members[(row * 3 + shift) % members.length]!]: "x",
        [member]: values[(row + shift) % values.length],
      })),
    );
    await Promise.all(
      [
        ...bodies.map((body) => JSON.stringify(body)),
        "[]",
        "null",
        "{",
        '"x"',
        `{"Name":${"[".repeat(50_000)}`,
      ].map(async (body) => {
        const { status, text } = await post(service, operation, body);
        if (status >= 500) failures.push([body.slice(0, 300), status, text]);
      }),
    );
    expect(failures).toEqual([]);
    expect(performance.now() - started).toBeLessThan(20_000);
  },
);

test("nothing failed inside", () => {
  expect(cloud.warnings.filter((warning) => warning.includes("failed inside"))).toEqual([]);
});

test.each([
  ["secretsmanager", "GetSecretValue", { SecretId: 7 }, "SerializationException"],
  ["secretsmanager", "CreateSecret", { Name: "a", SecretBinary: "%%%" }, "ValidationException"],
  ["secretsmanager", "ListSecrets", { NextToken: "garbage" }, "InvalidNextTokenException"],
  ["ssm", "GetParameter", { Name: {} }, "SerializationException"],
  ["ssm", "GetParametersByPath", { Path: "/", NextToken: "-5" }, "InvalidNextToken"],
  [
    "ssm",
    "PutParameter",
    { Name: "a", Value: "v", Type: "String", AllowedPattern: "[" },
    "InvalidAllowedPatternException",
  ],
  [
    "ssm",
    "PutParameter",
    { Name: "a", Value: `${"a".repeat(100)}!`, Type: "String", AllowedPattern: "^(a+)+$" },
    "InvalidAllowedPatternException",
  ],
  ["ssm", "PutParameter", { Name: "a", Value: 7, Type: "String" }, "SerializationException"],
  ["ses", "SendEmail", { FromEmailAddress: [] }, "SerializationException"],
  ["cognito-idp", "SignUp", { ClientId: 7 }, "SerializationException"],
])("%s %s refuses %o with %s", async (service, operation, input, code) => {
  const { status, text } = await post(service, operation, JSON.stringify(input));
  expect({ status, code: (JSON.parse(text) as { __type: string }).__type }).toEqual({ status: 400, code });
});
