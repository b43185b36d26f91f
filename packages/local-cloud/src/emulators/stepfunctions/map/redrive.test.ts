import { expect, test } from "vitest";
import { createLives } from "../../../testing/restart.ts";
import { createBucket, createMaps, mapOf } from "./map.fixture.ts";

type Options = Parameters<typeof mapOf>[0];
const lambda = (name: string, next: object) => ({
  Type: "Task",
  Resource: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
  ...next,
});
/** The second state may fail: a Standard execution goes on with it. */
const states = { Mix: lambda("mix", { Next: "Bake" }), Bake: lambda("bake", { End: true }) };

/** A map run over `items`, whose executions fail at "bake" with each item among `burning`. */
const setUp = async (options: Options, bucket = createBucket()) => {
  const calls: string[] = [];
  const burning = new Set<string>();
  /** Calls that are never answered. */
  const slow = new Set<string>();
  const services = {
    lambda: {
      Invoke: ({ FunctionName = "", Payload }: { FunctionName?: string; Payload?: unknown }) => {
        const name = FunctionName.split(":").at(-1);
        calls.push(`${name} ${Payload}`);
        if (name === "bake" && burning.has(JSON.parse(String(Payload)))) throw new Error("burnt");
        if (slow.has(`${name} ${Payload}`)) return new Promise<never>(() => {});
        return { StatusCode: 200, Payload: String(Payload) };
      },
    },
  };
  const nextLife = createLives();
  const live = async () => {
    const maps = createMaps(bucket, services, await nextLife());
    const machine = await maps.machine("Import", mapOf({ states, ...options }));
    maps.emulator.restore?.();
    await maps.emulator.start?.();
    const describe = (executionArn: string) => maps.call("DescribeExecution", { executionArn });
    const over = async (executionArn: string) => {
      await expect.poll(async () => (await describe(executionArn)).status).not.toBe("RUNNING");
      return describe(executionArn);
    };
    const redrive = async (executionArn: string) => {
      await maps.call("RedriveExecution", { executionArn });
      return over(executionArn);
    };
    return { ...maps, machine, describe, over, redrive };
  };
  return { calls, burning, slow, live };
};
const outputOf = ({ output = "null" }: { output?: string | undefined }) => JSON.parse(output) as unknown[];

test.each(["STANDARD", "EXPRESS"] as const)(
  "only %s executions that failed or never began are run again, in the same Map Run",
  async (executionType) => {
    const { calls, burning, live } = await setUp({ executionType, map: { MaxConcurrency: 1 } });
    burning.add("b");
    const maps = await live();
    const arn = await maps.start(maps.machine, ["a", "b", "c"]);
    expect(await maps.over(arn)).toMatchObject({ status: "FAILED", redriveStatus: "REDRIVABLE" });
    const before = await maps.mapRunOf(arn);
    expect(before).toMatchObject({ status: "FAILED", redriveCount: 0 });
    expect(before.itemCounts).toMatchObject({ succeeded: 1, failed: 1, aborted: 1, total: 3 });

    burning.clear();
    calls.length = 0;
    const ended = await maps.redrive(arn);
    expect(ended.status).toBe("SUCCEEDED");
    expect(outputOf(ended)).toEqual(["a", "b", "c"]);
    const again = executionType === "STANDARD" ? [] : ['mix "b"'];
    expect(calls).toEqual([...again, 'bake "b"', 'mix "c"', 'bake "c"']);
    const after = await maps.mapRunOf(arn);
    const counts = {
      succeeded: 3,
      failed: 0,
      aborted: 0,
      pendingRedrive: 0,
      failuresNotRedrivable: 0,
      total: 3,
    };
    expect(after).toMatchObject({
      mapRunArn: before.mapRunArn,
      status: "SUCCEEDED",
      redriveCount: 1,
      redriveDate: expect.any(Date),
      itemCounts: counts,
      executionCounts: counts,
    });
    const events = await maps.history(arn);
    expect(events.find(({ type }) => type === "MapRunRedriven")?.mapRunRedrivenEventDetails).toEqual({
      mapRunArn: after.mapRunArn,
      redriveCount: 1,
    });
  },
);

test("a Standard child execution keeps its ARN, and is redriven with its parent alone", async () => {
  const { burning, live } = await setUp({ executionType: "STANDARD" });
  burning.add("a");
  const maps = await live();
  const arn = await maps.start(maps.machine, ["a"]);
  await maps.over(arn);
  const { mapRunArn } = await maps.mapRunOf(arn);
  const { executions = [] } = await maps.call("ListExecutions", { mapRunArn });
  const executionArn = executions[0]!.executionArn!;
  expect(await maps.describe(executionArn)).toMatchObject({ redriveStatus: "REDRIVABLE_BY_MAP_RUN" });
  await expect(maps.call("RedriveExecution", { executionArn })).rejects.toMatchObject({
    code: "ExecutionNotRedrivable",
  });

  // It may fail once more, and be redriven once more.
  expect((await maps.redrive(arn)).status).toBe("FAILED");
  burning.clear();
  expect((await maps.redrive(arn)).status).toBe("SUCCEEDED");
  expect(await maps.describe(executionArn)).toMatchObject({ status: "SUCCEEDED", redriveCount: 2 });
  expect((await maps.mapRunOf(arn)).executionCounts).toMatchObject({ succeeded: 1, failed: 0, total: 1 });
});

test("an execution that was stopped redrives those that were stopped with it", async () => {
  const { live } = await setUp({
    executionType: "STANDARD",
    states: { Rest: { Type: "Wait", Seconds: 60, End: true } },
    map: { MaxConcurrency: 2 },
  });
  const maps = await live();
  const executionArn = await maps.start(maps.machine, ["a", "b", "c"]);
  await expect.poll(async () => (await maps.call("ListMapRuns", { executionArn })).mapRuns).toHaveLength(1);
  const running = async () => (await maps.mapRunOf(executionArn)).itemCounts;
  await expect.poll(running).toMatchObject({ running: 2, pending: 1 });
  await maps.call("StopExecution", { executionArn });
  await maps.call("RedriveExecution", { executionArn });
  await expect.poll(running).toMatchObject({ running: 2, pending: 1, aborted: 0, total: 3 });
  await maps.call("StopExecution", { executionArn });
});

test.each(["STANDARD", "EXPRESS"] as const)(
  "after a restart %s executions are redriven as before it, and files have each result once",
  async (executionType) => {
    const bucket = createBucket();
    const ResultWriter = {
      Resource: "arn:aws:states:::s3:putObject",
      Arguments: { Bucket: "out", Prefix: "p" },
      WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" },
    };
    const map = { MaxConcurrency: 1, ResultWriter };
    const { calls, burning, live } = await setUp({ executionType, map }, bucket);
    burning.add("b");
    const first = await live();
    const arn = await first.start(first.machine, ["a", "b", "c"]);
    await first.over(arn);

    burning.clear();
    calls.length = 0;
    const second = await live();
    expect((await second.redrive(arn)).status).toBe("SUCCEEDED");
    expect(calls).not.toContain('bake "a"');
    const manifest = bucket.json(Object.keys(bucket.put).find((key) => key.endsWith("manifest.json"))!);
    const { SUCCEEDED, ...others } = manifest.ResultFiles;
    expect(SUCCEEDED.flatMap(({ Key }: { Key: string }) => bucket.json(Key))).toEqual(["a", "b", "c"]);
    expect(others).toEqual({ FAILED: [], PENDING: [] });
    expect((await second.mapRunOf(arn)).itemCounts).toMatchObject({
      succeeded: 3,
      resultsWritten: 3,
      total: 3,
    });
  },
);

test.each(["STANDARD", "EXPRESS"] as const)(
  "a redrive goes on over a restart with the %s executions that still wait for theirs",
  async (executionType) => {
    const map = { MaxConcurrency: 1, ToleratedFailureCount: 1 };
    const { calls, burning, slow, live } = await setUp({ executionType, map });
    for (const item of ["a", "b"]) burning.add(item);
    const first = await live();
    const arn = await first.start(first.machine, ["a", "b", "c"]);
    expect((await first.over(arn)).status).toBe("FAILED");

    burning.clear();
    slow.add('bake "a"');
    calls.length = 0;
    await first.call("RedriveExecution", { executionArn: arn });
    await expect.poll(() => calls.at(-1)).toBe('bake "a"');
    const counts = { running: 1, pendingRedrive: 1, failed: 0, total: 3 };
    await expect.poll(async () => (await first.mapRunOf(arn)).itemCounts).toMatchObject(counts);

    slow.clear();
    const second = await live();
    const ended = await second.over(arn);
    expect(ended.status).toBe("SUCCEEDED");
    expect(outputOf(ended)).toEqual(["a", "b", "c"]);
    expect(calls.filter((call) => call === 'bake "b"')).toHaveLength(1);
    expect((await second.mapRunOf(arn)).itemCounts).toMatchObject({
      succeeded: 3,
      pendingRedrive: 0,
      total: 3,
    });
  },
);

test("counts what failed too long ago to be redriven, and leaves it as it is", async () => {
  const { burning, slow, live } = await setUp({
    executionType: "STANDARD",
    map: { MaxConcurrency: 1, ToleratedFailureCount: 1 },
  });
  burning.add("a");
  slow.add('mix "b"');
  const maps = await live();
  const arn = await maps.start(maps.machine, ["a", "b", "c"]);
  await expect
    .poll(async () => (await maps.mapRunOf(arn)).itemCounts)
    .toMatchObject({ failed: 1, running: 1 });
  maps.cloud.clock.advance(15 * 24 * 3_600_000);
  await maps.call("StopExecution", { executionArn: arn });
  slow.clear();
  burning.clear();
  const ended = await maps.redrive(arn);
  expect([ended.status, outputOf(ended)]).toEqual(["SUCCEEDED", ["b", "c"]]);
  expect((await maps.mapRunOf(arn)).itemCounts).toMatchObject({
    succeeded: 2,
    failed: 1,
    failuresNotRedrivable: 1,
    pendingRedrive: 0,
    total: 3,
  });
});

test("a Map Run is redriven a thousand times at most", async () => {
  const { burning, live } = await setUp({ executionType: "STANDARD" });
  burning.add("a");
  const before = await live();
  const arn = await before.start(before.machine, ["a"]);
  await before.over(arn);
  await before.cloud.state.settled?.();
  before.cloud.state.database.exec(
    "UPDATE records SET value = json_set(value, '$.redriveCount', 999) WHERE name = 'states/map-runs'",
  );
  const after = await live();
  expect(await after.redrive(arn)).toMatchObject({ status: "FAILED" });
  expect(await after.mapRunOf(arn)).toMatchObject({ redriveCount: 1000 });
  burning.clear();
  expect(await after.redrive(arn)).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  expect(await after.mapRunOf(arn)).toMatchObject({ redriveCount: 1000, status: "FAILED" });
});
