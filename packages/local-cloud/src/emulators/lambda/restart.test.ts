import { expect, onTestFinished, test } from "vitest";
import { provision } from "../../testing/provision.ts";
import { createLives, keptNow } from "../../testing/restart.ts";
import { standIn } from "../../testing/stand-in.ts";
import { createSqsEmulator } from "../sqs/emulator.ts";
import { deploy } from "./fixtures/deploy.ts";
import { eventually } from "./fixtures/eventually.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:lost";
const root = { principal: { kind: "root" }, causes: [] } as const;

/** Lambda with a function, in the next life; `kill` ends what the process would take along. */
const startLambda = async (next: ReturnType<typeof createLives>, name: string) => {
  const lambda = await deploy({ watch: false }, await next());
  const { cloud, emulator } = lambda;
  const sent: Record<string, unknown>[] = [];
  cloud.add(standIn("sqs", { SendMessage: (input) => sent.push(input) && {} }));
  await lambda.add(name, { deadLetterConfig: { targetArn: QUEUE } });
  emulator.restore?.();
  await emulator.start?.();
  return {
    ...lambda,
    sent,
    runs: () => cloud.journal.hops(({ action }) => action === "Run"),
    finished: () =>
      cloud.journal.hops(({ action, durationMs }) => action === "Run" && durationMs !== undefined),
    invoke: (Payload: string) =>
      cloud.call("lambda", "Invoke", { FunctionName: name, InvocationType: "Event", Payload }, root),
  };
};
type Started = Awaited<ReturnType<typeof startLambda>>;
const payloadsOf = ({ cloud, runs }: Started) => runs().map((hop) => cloud.journal.payloads(hop).input);

test("an asynchronous invocation that was under way is begun again, and one that was done is not", async () => {
  const next = createLives();
  const before = await startLambda(next, "slow");
  await before.invoke('{"ms":1}');
  await eventually(before.finished).toHaveLength(1);
  await eventually(() => keptNow(before.cloud, "lambda/asynchronous")).toEqual([]);
  await before.invoke('{"ms":60000}');
  await eventually(before.runs).toHaveLength(2);

  const after = await startLambda(next, "slow");
  await before.emulator.stop?.();
  await eventually(() => payloadsOf(after)).toEqual(['{"ms":60000}']);
  expect(after.runs()[0]!.attempt).toBeUndefined();
  await after.emulator.stop?.();
});

test("a retry keeps its time, its number and what had failed before", async () => {
  const next = createLives();
  const before = await startLambda(next, "fail");
  await before.invoke("{}");
  await eventually(() => keptNow(before.cloud, "lambda/asynchronous")).toMatchObject([{ attempts: 1 }]);

  const after = await startLambda(next, "fail");
  await before.emulator.stop?.();
  const runsAfter = (ms: number) => {
    after.cloud.clock.advance(ms);
    return after.finished().map(({ attempt }) => attempt);
  };
  expect(after.runs()).toEqual([]);
  await eventually(() => runsAfter(60_000)).toEqual([2]);
  await eventually(() => runsAfter(120_000)).toEqual([2, 3]);
  await eventually(() => after.sent).toHaveLength(1);
  expect(await keptNow(after.cloud, "lambda/asynchronous")).toEqual([]);
  await after.emulator.stop?.();
});

test("an invocation of a function that is gone is dropped, and said", async () => {
  const next = createLives();
  const before = await startLambda(next, "hang");
  await before.invoke("{}");
  const after = await startLambda(next, "count");
  await before.emulator.stop?.();
  expect(after.cloud.state.dropped).toEqual([
    "an asynchronous invocation of arn:aws:lambda:eu-west-1:000000000000:function:hang: the function is no longer there",
  ]);
  await after.emulator.stop?.();
});

const ORDERS = "arn:aws:sqs:eu-west-1:000000000000:orders";
const startMappings = async (next: ReturnType<typeof createLives>, queue = "orders") => {
  const lambda = await deploy({ watch: false }, await next());
  const { cloud, emulator } = lambda;
  const sqs = createSqsEmulator(cloud);
  cloud.add(sqs);
  await provision(cloud, sqs, "aws:sqs/queue:Queue", queue, { name: queue });
  await lambda.add("collect");
  sqs.restore?.();
  emulator.restore?.();
  await emulator.start?.();
  const stop = () => Promise.all([emulator.stop?.(), sqs.stop?.()]);
  const list = async () => {
    const { EventSourceMappings = [] } = await cloud.call("lambda", "ListEventSourceMappings", {}, root);
    return EventSourceMappings.map(({ UUID, BatchSize }) => ({ UUID, BatchSize }));
  };
  return { cloud, stop, list };
};

test("a mapping that a call made goes on as it was changed, and goes with its queue or with a call", async () => {
  const next = createLives();
  const before = await startMappings(next);
  const { UUID } = await before.cloud.call(
    "lambda",
    "CreateEventSourceMapping",
    { FunctionName: "collect", EventSourceArn: ORDERS },
    root,
  );
  await before.cloud.call("lambda", "UpdateEventSourceMapping", { UUID: UUID!, BatchSize: 5 }, root);

  const after = await startMappings(next);
  await before.stop();
  expect(await after.list()).toEqual([{ UUID, BatchSize: 5 }]);
  const QueueUrl = `${after.cloud.endpoint}/000000000000/orders`;
  await after.cloud.call("sqs", "SendMessage", { QueueUrl, MessageBody: "bread" }, root);
  await eventually(() => after.cloud.journal.hops(({ action }) => action === "Run")).toHaveLength(1);

  const without = await startMappings(next, "others");
  await after.stop();
  expect(await without.list()).toEqual([]);
  expect(without.cloud.state.dropped).toContainEqual(expect.stringContaining(`(${UUID}): `));
  await without.stop();
});

test("what calls changed of a function stays, until the config says something else of it", async () => {
  const next = createLives();
  const start = async (timeout: number) => {
    const { cloud, emulator, add } = await deploy({ watch: false }, await next());
    await add("count", { timeout });
    emulator.restore?.();
    await emulator.start?.();
    onTestFinished(() => emulator.stop?.());
    const call = <Output>(operation: string, input: object = {}) =>
      cloud.dispatch("lambda", operation, { FunctionName: "count", ...input }, root) as Promise<Output>;
    const configuration = () =>
      call<{ Timeout: number; MemorySize: number; Environment?: { Variables: object } }>(
        "GetFunctionConfiguration",
      );
    return { cloud, call, configuration };
  };
  const before = await start(5);
  await before.call("UpdateFunctionConfiguration", {
    Timeout: 9,
    MemorySize: 512,
    Environment: { Variables: { MODE: "slow" } },
  });
  await before.call("PublishVersion", { Description: "first" });
  await before.call("CreateAlias", { Name: "live", FunctionVersion: "1", Description: "ours" });
  await before.call("PutFunctionConcurrency", { ReservedConcurrentExecutions: 3 });
  await before.call("AddPermission", {
    StatementId: "shop",
    Action: "lambda:InvokeFunction",
    Principal: "s3.amazonaws.com",
    Qualifier: "live",
  });
  const destinations = { OnSuccess: {}, OnFailure: { Destination: QUEUE } };
  for (const Qualifier of ["live", undefined])
    await before.call("PutFunctionEventInvokeConfig", {
      Qualifier,
      MaximumRetryAttempts: 1,
      DestinationConfig: destinations,
    });
  const alias = await before.call("GetAlias", { Name: "live" });
  const policy = await before.call<{ Policy: string }>("GetPolicy", { Qualifier: "live" });

  const same = await start(5);
  expect(await same.configuration()).toMatchObject({
    Timeout: 9,
    MemorySize: 512,
    Environment: { Variables: { MODE: "slow" } },
  });
  expect(await same.call("GetAlias", { Name: "live" })).toEqual(alias);
  expect(await same.call("GetFunctionConcurrency")).toEqual({ ReservedConcurrentExecutions: 3 });
  expect((await same.call<{ Policy: string }>("GetPolicy", { Qualifier: "live" })).Policy).toBe(
    policy.Policy,
  );
  expect(await same.call("ListVersionsByFunction")).toMatchObject({
    Versions: expect.arrayContaining([expect.objectContaining({ Version: "1", Description: "first" })]),
  });
  const configs = ({ call }: typeof same) =>
    call<{ FunctionEventInvokeConfigs: { FunctionArn: string }[] }>("ListFunctionEventInvokeConfigs");
  const kept = { MaximumRetryAttempts: 1, DestinationConfig: destinations };
  expect((await configs(same)).FunctionEventInvokeConfigs).toEqual([
    expect.objectContaining({ ...kept, FunctionArn: expect.stringMatching(/:live$/) }),
    expect.objectContaining({ ...kept, FunctionArn: expect.stringMatching(/:\$LATEST$/) }),
  ]);
  await same.call("DeleteFunctionEventInvokeConfig");
  await same.call("DeleteFunctionEventInvokeConfig", { Qualifier: "live" });
  await same.call("DeleteAlias", { Name: "live" });
  await same.call("DeleteFunctionConcurrency");

  const other = await start(7);
  expect(await other.configuration()).toMatchObject({ Timeout: 7, MemorySize: 512 });
  await expect(other.call("GetAlias", { Name: "live" })).rejects.toMatchObject({
    code: "ResourceNotFoundException",
  });
  expect(await other.call("GetFunctionConcurrency")).toEqual({});
  expect((await configs(other)).FunctionEventInvokeConfigs).toEqual([]);
  expect(other.cloud.state.dropped).toEqual([]);
});
