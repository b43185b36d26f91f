import { expect, test } from "vitest";
import { createLives, keptNow } from "../../../testing/restart.ts";
import { standIn } from "../../../testing/stand-in.ts";
import { createAsynchronousInvoker } from "../asynchronous.ts";
import { createLineage } from "../lineage.ts";
import { callback, createEngineFixture, pending, root, step, succeeded, wait } from "./engine.fixture.ts";

const SECOND = 1000;
const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:done";

/** Each call is a process with the function, which goes on with what the one before it left. */
const setUp = () => {
  const nextLife = createLives();
  return async (durableConfig?: Parameters<typeof createEngineFixture>[0]) => {
    const bakery = createEngineFixture(durableConfig, await nextLife());
    bakery.durable.restore();
    bakery.durable.goOn();
    const describe = (DurableExecutionArn: string) =>
      bakery.operations.GetDurableExecution({ DurableExecutionArn });
    return { ...bakery, describe };
  };
};
type Bakery = Awaited<ReturnType<ReturnType<typeof setUp>>>;
const historyOf = ({ operations }: Bakery, DurableExecutionArn: string) =>
  operations.GetDurableExecutionHistory({ DurableExecutionArn, IncludeExecutionData: true, MaxItems: 1000 })
    .Events;

test("an invocation that was cut off is made again from the last checkpoint, and counts as no failure", async () => {
  const live = setUp();
  const first = await live();
  const { arn } = first.start({ loaves: 2 }, "monday");
  first.checkpoint([step("a", "START"), step("a", "SUCCEED", { Payload: "1" }), step("b", "START")]);
  const before = historyOf(first, arn);

  const second = await live();
  second.invoked(1);
  expect(historyOf(second, arn)).toEqual(before);
  expect(second.last()).toMatchObject({ DurableExecutionArn: arn, request: { attempt: 1 } });
  expect(second.last().InitialExecutionState.Operations).toMatchObject([
    { Type: "EXECUTION", Name: "monday", ExecutionDetails: { InputPayload: '{"loaves":2}' } },
    { Id: "a", Type: "STEP", Status: "SUCCEEDED", StepDetails: { Result: "1" } },
    { Id: "b", Type: "STEP", Status: "STARTED" },
  ]);
  second.checkpoint([step("b", "SUCCEED", { Payload: "2" })]);
  await second.last().answer(succeeded("bread"));
  expect(second.describe(arn)).toMatchObject({ Status: "SUCCEEDED", Result: '"bread"' });
});

test("waits and pauses before retries keep their time; nothing is invoked before", async () => {
  const live = setUp();
  const first = await live();
  first.start();
  first.checkpoint([
    wait("w", 60),
    step("s", "START"),
    step("s", "RETRY", { StepOptions: { NextAttemptDelaySeconds: 90 }, Error: { ErrorType: "Burnt" } }),
  ]);
  await first.last().answer(pending);
  first.cloud.clock.advance(50 * SECOND);

  const second = await live();
  second.invoked(0);
  second.cloud.clock.advance(11 * SECOND);
  second.invoked(1);
  expect(second.last().UpdatedOperationIds).toEqual(["w"]);
  await second.last().answer(pending);

  const third = await live();
  third.invoked(0);
  third.cloud.clock.advance(30 * SECOND);
  third.invoked(1);
  expect(third.operation("s")).toMatchObject({ Status: "READY", StepDetails: { Attempt: 1 } });
});

test("callbacks stay valid, with their timeouts and heartbeats", async () => {
  const live = setUp();
  const first = await live();
  const ids = ["a", "b", "c"];
  first.start();
  const created = first.checkpoint([
    callback("a"),
    callback("b", { TimeoutSeconds: 100 }),
    callback("c", { HeartbeatTimeoutSeconds: 30 }),
  ]);
  const callbackIds = ids.map(
    (id) =>
      created.find(({ Id }) => Id === id)?.CallbackDetails?.CallbackId ??
      first.operation(id)?.CallbackDetails?.CallbackId ??
      "",
  );
  await first.last().answer(pending);
  first.cloud.clock.advance(20 * SECOND);
  first.operations.SendDurableExecutionCallbackHeartbeat({ CallbackId: callbackIds[2] });

  const second = await live();
  second.operations.SendDurableExecutionCallbackSuccess({ CallbackId: callbackIds[0], Result: "yes" }, root);
  second.invoked(1);
  second.cloud.clock.advance(29 * SECOND);
  expect(ids.map((id) => second.operation(id)?.Status)).toEqual(["SUCCEEDED", "STARTED", "STARTED"]);
  second.cloud.clock.advance(2 * SECOND);
  expect(ids.map((id) => second.operation(id)?.Status)).toEqual(["SUCCEEDED", "STARTED", "TIMED_OUT"]);

  const third = await live();
  third.cloud.clock.advance(50 * SECOND);
  expect(ids.map((id) => third.operation(id)?.Status)).toEqual(["SUCCEEDED", "TIMED_OUT", "TIMED_OUT"]);
  expect(() =>
    third.operations.SendDurableExecutionCallbackSuccess({ CallbackId: callbackIds[0] }, root),
  ).toThrow(/already been closed/);
});

test("a failed invocation is tried again after the pause that is left, with the failures counted", async () => {
  const live = setUp();
  const first = await live();
  first.start();
  await first.last().crash();
  first.cloud.clock.advance(1 * SECOND);
  await first.last().crash();
  first.cloud.clock.advance(1 * SECOND);
  const second = await live();
  second.invoked(0);
  second.cloud.clock.advance(1 * SECOND);
  second.invoked(1);
  expect(second.last().request.attempt).toBe(3);
});

test("functions that an execution invoked are invoked again; an execution that it began goes on", async () => {
  const live = setUp();
  const first = await live();
  const parent = first.start({}, "parent");
  const invoke = (Id: string, FunctionName: string) => ({
    Id,
    Type: "CHAINED_INVOKE",
    Action: "START",
    Payload: "{}",
    ChainedInvokeOptions: { FunctionName },
  });
  first.checkpoint([invoke("p", "plain"), invoke("d", "bake:1")]);
  await first.invocations[0]!.answer(pending);
  first.invoked(3);

  const second = await live();
  second.invoked(2);
  const child = second.invocations.find(({ DurableExecutionArn }) => DurableExecutionArn !== undefined)!;
  const plain = second.invocations.find(({ DurableExecutionArn }) => DurableExecutionArn === undefined)!;
  await child.answer(succeeded("rolls"));
  const again = second.last();
  expect(again.DurableExecutionArn).toBe(parent.arn);
  await plain.answer({ plain: true });
  await again.answer(pending);
  const last = second.last();
  expect(last.InitialExecutionState.Operations.slice(1)).toMatchObject([
    { Id: "p", Status: "SUCCEEDED", ChainedInvokeDetails: { Result: '{"plain":true}' } },
    { Id: "d", Status: "SUCCEEDED", ChainedInvokeDetails: { Result: '"rolls"' } },
  ]);
  expect(
    second.operations.ListDurableExecutionsByFunction({ FunctionName: "bake" }).DurableExecutions,
  ).toHaveLength(2);
});

test("the end of one that was invoked asynchronously is reported after a restart, once", async () => {
  const live = setUp();
  const sent: string[] = [];
  const lambda = async () => {
    const bakery = await live();
    const { cloud, durable, functions, runner } = bakery;
    const sqs = {
      SendMessage: ({ QueueUrl }: { QueueUrl: string }) => ({ MessageId: String(sent.push(QueueUrl)) }),
    };
    cloud.add(standIn("sqs", sqs));
    const settings = {
      onSuccess: QUEUE,
      maximumRetryAttempts: 2,
      maximumEventAgeMs: 60 * SECOND,
      modifiedAt: 0,
    };
    const configs = { of: () => settings };
    const asynchronous = createAsynchronousInvoker(
      cloud,
      runner,
      durable,
      createLineage(cloud.journal),
      configs,
    );
    asynchronous.restore((arn) => functions.find(arn))();
    return { ...bakery, asynchronous };
  };
  const first = await lambda();
  first.asynchronous.invoke(first.functions.find("bake", "1"), { payload: "{}", causes: [] });
  first.checkpoint([wait("w", 60)]);
  await first.last().answer(pending);

  const second = await lambda();
  second.cloud.clock.advance(61 * SECOND);
  await second.last().answer(succeeded("bread"));
  await expect.poll(() => keptNow(second.cloud, "lambda/asynchronous")).toEqual([]);
  expect(sent).toHaveLength(1);
  await lambda();
  expect(sent).toHaveLength(1);
});

test("ended ones are found, and keep their names; the timeout counts from the start", async () => {
  const live = setUp();
  const config = { executionTimeout: 100, retentionPeriod: 1 };
  const first = await live(config);
  const done = first.start({ loaves: 2 }, "monday");
  await first.last().answer(succeeded("bread"));
  const late = first.start({}, "tuesday");
  first.cloud.clock.advance(60 * SECOND);
  const described = first.describe(done.arn);
  const history = historyOf(first, done.arn);

  const second = await live(config);
  expect(second.describe(done.arn)).toEqual(described);
  expect(historyOf(second, done.arn)).toEqual(history);
  expect(second.start({ loaves: 2 }, "monday").arn).toBe(done.arn);
  expect(() => second.start({ loaves: 3 }, "monday")).toThrow(/already started with another payload/);
  second.cloud.clock.advance(41 * SECOND);
  expect(second.describe(late.arn)).toMatchObject({ Status: "TIMED_OUT" });
});

test("of very many that have ended, old ones are as they were", async () => {
  const bakery = await setUp()();
  const first = bakery.start({ loaves: 2 }, "monday");
  bakery.checkpoint([step("a", "START"), step("a", "SUCCEED", { Payload: "1" })]);
  await bakery.last().answer(succeeded("bread"));
  const described = bakery.describe(first.arn);
  const history = historyOf(bakery, first.arn);
  for (let number = 0; number < 150; number++) {
    bakery.start({}, `day-${number}`);
    await bakery.last().answer(succeeded("bread"));
  }
  expect(bakery.describe(first.arn)).toEqual(described);
  expect(historyOf(bakery, first.arn)).toEqual(history);
  expect(bakery.start({ loaves: 2 }, "monday").arn).toBe(first.arn);
  const listed = bakery.operations.ListDurableExecutionsByFunction({ FunctionName: "bake", MaxItems: 1000 });
  expect(listed.DurableExecutions).toHaveLength(151);
});

test("one whose function is gone is dropped, and said", async () => {
  const nextLife = createLives();
  const first = createEngineFixture(undefined, await nextLife());
  first.start();
  const second = createEngineFixture(undefined, await nextLife());
  second.functions.remove(second.functions.find("bake").fn);
  second.durable.restore();
  expect(second.cloud.state.dropped).toEqual([
    "1 durable execution: Function not found: arn:aws:lambda:eu-west-1:000000000000:function:bake:1",
  ]);
});
