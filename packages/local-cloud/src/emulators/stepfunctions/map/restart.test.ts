import { expect, test } from "vitest";
import { createLives } from "../../../testing/restart.ts";
import type { StandIns } from "../../../testing/stand-in.ts";
import { createBucket, createMaps, mapOf } from "./map.fixture.ts";

type Options = Parameters<typeof mapOf>[0];

/** Functions that answer once they may; each call is noted by its payload. */
const createOven = () => {
  const calls: string[] = [];
  const waiting: { payload: string; answer(): void }[] = [];
  let isOpen = false;
  const services: StandIns = {
    lambda: {
      Invoke: ({ Payload }) => {
        const payload = String(Payload);
        calls.push(payload);
        if (payload.includes("burn")) throw new Error("burnt");
        const result = { StatusCode: 200, Payload: payload };
        return isOpen
          ? result
          : new Promise((resolve) => waiting.push({ payload, answer: () => resolve(result) }));
      },
    },
  };
  return {
    calls,
    services,
    open: () => {
      isOpen = true;
    },
    answer: (payload: string) => waiting.find((one) => one.payload === JSON.stringify(payload))!.answer(),
  };
};
const bake = {
  Bake: { Type: "Task", Resource: "arn:aws:lambda:eu-west-1:000000000000:function:bake", End: true },
};

/** Each call is a process with the machine, which goes on with what the one before it left. */
const setUp = (
  options: Options,
  { services }: Pick<ReturnType<typeof createOven>, "services">,
  bucket = createBucket(),
) => {
  const nextLife = createLives();
  return async () => {
    const maps = createMaps(bucket, services, await nextLife());
    const machine = await maps.machine("Import", mapOf({ states: bake, ...options }));
    maps.emulator.restore?.();
    await maps.emulator.start?.();
    return { ...maps, machine };
  };
};
const until = async (probe: () => unknown, value: unknown) => expect.poll(probe).toEqual(value);

test.each(["STANDARD", "EXPRESS"] as const)(
  "a map run goes on with what is left, and its %s executions that were under way",
  async (executionType) => {
    const oven = createOven();
    const live = setUp({ executionType, map: { MaxConcurrency: 2 } }, oven);
    const first = await live();
    const arn = await first.start(first.machine, ["a", "b", "c", "d"]);
    await until(() => oven.calls, ['"a"', '"b"']);
    oven.answer("b");
    await until(() => oven.calls, ['"a"', '"b"', '"c"']);
    const { mapRunArn } = await first.mapRunOf(arn);

    const second = await live();
    await until(() => oven.calls.slice(3).sort(), ['"a"', '"c"']);
    expect((await second.mapRunOf(arn)).itemCounts).toMatchObject({ succeeded: 1, running: 2 });
    oven.open();
    const third = await live();
    expect(await third.end(arn)).toMatchObject({
      status: "SUCCEEDED",
      output: ["a", "b", "c", "d"],
    });
    expect(oven.calls.filter((payload) => payload === '"b"')).toHaveLength(1);
    expect(oven.calls.filter((payload) => payload === '"d"')).toHaveLength(1);
    expect(await third.mapRunOf(arn)).toMatchObject({
      mapRunArn,
      status: "SUCCEEDED",
      itemCounts: { total: 4, succeeded: 4, pending: 0, running: 0 },
      executionCounts: { total: 4, succeeded: 4 },
    });
    const { executions = [] } = await third.call("ListExecutions", { mapRunArn });
    expect(executions).toHaveLength(executionType === "STANDARD" ? 4 : 0);

    const fourth = await live();
    expect(await fourth.mapRunOf(arn)).toMatchObject({ status: "SUCCEEDED", itemCounts: { total: 4 } });
    expect(fourth.cloud.state.dropped).toEqual([]);
  },
);

test("results that were there before are written with those that come after", async () => {
  const oven = createOven();
  const bucket = createBucket();
  const ResultWriter = {
    Resource: "arn:aws:states:::s3:putObject",
    Arguments: { Bucket: "out", Prefix: "p" },
    WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" },
  };
  const ItemBatcher = { MaxItemsPerBatch: 2 };
  const live = setUp(
    { executionType: "STANDARD", map: { MaxConcurrency: 1, ResultWriter, ItemBatcher } },
    oven,
    bucket,
  );
  const batch = (...Items: string[]) => JSON.stringify({ Items });
  const first = await live();
  const arn = await first.start(first.machine, ["a", "b", "c"]);
  await until(() => oven.calls, [batch("a", "b")]);
  oven.open();
  const second = await live();
  await second.end(arn);
  expect(oven.calls).toEqual([batch("a", "b"), batch("a", "b"), batch("c")]);
  const [folder = ""] = Object.keys(bucket.put);
  const manifest = bucket.json(folder.replace(/[^/]*$/, "manifest.json"));
  expect(bucket.json(manifest.ResultFiles.SUCCEEDED[0].Key)).toEqual([
    { Items: ["a", "b"] },
    { Items: ["c"] },
  ]);
  expect(await second.mapRunOf(arn)).toMatchObject({ itemCounts: { total: 3, resultsWritten: 3 } });
});

test("failures that came before count with those that come after", async () => {
  const oven = createOven();
  const live = setUp(
    { executionType: "EXPRESS", map: { MaxConcurrency: 1, ToleratedFailureCount: 1 } },
    oven,
  );
  const first = await live();
  const arn = await first.start(first.machine, ["burn", "a", "burn"]);
  await until(() => oven.calls, ['"burn"', '"a"']);
  oven.open();
  const second = await live();
  expect(await second.end(arn)).toMatchObject({
    status: "FAILED",
    error: "States.ExceedToleratedFailureThreshold",
  });
  expect(await second.mapRunOf(arn)).toMatchObject({
    status: "FAILED",
    itemCounts: { total: 3, failed: 2, succeeded: 1 },
  });
});
