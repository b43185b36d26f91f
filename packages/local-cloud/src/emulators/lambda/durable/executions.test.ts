import { InvokeCommand, SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deployDurable } from "./durable.fixture.ts";

const MINUTE = 60_000;
let lambda: Awaited<ReturnType<typeof deployDurable>>;

beforeAll(async () => {
  const durable = ["steps", "waits", "retries", "approval", "condition", "together", "nested", "invokes"];
  lambda = await deployDurable([...durable, "fails", "plain"], ["echo"]);
});
afterAll(() => lambda.stop());

test("runs steps and keeps their results", async () => {
  const arn = await lambda.start("steps", { name: "bread" });
  expect(arn).toMatch(
    /^arn:aws:lambda:eu-west-1:000000000000:function:steps:1\/durable-execution\/[\w-]+\/[\w-]+$/,
  );
  const execution = await lambda.ended(arn);
  expect(execution).toMatchObject({ Status: "SUCCEEDED", Version: "1" });
  expect(JSON.parse(execution.Result!)).toEqual({ first: "hello bread", second: "HELLO BREAD" });
  expect((await lambda.history(arn)).map(({ EventType }) => EventType)).toEqual([
    "ExecutionStarted",
    "StepStarted",
    "StepSucceeded",
    "StepStarted",
    "StepSucceeded",
    "InvocationCompleted",
    "ExecutionSucceeded",
  ]);
});

test("ends the invocation for a wait, and goes on when the clock says so", async () => {
  const arn = await lambda.start("waits", {});
  await lambda.advance(arn, 60 * MINUTE, 1);
  const { Result } = await lambda.ended(arn);
  const { before, after } = JSON.parse(Result!);
  expect(after - before).toBeGreaterThanOrEqual(60 * MINUTE);
});

test("tries a step again after its backoff", async () => {
  const arn = await lambda.start("retries", { failures: 2 });
  await lambda.advance(arn, 5 * MINUTE, 1);
  await lambda.advance(arn, 5 * MINUTE, 2);
  expect(JSON.parse((await lambda.ended(arn)).Result!)).toBe("attempt 3 succeeded");
});

test("fails with the error of a step that has no tries left", async () => {
  const arn = await lambda.start("retries", { failures: 9 });
  await lambda.advance(arn, 5 * MINUTE, 1);
  await lambda.advance(arn, 5 * MINUTE, 2);
  expect(await lambda.ended(arn)).toMatchObject({
    Status: "FAILED",
    Error: { ErrorMessage: "attempt 3 failed" },
  });
});

test("waits for a callback", async () => {
  const arn = await lambda.start("approval", {});
  await lambda.until(arn, "InvocationCompleted");
  const started = (await lambda.history(arn)).find(({ EventType }) => EventType === "CallbackStarted");
  const CallbackId = started!.CallbackStartedDetails!.CallbackId;
  await lambda.client.send(
    new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: JSON.stringify("yes") }),
  );
  expect(JSON.parse((await lambda.ended(arn)).Result!)).toEqual({ answer: JSON.stringify("yes") });
});

test("waits for a condition", async () => {
  const arn = await lambda.start("condition", {});
  await lambda.advance(arn, 2 * MINUTE, 1);
  await lambda.advance(arn, 2 * MINUTE, 2);
  expect(JSON.parse((await lambda.ended(arn)).Result!)).toBe(3);
});

test("runs branches and items beside each other", async () => {
  const arn = await lambda.start("together", { items: [1, 2, 3] });
  await lambda.advance(arn, 2 * MINUTE, 1);
  expect(JSON.parse((await lambda.ended(arn)).Result!)).toEqual({ parallel: ["a", "b"], map: [2, 4, 6] });
});

test("goes on inside of a child context, without running its steps again", async () => {
  const arn = await lambda.start("nested", {});
  await lambda.advance(arn, 2 * MINUTE, 1);
  expect(JSON.parse((await lambda.ended(arn)).Result!)).toEqual({ one: 1 });
});

test("invokes other functions, durable ones too", async () => {
  const echo = await lambda.start("invokes", { target: "echo", input: { sent: 1 } });
  expect(JSON.parse((await lambda.ended(echo)).Result!)).toMatchObject({ event: { sent: 1 } });
  const durable = await lambda.start("invokes", { target: "steps:1", input: { name: "cake" } });
  expect(JSON.parse((await lambda.ended(durable)).Result!)).toMatchObject({ first: "hello cake" });
  const unqualified = await lambda.start("invokes", { target: "steps", input: { name: "cake" } });
  expect(await lambda.ended(unqualified)).toMatchObject({
    Status: "FAILED",
    Error: { ErrorMessage: "You cannot invoke a durable function using an unqualified ARN." },
  });
});

test("fails when the handler throws, or is not a durable one", async () => {
  expect(await lambda.ended(await lambda.start("fails", {}))).toMatchObject({
    Status: "FAILED",
    Error: { ErrorType: "TypeError", ErrorMessage: "no dough" },
  });
  expect(await lambda.ended(await lambda.start("plain", {}))).toMatchObject({
    Status: "FAILED",
    Error: { ErrorMessage: expect.stringContaining("Invalid Status in invocation output") },
  });
});

test("needs a qualifier", async () => {
  await expect(lambda.client.send(new InvokeCommand({ FunctionName: "steps" }))).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "You cannot invoke a durable function using an unqualified ARN.",
  });
});
