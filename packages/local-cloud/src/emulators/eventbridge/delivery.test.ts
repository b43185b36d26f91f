import { expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { createEventBusFixture, queueArn, type ReceivedCall } from "./event-bus.fixture.ts";

const pattern = { source: ["bakery"] };
const isFor = (name: string) => (call: ReceivedCall) => String(call.input.QueueUrl).endsWith(`/${name}`);
const failing = (error: () => Error) => (call: ReceivedCall) => {
  if (isFor("orders")(call)) throw error();
  return {};
};
const attributesOf = ({ input }: ReceivedCall) =>
  Object.fromEntries(
    Object.entries(input.MessageAttributes as Record<string, { StringValue: string }>).map(
      ([name, { StringValue }]) => [name, StringValue],
    ),
  );

test("tries again with growing pauses until the target takes the event", async () => {
  let failures = 2;
  const bus = createEventBusFixture(
    failing(() =>
      failures-- > 0 ? new AwsError("InternalError", "busy", { status: 500 }) : new AwsError("x", "y"),
    ),
  );
  bus.route(pattern, { arn: queueArn("orders"), deadLetterConfig: { arn: queueArn("dead") } });
  await bus.put({ n: 1 });
  await bus.receive(1);
  await bus.cloud.journal.waitFor(({ action, error }) => action === "Deliver" && error !== undefined);
  bus.cloud.clock.advance(1000);
  await bus.receive(2);
  const second = await bus.cloud.journal.waitFor(
    ({ attempt, error }) => attempt === 2 && error !== undefined,
  );
  expect(second).toMatchObject({ action: "Deliver", error: { code: "InternalError", message: "busy" } });
});

test("gives up after the allowed attempts, into the dead-letter queue", async () => {
  const bus = createEventBusFixture(failing(() => new AwsError("InternalError", "busy", { status: 500 })));
  const ruleArn = bus.route(pattern, {
    arn: queueArn("orders"),
    inputPath: "$.detail.n",
    retryPolicy: { maximumRetryAttempts: 1 },
    deadLetterConfig: { arn: queueArn("dead") },
  });
  await bus.put({ n: 1 });
  await bus.receive(1);
  await bus.cloud.journal.waitFor(({ action, error }) => action === "Deliver" && error !== undefined);
  bus.cloud.clock.advance(1000);
  const [, , dead] = await bus.receive(3);
  expect(isFor("dead")(dead!)).toBe(true);
  expect(JSON.parse(String(dead!.input.MessageBody))).toMatchObject({ source: "bakery", detail: { n: 1 } });
  expect(attributesOf(dead!)).toEqual({
    RULE_ARN: ruleArn,
    TARGET_ARN: queueArn("orders"),
    ERROR_CODE: "ERROR_FROM_TARGET",
    ERROR_MESSAGE: "busy",
    EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
    RETRY_ATTEMPTS: "1",
  });
  expect(dead!.caller.principal).toMatchObject({ kind: "service", sourceArn: ruleArn });
});

test("gives up when the event is too old", async () => {
  const bus = createEventBusFixture(failing(() => new AwsError("ThrottlingException", "slow down")));
  bus.route(pattern, {
    arn: queueArn("orders"),
    retryPolicy: { maximumEventAgeInSeconds: 60 },
    deadLetterConfig: { arn: queueArn("dead") },
  });
  await bus.put({ n: 1 });
  await bus.receive(1);
  await bus.cloud.journal.waitFor(({ action, error }) => action === "Deliver" && error !== undefined);
  bus.cloud.clock.advance(60_000);
  const [, , dead] = await bus.receive(3);
  expect(attributesOf(dead!)).toMatchObject({
    ERROR_CODE: "THROTTLING",
    EXHAUSTED_RETRY_CONDITION: "MaximumEventAgeInSeconds",
    RETRY_ATTEMPTS: "1",
  });
});

test.each([
  ["NO_PERMISSIONS", new AwsError("AccessDeniedException", "may not sqs:SendMessage")],
  ["NO_RESOURCE", new AwsError("QueueDoesNotExist", "no such queue")],
  ["SDK_CLIENT_ERROR", new AwsError("InvalidParameterValue", "no group")],
])("%s is not tried again, and is told", async (code, error) => {
  const bus = createEventBusFixture(failing(() => error));
  bus.route(pattern, { arn: queueArn("orders"), deadLetterConfig: { arn: queueArn("dead") } });
  await bus.put({ n: 1 });
  const [, dead] = await bus.receive(2);
  expect(attributesOf(dead!)).toMatchObject({
    ERROR_CODE: code,
    ERROR_MESSAGE: error.message,
    RETRY_ATTEMPTS: "0",
  });
  expect(attributesOf(dead!)).not.toHaveProperty("EXHAUSTED_RETRY_CONDITION");
  expect(bus.cloud.warnings).toEqual([
    `Rule Route cannot deliver to ${queueArn("orders")}: ${code}, ${error.message} The event goes to the dead-letter queue ${queueArn("dead")}.`,
  ]);
});

test("says that an event is lost without a dead-letter queue", async () => {
  const bus = createEventBusFixture(failing(() => new AwsError("AccessDeniedException", "may not")));
  bus.route(pattern, { arn: queueArn("orders") });
  await bus.put({ n: 1 });
  await bus.cloud.journal.waitFor(({ action }) => action === "Warn");
  expect(bus.cloud.warnings[0]).toContain("The event is lost, since the target has no dead-letter queue.");
});

test("does not deliver what a transformer broke, and says how", async () => {
  const bus = createEventBusFixture();
  bus.route(pattern, {
    arn: queueArn("orders"),
    deadLetterConfig: { arn: queueArn("dead") },
    inputTransformer: { inputPaths: { n: "$.detail.n" }, inputTemplate: '{"n": "<n>"}' },
  });
  await bus.put({ n: 'a "bun"' });
  const [dead] = await bus.receive(1);
  expect(isFor("dead")(dead!)).toBe(true);
  expect(attributesOf(dead!)).toMatchObject({ ERROR_CODE: "INVALID_JSON" });
  expect(bus.cloud.warnings[0]).toContain('{"n": "a "bun""}');
});

test("warns at the start of a template that never works", () => {
  const bus = createEventBusFixture();
  bus.route(pattern, { arn: queueArn("orders"), inputTransformer: { inputTemplate: "no quotes" } });
  expect(bus.cloud.warnings[0]).toContain("never gives valid JSON");
});

test("begins nothing after the stop", async () => {
  const bus = createEventBusFixture(failing(() => new AwsError("InternalError", "busy", { status: 500 })));
  bus.route(pattern, { arn: queueArn("orders") });
  await bus.put({ n: 1 });
  await bus.receive(1);
  await bus.cloud.journal.waitFor(({ action, error }) => action === "Deliver" && error !== undefined);
  await bus.emulator.stop?.();
  bus.cloud.clock.advance(3_600_000);
  expect(bus.received).toHaveLength(1);
});
