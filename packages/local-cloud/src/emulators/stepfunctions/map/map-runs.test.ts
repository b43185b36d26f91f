import { describe, expect, test } from "vitest";
import { createIam } from "../../../iam/index.ts";
import { createMeter } from "../../../metering/meter.ts";
import { usdOf } from "../../../metering/price.ts";
import { provision } from "../../../testing/provision.ts";
import { createBucket, createMaps, csvReader, mapOf } from "./map.fixture.ts";

const ResultWriter = {
  Resource: "arn:aws:states:::s3:putObject",
  Arguments: { Bucket: "results", Prefix: "imports" },
};
const waiting = { Row: { Type: "Wait", Seconds: 60, End: true } };

const historyOf = async (maps: ReturnType<typeof createMaps>, executionArn: string) => {
  const { events = [] } = await maps.call("GetExecutionHistory", { executionArn });
  return events;
};

describe("the history of the parent", () => {
  test("of a run that succeeds", async () => {
    const maps = createMaps(createBucket());
    const { execution } = await maps.run({}, [1, 2]);
    const events = await historyOf(maps, execution);
    expect(events.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
      "ExecutionSucceeded",
    ]);
    expect(events[2]!.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(events[3]!.mapRunStartedEventDetails?.mapRunArn).toMatch(/:mapRun:Import0\/Rows:/);
  });

  test("of a run that fails", async () => {
    const maps = createMaps(createBucket());
    const { execution } = await maps.run({ states: { Row: { Type: "Fail", Error: "Stale" } } }, [1]);
    const events = await historyOf(maps, execution);
    expect(events.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    expect(events[4]!.mapRunFailedEventDetails).toEqual({
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
    });
  });

  test("a state that is tried again has another run", async () => {
    let left = 1;
    const bucket = createBucket({ "menu.csv": "name\nbread\n" });
    const GetObject = (input: { Key: string }) => {
      if (left-- > 0) throw new Error("busy");
      return bucket.s3.GetObject(input);
    };
    const maps = createMaps({ ...bucket, s3: { ...bucket.s3, GetObject } });
    const Retry = [{ ErrorEquals: ["States.ItemReaderFailed"], IntervalSeconds: 1 }];
    const arn = await maps.machine("Again", mapOf({ map: { ItemReader: csvReader("menu.csv"), Retry } }));
    const execution = await maps.start(arn);
    await maps.cloud.journal.waitFor(({ action, error }) => action === "BeginMapRun" && error !== undefined);
    await maps.idle();
    maps.cloud.clock.advance(1000);
    expect((await maps.end(execution)).status).toBe("SUCCEEDED");
    expect((await maps.call("ListMapRuns", { executionArn: execution })).mapRuns).toHaveLength(2);
  });
});

describe("while it runs", () => {
  const begin = async (options: Parameters<typeof mapOf>[0] = {}, rows: unknown[] = [1, 2, 3, 4, 5]) => {
    const maps = createMaps(createBucket());
    const arn = await maps.machine(
      "Import",
      mapOf({ states: waiting, executionType: "STANDARD", ...options }),
    );
    const execution = await maps.start(arn, rows);
    await maps.cloud.journal.waitFor(({ action, source }) => action === "EnterState" && source === "Row");
    for (let turn = 0; turn < 10; turn++) await maps.idle();
    return { ...maps, execution };
  };

  test("its progress can be read, and its limits changed", async () => {
    const maps = await begin({ map: { MaxConcurrency: 2 } });
    const run = await maps.mapRunOf(maps.execution);
    expect(run).toMatchObject({
      status: "RUNNING",
      maxConcurrency: 2,
      itemCounts: { pending: 3, running: 2, succeeded: 0, total: 5 },
      executionCounts: { pending: 3, running: 2, total: 5 },
    });
    const { mapRunArn } = run;
    await maps.call("UpdateMapRun", { mapRunArn: mapRunArn!, maxConcurrency: 4, toleratedFailureCount: 3 });
    expect(await maps.mapRunOf(maps.execution)).toMatchObject({
      maxConcurrency: 4,
      toleratedFailureCount: 3,
      itemCounts: { pending: 1, running: 4 },
    });
    maps.cloud.clock.advance(61_000);
    for (let turn = 0; turn < 10; turn++) await maps.idle();
    expect((await maps.mapRunOf(maps.execution)).itemCounts).toMatchObject({ succeeded: 4, running: 1 });
    maps.cloud.clock.advance(61_000);
    expect((await maps.end(maps.execution)).output).toEqual([1, 2, 3, 4, 5]);
    await expect(
      maps.call("UpdateMapRun", { mapRunArn: mapRunArn!, maxConcurrency: 1 }),
    ).rejects.toMatchObject({
      code: "ValidationException",
    });
  });

  test("its Standard executions are listed, and read by their ARNs", async () => {
    const maps = await begin();
    const { mapRunArn } = await maps.mapRunOf(maps.execution);
    const { executions = [] } = await maps.call("ListExecutions", { mapRunArn, statusFilter: "RUNNING" });
    expect(executions).toHaveLength(5);
    expect(executions[0]).toMatchObject({
      executionArn: expect.stringMatching(
        /^arn:aws:states:eu-west-1:000000000000:execution:Import\/Rows:[0-9a-f-]{36}$/,
      ),
      stateMachineArn: "arn:aws:states:eu-west-1:000000000000:stateMachine:Import/Rows",
      mapRunArn,
    });
    const { executionArn } = executions[0]!;
    expect(await maps.call("DescribeExecution", { executionArn: executionArn! })).toMatchObject({
      mapRunArn,
      input: "5",
    });
    expect(
      await maps.call("DescribeStateMachineForExecution", { executionArn: executionArn! }),
    ).toMatchObject({ mapRunArn, label: "Rows", definition: expect.stringContaining('"DISTRIBUTED"') });
    maps.cloud.clock.advance(61_000);
    await maps.end(maps.execution);
    const events = await historyOf(maps, executionArn!);
    expect(events.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "WaitStateEntered",
      "WaitStateExited",
      "ExecutionSucceeded",
    ]);
  });

  test("whoever stops the parent stops them", async () => {
    const maps = await begin();
    const { mapRunArn } = await maps.mapRunOf(maps.execution);
    await maps.call("StopExecution", { executionArn: maps.execution });
    for (let turn = 0; turn < 10; turn++) await maps.idle();
    expect(await maps.mapRunOf(maps.execution)).toMatchObject({
      status: "ABORTED",
      stopDate: expect.any(Date),
      itemCounts: { aborted: 5, running: 0, pending: 0, total: 5 },
    });
    const { executions } = await maps.call("ListExecutions", { mapRunArn, statusFilter: "ABORTED" });
    expect(executions).toHaveLength(5);
  });

  test("one that waits for its timeout is counted as such", async () => {
    const states = {
      Row: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        Arguments: {},
        TimeoutSeconds: 5,
        End: true,
      },
    };
    const maps = createMaps(createBucket(), { sqs: { SendMessage: () => new Promise(() => {}) } });
    const arn = await maps.machine("Import", mapOf({ states, map: { ToleratedFailureCount: 9 } }));
    const execution = await maps.start(arn, [1]);
    await maps.cloud.journal.waitFor(({ action }) => action === "SendMessage");
    await maps.idle();
    maps.cloud.clock.advance(6000);
    await maps.end(execution);
    expect((await maps.mapRunOf(execution)).itemCounts).toMatchObject({ failed: 1, total: 1 });
  });
});

describe("the API", () => {
  test.each([
    [
      "DescribeMapRun",
      { mapRunArn: "arn:aws:states:eu-west-1:000000000000:mapRun:a/b:c" },
      "ResourceNotFound",
    ],
    ["DescribeMapRun", {}, "ValidationException"],
    ["UpdateMapRun", { mapRunArn: "x", maxConcurrency: 1 }, "ResourceNotFound"],
    ["ListMapRuns", { executionArn: "x" }, "InvalidArn"],
    [
      "ListMapRuns",
      { executionArn: "arn:aws:states:eu-west-1:000000000000:execution:a:b" },
      "ExecutionDoesNotExist",
    ],
    ["ListExecutions", {}, "ValidationException"],
    ["ListExecutions", { mapRunArn: "x" }, "ResourceNotFound"],
    ["ListExecutions", { mapRunArn: "x", stateMachineArn: "y" }, "ValidationException"],
  ] as const)("%s %j answers %s", async (operation, input, code) => {
    const { call } = createMaps(createBucket());
    await expect(call(operation, input as never)).rejects.toMatchObject({ code });
  });
});

test("the machine's role must be allowed to start executions of it", async () => {
  const maps = createMaps(createBucket());
  const iam = createIam(maps.cloud);
  maps.cloud.guard(iam);
  const denied = await maps.run({}, [1]);
  expect(denied).toMatchObject({
    error: "States.Permissions",
    cause: expect.stringContaining("states:StartExecution"),
  });
  const Statement = [{ Effect: "Allow", Action: "states:StartExecution", Resource: "*" }];
  await provision(maps.cloud, iam, "aws:iam/role:Role", "Import1", {
    name: "Import1",
    assumeRolePolicy: "{}",
    inlinePolicies: [{ policy: JSON.stringify({ Statement }) }],
  });
  expect((await maps.run({}, [1])).status).toBe("SUCCEEDED");
});

test("what a large run costs is counted, although the journal has hops of its first 2,000 executions only", async () => {
  const cost = async (executionType: "STANDARD" | "EXPRESS") => {
    const maps = createMaps(createBucket());
    await maps.run({ executionType, map: { Output: {}, ResultWriter } }, Array(2300).fill(1));
    const { journal, graph, services } = maps.cloud;
    const meter = createMeter(graph, services);
    const uses = journal.hops().flatMap((hop) => meter(hop, journal.payloads(hop)));
    const quantity = (label: string) =>
      uses.filter(({ price }) => price.label === label).reduce((sum, use) => sum + use.quantity, 0);
    const begun = journal.hops(
      ({ action, resource }) => action === "BeginExecution" && resource.includes("/Rows:"),
    );
    return {
      begun: begun.length,
      transitions: quantity("Standard state transitions"),
      requests: quantity("Express requests"),
      seconds: quantity("Express GB-seconds") / (64 / 1024),
    };
  };
  const express = await cost("EXPRESS");
  expect(express).toMatchObject({ begun: 2000, transitions: 2, requests: 2300 });
  expect(express.seconds).toBeGreaterThanOrEqual(229.9);
  expect(await cost("STANDARD")).toMatchObject({ begun: 2000, transitions: 2 + 2300 * 2, requests: 0 });
});

test("two states of Express children cost a request each, those of Standard ones transitions", async () => {
  const cost = async (executionType: "STANDARD" | "EXPRESS") => {
    const maps = createMaps(createBucket());
    const states = { Row: { Type: "Pass", Next: "End" }, End: { Type: "Pass", End: true } };
    const { execution } = await maps.run({ states, executionType }, Array(10).fill(1));
    const meter = createMeter(maps.cloud.graph, maps.cloud.services);
    const uses = maps.cloud.journal.hops().flatMap((hop) => meter(hop, maps.cloud.journal.payloads(hop)));
    const quantity = (label: string) =>
      uses.filter(({ price }) => price.label === label).reduce((sum, use) => sum + use.quantity, 0);
    return {
      execution,
      transitions: quantity("Standard state transitions"),
      requests: quantity("Express requests"),
      usd: uses.reduce((sum, use) => sum + usdOf(use), 0),
    };
  };
  // The parent begins and enters its Map.
  expect(await cost("EXPRESS")).toMatchObject({ transitions: 2, requests: 10 });
  expect(await cost("STANDARD")).toMatchObject({ transitions: 2 + 10 * 3, requests: 0 });
});

test("the journal has the run, its executions below it, and words about how far it is", async () => {
  const maps = createMaps(createBucket());
  const { execution } = await maps.run({}, [1, 2, 3]);
  const { journal, services } = maps.cloud;
  const [run] = journal.hops(({ action }) => action === "BeginMapRun");
  expect(run).toMatchObject({
    source: "Import",
    durationMs: expect.any(Number),
    output: { status: "SUCCEEDED" },
  });
  const children = journal.hops(
    ({ action, resource }) => action === "BeginExecution" && resource.includes(":express:"),
  );
  expect(children.map(({ causes }) => causes)).toEqual([[run!.id], [run!.id], [run!.id]]);
  const [last] = journal.hops(({ action }) => action === "MapRunProgress").slice(-1);
  expect(services.kindOf(last!).note?.(last!, journal.payloads(last!))).toBe("3 of 3 items");
  const machine = "arn:aws:states:eu-west-1:000000000000:stateMachine:Import0";
  const { wholeArn } = services.of("states")!;
  expect([run!.resource, children[0]!.resource, execution].map((arn) => wholeArn?.(arn))).toEqual([
    machine,
    machine,
    machine,
  ]);
  expect(new Set(journal.hops().map(({ traceId }) => traceId)).size).toBeLessThanOrEqual(2);
});
