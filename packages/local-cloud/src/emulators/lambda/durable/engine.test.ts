import { expect, test } from "vitest";
import type { AwsEvent } from "../../../core/cloud.ts";
import { callback, createEngineFixture, pending, root, step, succeeded, wait } from "./engine.fixture.ts";

const SECOND = 1000;
const DAY = 86_400 * SECOND;

test("hands the event to the first invocation, and the state to the next", async () => {
  const bakery = createEngineFixture();
  const { arn } = bakery.start({ loaves: 2 }, "monday");
  const [first] = bakery.invocations;
  expect(first!.DurableExecutionArn).toBe(arn);
  expect(first!.InitialExecutionState).toMatchObject({
    NextMarker: "",
    Operations: [
      {
        Type: "EXECUTION",
        Name: "monday",
        Status: "STARTED",
        ExecutionDetails: { InputPayload: '{"loaves":2}' },
      },
    ],
  });
  bakery.checkpoint([
    step("a", "START", { Name: "knead" }),
    step("a", "SUCCEED", { Payload: "1" }),
    wait("b", 60),
  ]);
  await first!.answer(pending);
  bakery.invoked(1);
  bakery.cloud.clock.advance(60 * SECOND);
  bakery.invoked(2);
  expect(bakery.last().UpdatedOperationIds).toEqual(["b"]);
  expect(bakery.last().InitialExecutionState.Operations.slice(1)).toMatchObject([
    { Id: "a", Type: "STEP", Name: "knead", Status: "SUCCEEDED", StepDetails: { Attempt: 0, Result: "1" } },
    { Id: "b", Type: "WAIT", Status: "SUCCEEDED" },
  ]);
  await bakery.last().answer(succeeded("bread"));
  expect(bakery.operations.GetDurableExecution({ DurableExecutionArn: arn })).toMatchObject({
    Status: "SUCCEEDED",
    Result: '"bread"',
    DurableExecutionName: "monday",
    FunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:bake:1",
    Version: "1",
  });
});

test("a token is good for one checkpoint, of the invocation that it was given to", async () => {
  const bakery = createEngineFixture();
  const { arn: DurableExecutionArn } = bakery.start();
  const { CheckpointToken } = bakery.last();
  const send = (token: string, ClientToken?: string) =>
    bakery.operations.CheckpointDurableExecution(
      { DurableExecutionArn, CheckpointToken: token, ClientToken, Updates: [step("a", "START")] },
      root,
    );
  const answer = send(CheckpointToken, "one");
  expect(answer.CheckpointToken).not.toBe(CheckpointToken);
  expect(() => send(CheckpointToken, "two")).toThrow(/^Invalid Checkpoint Token$/);
  expect(send(CheckpointToken, "one")).toEqual(answer);
  await bakery.last().crash();
  expect(() => send(answer.CheckpointToken!)).toThrow(/^Invalid Checkpoint Token$/);
  expect(() =>
    bakery.operations.GetDurableExecutionState({
      DurableExecutionArn,
      CheckpointToken: answer.CheckpointToken!,
    }),
  ).toThrow(/^Invalid Checkpoint Token$/);
});

test("tries an invocation that crashed again, later each time, from the last checkpoint", async () => {
  const bakery = createEngineFixture();
  const { arn } = bakery.start();
  bakery.checkpoint([step("a", "START"), step("a", "SUCCEED", { Payload: "1" }), step("b", "START")]);
  await bakery.last().crash();
  bakery.invoked(1);
  bakery.cloud.clock.advance(1 * SECOND);
  bakery.invoked(2);
  expect(
    bakery
      .last()
      .InitialExecutionState.Operations.map(({ Id, Status }) => [Id, Status])
      .slice(1),
  ).toEqual([
    ["a", "SUCCEEDED"],
    ["b", "STARTED"],
  ]);
  await bakery.last().crash();
  bakery.cloud.clock.advance(1 * SECOND);
  bakery.invoked(2);
  bakery.cloud.clock.advance(1 * SECOND);
  bakery.invoked(3);
  bakery.checkpoint([step("b", "SUCCEED", { Payload: "2" })]);
  await bakery.last().answer(succeeded(3));
  expect(bakery.eventTypes(arn)).toEqual([
    "ExecutionStarted",
    "StepStarted",
    "StepSucceeded",
    "StepStarted",
    "InvocationCompleted",
    "InvocationCompleted",
    "StepSucceeded",
    "InvocationCompleted",
    "ExecutionSucceeded",
  ]);
});

test("what happens while the function runs is told by its next checkpoint, or by another invocation", async () => {
  const bakery = createEngineFixture();
  bakery.start();
  bakery.checkpoint([wait("a", 60), wait("b", 120)]);
  bakery.cloud.clock.advance(60 * SECOND);
  bakery.invoked(1);
  expect(bakery.checkpoint([])).toMatchObject([{ Id: "a", Status: "SUCCEEDED" }]);
  expect(bakery.checkpoint([])).toEqual([]);
  bakery.cloud.clock.advance(60 * SECOND);
  await bakery.last().answer(pending);
  bakery.invoked(2);
  expect(bakery.last().UpdatedOperationIds).toEqual(["b"]);
});

test("ends with an error when the function waits for nothing, or answers what no durable function does", async () => {
  const bakery = createEngineFixture();
  const nothing = bakery.start();
  await bakery.last().answer(pending);
  expect(nothing).toMatchObject({
    status: "FAILED",
    error: { ErrorMessage: "Cannot return PENDING status with no pending operations." },
  });
  for (const answer of [{ statusCode: 200 }, { Status: "DONE" }, { Status: "SUCCEEDED", Result: 3 }, []]) {
    const other = bakery.start();
    await bakery.last().answer(answer);
    expect(other).toMatchObject({ status: "FAILED", error: { ErrorType: "InvalidParameterValueException" } });
  }
});

test("ends when its time is over, whatever it waits for", async () => {
  const bakery = createEngineFixture({ executionTimeout: 3600, retentionPeriod: 1 });
  const execution = bakery.start();
  bakery.checkpoint([wait("a", 7200)]);
  await bakery.last().answer(pending);
  bakery.cloud.clock.advance(3600 * SECOND);
  expect(execution).toMatchObject({
    status: "TIMED_OUT",
    error: { ErrorMessage: "Execution timed out after 3600 seconds." },
  });
  bakery.cloud.clock.advance(7200 * SECOND);
  bakery.invoked(1);
});

test("an invocation that goes on after the end changes nothing", async () => {
  const bakery = createEngineFixture();
  const { arn: DurableExecutionArn, ...execution } = bakery.start();
  bakery.operations.StopDurableExecution({ DurableExecutionArn, Error: { ErrorType: "Closed" } }, root);
  expect(() => bakery.checkpoint([step("a", "START")])).toThrow(/^Invalid Checkpoint Token$/);
  await bakery.last().answer(succeeded(1));
  bakery.cloud.clock.advance(DAY);
  bakery.invoked(1);
  expect(bakery.operations.GetDurableExecution({ DurableExecutionArn })).toMatchObject({
    Status: "STOPPED",
    Error: { ErrorType: "Closed" },
  });
  expect(execution.name).toMatch(/^[\w-]{36}$/);
});

test("tells the default bus when an execution begins and ends", async () => {
  const bakery = createEngineFixture();
  const events: AwsEvent[] = [];
  bakery.cloud.onPublish((event) => void events.push(event));
  const { arn, name } = bakery.start();
  bakery.cloud.clock.advance(5 * SECOND);
  await bakery.last().answer(succeeded(1));
  const { arn: stopped } = bakery.start();
  bakery.operations.StopDurableExecution({ DurableExecutionArn: stopped }, root);
  expect(new Set(events.map(({ source, detailType }) => `${source} ${detailType}`))).toEqual(
    new Set(["aws.lambda Durable Execution Status Change"]),
  );
  expect(events.map(({ detail }) => (detail as { status: string }).status)).toEqual([
    "RUNNING",
    "SUCCEEDED",
    "RUNNING",
    "STOPPED",
  ]);
  expect(events[1]!.detail).toEqual({
    durableExecutionArn: arn,
    durableExecutionName: name,
    functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:bake:1",
    status: "SUCCEEDED",
    startTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/),
    endTimestamp: expect.stringMatching(/Z$/),
  });
});

test("a child is an execution of its own, which goes on when its parent is stopped", async () => {
  const bakery = createEngineFixture();
  const parent = bakery.start();
  const invoke = (Id: string, FunctionName: string) => ({
    Id,
    Type: "CHAINED_INVOKE",
    Action: "START",
    Payload: "{}",
    ChainedInvokeOptions: { FunctionName },
  });
  const parentInvocation = bakery.last();
  bakery.checkpoint([invoke("child", "bake:1"), invoke("nobody", "nobody"), invoke("plain", "plain")]);
  const plain = bakery.invocations.find(({ DurableExecutionArn }) => DurableExecutionArn === undefined)!;
  await plain.answer({ sliced: true });
  await parentInvocation.answer(pending);
  const replayed = bakery.invocations.at(-1)!;
  expect(replayed.DurableExecutionArn).toBe(parent.arn);
  expect(replayed.InitialExecutionState.Operations.slice(1)).toMatchObject([
    { Id: "child", Status: "STARTED" },
    {
      Id: "nobody",
      Status: "FAILED",
      ChainedInvokeDetails: { Error: { ErrorType: "ResourceNotFoundException" } },
    },
    { Id: "plain", Status: "SUCCEEDED", ChainedInvokeDetails: { Result: '{"sliced":true}' } },
  ]);
  bakery.operations.StopDurableExecution({ DurableExecutionArn: parent.arn }, root);
  const child = bakery.invocations.find(
    ({ DurableExecutionArn }) => DurableExecutionArn && DurableExecutionArn !== parent.arn,
  )!;
  await child.answer(succeeded("child"));
  expect(
    bakery.operations.GetDurableExecution({ DurableExecutionArn: child.DurableExecutionArn }).Status,
  ).toBe("SUCCEEDED");
});

test("a result too large for an answer ends the execution by a checkpoint", async () => {
  const bakery = createEngineFixture({ executionTimeout: 900, retentionPeriod: 1 });
  const execution = bakery.start({}, undefined, true);
  const Payload = JSON.stringify("x".repeat(6_000_000));
  const { DurableExecutionArn, CheckpointToken } = bakery.last();
  const answer = bakery.operations.CheckpointDurableExecution(
    {
      DurableExecutionArn,
      CheckpointToken,
      Updates: [{ Id: "execution-result-1", Type: "EXECUTION", Action: "SUCCEED", Payload }],
    },
    root,
  );
  expect(answer.CheckpointToken).toBeUndefined();
  expect(execution).toMatchObject({ status: "SUCCEEDED", result: Payload });
  await bakery.last().answer({ Status: "SUCCEEDED", Result: "" });
  expect(execution.result).toBe(Payload);
});

test("stopping twice answers the time of the first", async () => {
  const bakery = createEngineFixture();
  const { arn: DurableExecutionArn } = bakery.start();
  const first = bakery.operations.StopDurableExecution({ DurableExecutionArn }, root);
  bakery.cloud.clock.advance(60 * SECOND);
  expect(bakery.operations.StopDurableExecution({ DurableExecutionArn }, root)).toEqual(first);
  await bakery.last().answer(pending);
});

test("a name starts one execution, until its retention period is over", async () => {
  const bakery = createEngineFixture();
  const first = bakery.start({ loaves: 1 }, "monday");
  expect(bakery.start({ loaves: 1 }, "monday")).toBe(first);
  expect(() => bakery.start({ loaves: 2 }, "monday")).toThrow(
    expect.objectContaining({ code: "DurableExecutionAlreadyStartedException", status: 409 }),
  );
  await bakery.last().answer(succeeded(1));
  expect(bakery.start({ loaves: 1 }, "monday")).toBe(first);
  bakery.cloud.clock.advance(7 * DAY);
  expect(() => bakery.operations.GetDurableExecution({ DurableExecutionArn: first.arn })).toThrow(
    expect.objectContaining({ code: "ResourceNotFoundException" }),
  );
  expect(bakery.start({ loaves: 2 }, "monday")).not.toBe(first);
});

test("a callback times out, by its own time or for want of a heartbeat", async () => {
  const bakery = createEngineFixture();
  bakery.start();
  const [quick, slow] = bakery.checkpoint([
    callback("a", { TimeoutSeconds: 600 }),
    callback("b", { HeartbeatTimeoutSeconds: 60 }),
  ]);
  await bakery.last().answer(pending);
  const CallbackId = slow!.CallbackDetails!.CallbackId!;
  for (let minute = 0; minute < 3; minute++) {
    bakery.cloud.clock.advance(50 * SECOND);
    bakery.operations.SendDurableExecutionCallbackHeartbeat({ CallbackId });
  }
  bakery.invoked(1);
  bakery.cloud.clock.advance(60 * SECOND);
  bakery.invoked(2);
  expect(bakery.operation("b")).toMatchObject({
    Status: "TIMED_OUT",
    CallbackDetails: { Error: { ErrorMessage: "Callback timed out on heartbeat" } },
  });
  bakery.cloud.clock.advance(600 * SECOND);
  expect(bakery.operation("a")).toMatchObject({
    Status: "TIMED_OUT",
    CallbackDetails: { Error: { ErrorMessage: "Callback timed out" } },
  });
  for (const late of [quick!.CallbackDetails!.CallbackId!, CallbackId])
    expect(() =>
      bakery.operations.SendDurableExecutionCallbackSuccess({ CallbackId: late, Result: "1" }, root),
    ).toThrow(expect.objectContaining({ code: "CallbackTimeoutException" }));
});

test("a callback is answered once, also when it is answered before the function leaves off", async () => {
  const bakery = createEngineFixture();
  bakery.start();
  const [{ CallbackDetails } = {}] = bakery.checkpoint([callback("a")]);
  const { CallbackId } = CallbackDetails!;
  bakery.operations.SendDurableExecutionCallbackFailure({ CallbackId, Error: { ErrorType: "Burnt" } }, root);
  expect(() => bakery.operations.SendDurableExecutionCallbackSuccess({ CallbackId }, root)).toThrow(
    expect.objectContaining({ code: "CallbackTimeoutException" }),
  );
  await bakery.last().answer(pending);
  bakery.invoked(2);
  expect(bakery.operation("a")).toMatchObject({
    Status: "FAILED",
    CallbackDetails: { Error: { ErrorType: "Burnt" } },
  });
});

test("does not hand on what a finished context has inside, unless it asked for it", async () => {
  const bakery = createEngineFixture();
  bakery.start();
  const context = (Id: string, Action: string, rest = {}) => ({ Id, Type: "CONTEXT", Action, ...rest });
  bakery.checkpoint([context("a", "START"), context("b", "START"), context("c", "START", { ParentId: "a" })]);
  bakery.checkpoint([
    step("a1", "SUCCEED", { ParentId: "a", Payload: "1" }),
    step("b1", "SUCCEED", { ParentId: "b", Payload: "1" }),
    step("c1", "SUCCEED", { ParentId: "c", Payload: "1" }),
    context("a", "SUCCEED", { Payload: "2" }),
    context("b", "SUCCEED", { ContextOptions: { ReplayChildren: true } }),
    wait("w", 10),
  ]);
  await bakery.last().answer(pending);
  bakery.cloud.clock.advance(10 * SECOND);
  expect(
    bakery
      .last()
      .InitialExecutionState.Operations.map(({ Id }) => Id)
      .slice(1),
  ).toEqual(["a", "b", "b1", "w"]);
});

test("pages the state of an execution with many operations, and its history", async () => {
  const bakery = createEngineFixture();
  const { arn: DurableExecutionArn } = bakery.start();
  const ids = Array.from({ length: 700 }, (_, index) => `s${index}`);
  bakery.checkpoint(ids.map((id) => step(id, "SUCCEED", { Payload: "1" })));
  bakery.checkpoint([wait("w", 10)]);
  await bakery.last().answer(pending);
  bakery.cloud.clock.advance(10 * SECOND);
  const { InitialExecutionState, CheckpointToken } = bakery.last();
  const read = InitialExecutionState.Operations.map(({ Id }) => Id);
  expect(read.length).toBeLessThan(700);
  for (let Marker: string | undefined = InitialExecutionState.NextMarker; Marker; ) {
    const page = bakery.operations.GetDurableExecutionState({
      DurableExecutionArn,
      CheckpointToken,
      Marker,
      MaxItems: 200,
    });
    expect(page.Operations!.length).toBeLessThanOrEqual(200);
    read.push(...page.Operations!.map(({ Id }) => Id));
    Marker = page.NextMarker;
  }
  expect(read.slice(1)).toEqual([...ids, "w"]);

  const events: unknown[] = [];
  let Marker: string | undefined;
  do {
    const page = bakery.operations.GetDurableExecutionHistory({
      DurableExecutionArn,
      Marker,
      ReverseOrder: true,
    });
    events.push(...page.Events!.map(({ EventId }) => EventId));
    Marker = page.NextMarker;
  } while (Marker);
  expect(events).toEqual(events.toSorted((a, b) => Number(b) - Number(a)));
  expect(new Set(events).size).toBe(700 * 2 + 4);
});
