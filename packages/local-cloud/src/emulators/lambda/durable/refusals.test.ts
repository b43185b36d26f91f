import { expect, test } from "vitest";
import type { AwsError } from "../../../core/aws-error.ts";
import { createEngineFixture, pending, root, step, succeeded, wait } from "./engine.fixture.ts";
import { refusedCheckpoints } from "./refusals.cases.ts";

const refusal = (call: () => unknown): AwsError => {
  try {
    call();
  } catch (error) {
    return error as AwsError;
  }
  throw new Error("It was not refused.");
};

test.each(refusedCheckpoints)("refuses a checkpoint: %s", (says, before, updates) => {
  const bakery = createEngineFixture();
  bakery.start();
  bakery.checkpoint(before);
  const state = () => JSON.stringify([...["a", "c", "s", "e"].map((id) => bakery.operation(id))]);
  const earlier = state();
  const { code, message } = refusal(() => bakery.checkpoint(updates));
  expect(message).toMatch(says);
  expect(code).toBe("InvalidParameterValueException");
  expect(state()).toBe(earlier);
});

test("applies all of a checkpoint or nothing", () => {
  const bakery = createEngineFixture();
  bakery.start();
  refusal(() => bakery.checkpoint([step("a", "SUCCEED"), step("b", "START", { ParentId: "nobody" })]));
  expect(bakery.operation("a")).toBeUndefined();
  bakery.checkpoint([step("a", "SUCCEED")]);
  expect(bakery.operation("a")).toMatchObject({ Status: "SUCCEEDED" });
});

test("allows 3,000 operations in all, of which tries are some", async () => {
  const bakery = createEngineFixture();
  bakery.start();
  const steps = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => step(`s${from + index}`, "SUCCEED"));
  for (let from = 0; from < 2000; from += 1000) bakery.checkpoint(steps(from, from + 1000));
  bakery.checkpoint(steps(2000, 2998));
  await bakery.last().crash();
  bakery.cloud.clock.advance(1000);
  // One for the start, one for the invocation that was tried again.
  expect(refusal(() => bakery.checkpoint([wait("w", 1)])).message).toMatch(/at most 3000 operations/);
  await bakery.last().answer(succeeded(1));
});

test("keeps 100 MB at most", () => {
  const bakery = createEngineFixture();
  bakery.start();
  const Payload = "x".repeat(1_048_576);
  const megabytes = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => step(`${name}${index}`, "SUCCEED", { Payload }));
  for (let ten = 0; ten < 9; ten++) bakery.checkpoint(megabytes(`t${ten}-`, 11));
  expect(refusal(() => bakery.checkpoint(megabytes("last", 1))).message).toMatch(/at most 104857600 bytes/);
});

const ARN = "arn:aws:lambda:eu-west-1:000000000000:function:bake:1/durable-execution/monday/0";
const FOREIGN = Buffer.from(JSON.stringify([ARN, "a", "00"])).toString("base64");

test.each<[operation: string, input: object, code: string]>([
  ["GetDurableExecution", {}, "InvalidParameterValueException"],
  ["GetDurableExecution", { DurableExecutionArn: "monday" }, "InvalidParameterValueException"],
  ["GetDurableExecution", { DurableExecutionArn: `${ARN}/more` }, "InvalidParameterValueException"],
  ["GetDurableExecution", { DurableExecutionArn: 7 }, "SerializationException"],
  ["GetDurableExecution", { DurableExecutionArn: ARN }, "ResourceNotFoundException"],
  ["GetDurableExecutionHistory", { DurableExecutionArn: ARN, MaxItems: "many" }, "SerializationException"],
  [
    "GetDurableExecutionHistory",
    { DurableExecutionArn: ARN, MaxItems: 1001 },
    "InvalidParameterValueException",
  ],
  ["GetDurableExecutionState", { DurableExecutionArn: ARN }, "InvalidParameterValueException"],
  [
    "CheckpointDurableExecution",
    { DurableExecutionArn: ARN, CheckpointToken: "x" },
    "ResourceNotFoundException",
  ],
  [
    "CheckpointDurableExecution",
    { DurableExecutionArn: ARN, CheckpointToken: "x", Updates: {} },
    "SerializationException",
  ],
  ["StopDurableExecution", { DurableExecutionArn: ARN, Error: "no" }, "SerializationException"],
  ["ListDurableExecutionsByFunction", { FunctionName: "nobody" }, "ResourceNotFoundException"],
  [
    "ListDurableExecutionsByFunction",
    { FunctionName: "bake", Statuses: ["TIRED"] },
    "InvalidParameterValueException",
  ],
  [
    "ListDurableExecutionsByFunction",
    { FunctionName: "bake", StartedAfter: "never" },
    "InvalidParameterValueException",
  ],
  ["SendDurableExecutionCallbackSuccess", { CallbackId: "x" }, "InvalidParameterValueException"],
  ["SendDurableExecutionCallbackSuccess", { CallbackId: FOREIGN }, "ResourceNotFoundException"],
  [
    "SendDurableExecutionCallbackFailure",
    { CallbackId: "e30=", Error: {} },
    "InvalidParameterValueException",
  ],
  ["SendDurableExecutionCallbackHeartbeat", { CallbackId: "" }, "InvalidParameterValueException"],
])("%s refuses %j", (operation, input, code) => {
  const { operations } = createEngineFixture();
  const call = operations[operation as keyof typeof operations] as (...args: unknown[]) => unknown;
  expect(refusal(() => call(input, root)).code).toBe(code);
});

test("a callback id of another operation answers nothing", () => {
  const bakery = createEngineFixture();
  const { arn } = bakery.start();
  bakery.checkpoint([step("a", "START")]);
  const CallbackId = Buffer.from(JSON.stringify([arn, "a", "00"])).toString("base64");
  expect(
    refusal(() => bakery.operations.SendDurableExecutionCallbackSuccess({ CallbackId }, root)).message,
  ).toBe("Invalid callback token");
});

test("an execution that others wait for may not take longer than an invocation", async () => {
  const long = createEngineFixture({ executionTimeout: 901, retentionPeriod: 1 });
  expect(refusal(() => long.start({}, undefined, true)).message).toBe(
    "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.",
  );
  const short = createEngineFixture({ executionTimeout: 900, retentionPeriod: 1 });
  short.start({}, undefined, true);
  await short.last().answer(pending);
});
