import { expect, onTestFinished, test } from "vitest";
import { createKinesisEmulator } from "../emulators/kinesis/emulator.ts";
import { startSmallApp } from "./small-app.fixture.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;

const startApp = async () => {
  const app = await startSmallApp();
  onTestFinished(app.stop);
  const kinesis = createKinesisEmulator(app.cloud);
  onTestFinished(async () => kinesis.stop?.());
  app.cloud.add(kinesis);
  await app.cloud.call("kinesis", "CreateStream", { StreamName: "clicks", ShardCount: 2 }, root);
  app.cloud.clock.advance(1000);
  return app;
};
const put = (app: Awaited<ReturnType<typeof startApp>>, PartitionKey: string, text: string | Uint8Array) =>
  app.cloud.call(
    "kinesis",
    "PutRecord",
    { StreamName: "clicks", PartitionKey, Data: Buffer.from(text as string) },
    root,
  );

test("streams are shown with their shards, and how far readers are behind", async () => {
  const app = await startApp();
  const source = app.cloud.use("kinesisStreams").get("arn:aws:kinesis:eu-west-1:000000000000:stream/clicks")!;
  const stop = source.onChange(() => undefined);
  for (const { shardId } of source.shards()) await source.read(shardId, undefined, 10);
  // The MD5 of "a" begins with 0c, that of "b" with 92.
  await put(app, "a", "one");
  await put(app, "a", "two");
  await put(app, "b", "three");
  app.cloud.clock.advance(4000);
  const { streams } = await app.get("/api/streams");
  expect(streams).toEqual([
    {
      name: "clicks",
      label: "clicks",
      node: "stream:clicks",
      area: "shop",
      arn: "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks",
      mode: "PROVISIONED",
      status: "ACTIVE",
      retentionHours: 24,
      shards: [0, 1].map((number) => ({
        id: `shardId-00000000000${number}`,
        open: true,
        parents: [],
        share: expect.closeTo(0.5, 3),
        records: 2 - number,
        written: 2 - number,
        refused: 0,
        lastAt: expect.any(Number),
      })),
      consumers: [],
      readers: [{ arn: source.arn, behindMs: expect.any(Number) }],
    },
  ]);
  expect(streams[0]!.readers[0]!.behindMs).toBeGreaterThanOrEqual(4000);
  stop();
  expect((await app.get("/api/streams")).streams[0]!.readers).toEqual([]);
});

test("the last records are shown, newest first, with what is personal masked", async () => {
  const app = await startApp();
  await put(app, "a", '{"email":"ann@example.com","sku":"bread"}');
  app.cloud.clock.advance(1);
  await put(app, "b", Uint8Array.of(0xff, 0xfe) as never);
  app.cloud.clock.advance(1);
  await put(app, "a", "plain");
  const records = async (query: string) =>
    (await app.get(`/api/streams/clicks/records${query}` as "/api/streams/{name}/records")).records;
  const all = await records("");
  expect(all.map(({ partitionKey, size }) => [partitionKey, size])).toEqual([
    ["a", 5],
    ["b", 2],
    ["a", 41],
  ]);
  expect(all[0]).toMatchObject({ data: "plain", traceId: expect.any(String) });
  expect(all[1]).toMatchObject({ data: "//4=", base64: true });
  expect(all[2]!.data).not.toContain("ann@example.com");
  expect(all[2]!.data).toContain("bread");
  expect(await records("?shard=shardId-000000000001")).toHaveLength(1);
  expect(await records("?limit=1")).toHaveLength(1);
  expect(await app.get("/api/streams/clicks/records?shard=nowhere" as "/api/streams")).toMatchObject({
    message: "There is no stream clicks with a shard nowhere.",
  });
});
