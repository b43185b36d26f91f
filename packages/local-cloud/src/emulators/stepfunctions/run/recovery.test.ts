import { afterEach, expect, test } from "vitest";
import { AwsError } from "../../../core/aws-error.ts";
import { isRunning } from "../../../core/services.ts";
import { createWorkflows } from "../../../testing/workflows.ts";

let stop = () => {};
afterEach(() => stop());

/** A function that throws the given error types one after the other, then answers. */
const failingFunction = (...errorTypes: string[]) => {
  const pending = [...errorTypes];
  const payloads: unknown[] = [];
  const workflows = createWorkflows({
    lambda: {
      Invoke: ({ Payload }) => {
        payloads.push(JSON.parse(Payload));
        const errorType = pending.shift();
        if (!errorType) return { StatusCode: 200, Payload: '"done"' };
        return {
          StatusCode: 200,
          FunctionError: "Unhandled",
          Payload: JSON.stringify({ errorType, errorMessage: `${errorType}!`, trace: [] }),
        };
      },
    },
  });
  stop = workflows.stop;
  return { ...workflows, payloads };
};

const task = (more: object) => ({
  StartAt: "Call",
  States: {
    Call: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "f", Payload: { retries: "{% $states.context.State.RetryCount %}" } },
      Output: "{% $states.result.Payload %}",
      End: true,
      ...more,
    },
    Caught: { Type: "Pass", End: true },
    CaughtAll: { Type: "Pass", End: true },
  },
});
const toCaught = { Next: "Caught" };
const catchAll = { ErrorEquals: ["States.ALL"], Next: "CaughtAll" };

/** Retries happened so far. */
const retries = ({ cloud }: ReturnType<typeof failingFunction>) =>
  cloud.journal.hops((hop) => hop.action === "RetryState").length;

test("retries with the given interval, backoff and largest delay", async () => {
  const workflows = failingFunction("A", "A", "A", "A");
  const definition = task({
    Retry: [{ ErrorEquals: ["A"], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 4, MaxDelaySeconds: 10 }],
    Catch: [{ ErrorEquals: ["X"], ...toCaught }, catchAll],
  });
  const execution = await workflows.start(await workflows.machine("Retries", definition));
  for (const [done, seconds] of [3, 6, 10, 10].entries()) {
    await expect.poll(() => workflows.payloads.length).toBe(done + 1);
    await workflows.idle();
    workflows.cloud.clock.advance(seconds * 1000 - 500);
    await workflows.idle();
    expect(retries(workflows)).toBe(done);
    workflows.cloud.clock.advance(500);
    await expect.poll(() => retries(workflows)).toBe(done + 1);
  }
  expect(await workflows.end(execution)).toMatchObject({ status: "SUCCEEDED", output: "done" });
  expect(workflows.payloads).toEqual([0, 1, 2, 3, 4].map((count) => ({ retries: count })));
});

test("each retrier counts its own attempts", async () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html, "Complex retry scenarios"
  const workflows = failingFunction("ErrorA", "ErrorB", "ErrorC", "ErrorB", "ErrorB");
  const definition = task({
    Retry: [
      { ErrorEquals: ["ErrorA", "ErrorB"], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
      { ErrorEquals: ["ErrorC"], IntervalSeconds: 5 },
    ],
    Catch: [{ ErrorEquals: ["X"], ...toCaught }, catchAll],
  });
  const execution = await workflows.start(await workflows.machine("Retries", definition));
  for (const done of [1, 2, 3]) {
    await expect.poll(() => workflows.payloads.length).toBe(done);
    await workflows.idle();
    workflows.cloud.clock.advance(5000);
  }
  expect(await workflows.end(execution)).toMatchObject({ output: { Error: "ErrorB" } });
  expect(workflows.payloads).toHaveLength(4);
});

test("MaxAttempts 0 never retries", async () => {
  const workflows = failingFunction("A");
  const definition = task({
    Retry: [{ ErrorEquals: ["A"], MaxAttempts: 0 }],
    Catch: [{ ErrorEquals: ["A"], ...toCaught }, catchAll],
  });
  expect(await workflows.run(definition)).toMatchObject({ status: "SUCCEEDED", output: { Error: "A" } });
  expect(workflows.payloads).toHaveLength(1);
});

test("Catch takes the first matching catcher, with the error output in Output and Assign", async () => {
  const workflows = failingFunction("OutOfStockError");
  const definition = task({
    Catch: [
      {
        ErrorEquals: ["OutOfStockError"],
        Assign: { error: "{% $states.errorOutput.Error %}" },
        Output: {
          message: "{% $parse($states.errorOutput.Cause).errorMessage %}",
          was: "{% $states.input %}",
        },
        ...toCaught,
      },
      catchAll,
    ],
  });
  definition.States.Caught = {
    ...definition.States.Caught,
    Output: "{% $merge([$states.input, {'error': $error}]) %}",
  } as never;
  expect(await workflows.run(definition, { a: 1 })).toMatchObject({
    output: { message: "OutOfStockError!", was: { a: 1 }, error: "OutOfStockError" },
  });
});

test("an error nobody catches fails the execution with its cause", async () => {
  const workflows = failingFunction("Odd");
  const { States } = task({});
  expect(await workflows.run({ StartAt: "Call", States: { Call: States.Call } })).toMatchObject({
    status: "FAILED",
    error: "Odd",
    cause: '{"errorType":"Odd","errorMessage":"Odd!","trace":[]}',
  });
});

test.each([
  { thrown: "Anything", matcher: "States.TaskFailed", caught: true },
  { thrown: "Anything", matcher: "States.ALL", caught: true },
  { thrown: "States.Timeout", matcher: "States.TaskFailed", caught: false },
  { thrown: "States.Timeout", matcher: "States.ALL", caught: true },
  { thrown: "States.Runtime", matcher: "States.ALL", caught: false },
  { thrown: "States.DataLimitExceeded", matcher: "States.ALL", caught: false },
  { thrown: "States.DataLimitExceeded", matcher: "States.DataLimitExceeded", caught: true },
])("$matcher catches $thrown: $caught", async ({ thrown, matcher, caught }) => {
  const workflows = failingFunction(thrown);
  const definition = task({ Catch: [{ ErrorEquals: [matcher], ...toCaught }] });
  const { Call, Caught } = definition.States;
  const { status } = await workflows.run({ StartAt: "Call", States: { Call, Caught } });
  expect(status).toBe(caught ? "SUCCEEDED" : "FAILED");
});

test("an evaluation error in Arguments or Output can be caught", async () => {
  const workflows = failingFunction();
  for (const field of ["Arguments", "Output"]) {
    const definition = task({
      [field]: "{% $states.input.none %}",
      Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], ...toCaught }, catchAll],
    });
    expect(await workflows.run(definition)).toMatchObject({
      output: { Error: "States.QueryEvaluationError" },
    });
  }
});

test("a failing branch is caught on its Parallel state, and ends the other branches", async () => {
  const workflows = failingFunction("Broken");
  const { Call } = task({}).States;
  const { arn, output } = await workflows.run({
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Slow", States: { Slow: { Type: "Wait", Seconds: 60, End: true } } },
        { StartAt: "Call", States: { Call } },
      ],
      Catch: [{ ErrorEquals: ["Broken"], Next: "After" }],
    },
    After: { Type: "Pass" },
  });
  expect(output).toMatchObject({ Error: "Broken" });
  workflows.cloud.clock.advance(60_000);
  expect((await workflows.history(arn)).at(-1)).toMatchObject({ type: "ExecutionSucceeded" });
});

test("TimeoutSeconds ends an attempt, and the next one has its own", async () => {
  let calls = 0;
  const workflows = createWorkflows({
    sqs: {
      SendMessage: () => {
        calls += 1;
        return new Promise(() => {});
      },
    },
  });
  stop = workflows.stop;
  const machine = await workflows.machine("Patience", {
    StartAt: "Send",
    States: {
      Send: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        Arguments: { QueueUrl: "q", MessageBody: "m" },
        TimeoutSeconds: "{% 30.9 %}",
        Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 1, MaxAttempts: 1 }],
        End: true,
      },
    },
  });
  const execution = await workflows.start(machine);
  await expect.poll(() => calls).toBe(1);
  workflows.cloud.clock.advance(30_000);
  await workflows.idle();
  workflows.cloud.clock.advance(1000);
  await expect.poll(() => calls).toBe(2);
  workflows.cloud.clock.advance(30_000);
  expect(await workflows.end(execution)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
});

test("an error of the emulator itself shows as the client's, with a warning", async () => {
  const workflows = createWorkflows({
    sqs: {
      SendMessage: () => {
        throw new TypeError("broken emulator");
      },
      SendMessageBatch: () => {
        throw new AwsError("UnknownOperationException", "not here");
      },
    },
  });
  stop = workflows.stop;
  const send = (Resource: string) => ({ Send: { Type: "Task", Resource, Arguments: {} } });
  expect(await workflows.run(send("arn:aws:states:::sqs:sendMessage"))).toMatchObject({
    error: "SQS.SdkClientException",
    cause: "broken emulator",
  });
  expect(await workflows.run(send("arn:aws:states:::aws-sdk:sqs:sendMessageBatch"))).toMatchObject({
    error: "Sqs.SqsException",
  });
  expect(workflows.cloud.warnings).toEqual([expect.stringContaining("broken emulator"), "not here"]);
});

test("nothing of an execution stays open when it was caught, aborted or cut short in a branch", async () => {
  const workflows = failingFunction("Odd");
  const open = () =>
    workflows.cloud.journal
      .hops((hop) => isRunning(hop, workflows.cloud.services))
      .map(({ action, source }) => `${action} ${source ?? ""}`);
  await workflows.run(task({ Catch: [{ ErrorEquals: ["X"], ...toCaught }, catchAll] }));
  await expect.poll(open).toEqual([]);

  const wait = { Type: "Wait", Seconds: 3600, End: true };
  const branches = [
    { StartAt: "Slow", States: { Slow: wait } },
    { StartAt: "Bad", States: { Bad: { Type: "Fail", Error: "Broken" } } },
  ];
  await workflows.run({ Both: { Type: "Parallel", Branches: branches } });
  await expect.poll(open).toEqual([]);

  const machine = await workflows.machine("Waits", { StartAt: "Pause", States: { Pause: wait } });
  const execution = await workflows.start(machine);
  await workflows.entered(execution, "Pause");
  expect(open()).toHaveLength(2);
  await workflows.call("StopExecution", { executionArn: execution, error: "Enough", cause: "of it" });
  expect(await workflows.end(execution)).toMatchObject({ status: "ABORTED", error: "Enough" });
  await expect.poll(open).toEqual([]);
  // Somebody asked for it, so nothing of it is a failure.
  const hops = workflows.cloud.journal.hops(({ resource }) => resource === execution);
  expect(hops.filter(({ error }) => error)).toEqual([]);
  expect(hops.find(({ action }) => action === "EndExecution")).toMatchObject({
    input: { status: "ABORTED", error: "Enough", cause: "of it" },
  });
});
