import { PutRecordCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Resource } from "../../core/resource-graph.ts";
import { createMeter } from "../../metering/meter.ts";
import { declared } from "../../testing/provision.ts";
import { startKinesis } from "./kinesis.fixture.ts";
import { STREAM } from "./resources.ts";

let kinesis: Awaited<ReturnType<typeof startKinesis>>;
beforeEach(async () => {
  kinesis = await startKinesis();
});
afterEach(() => kinesis.stop());

const StreamName = "clicks";
const stream = async (inputs: Record<string, unknown>) => {
  const resource: Resource = declared(kinesis.cloud, STREAM, "Clicks", { name: StreamName, ...inputs });
  await kinesis.kinesis.provision![STREAM]!(resource);
  const { graph } = kinesis.cloud;
  Object.assign(kinesis.cloud, { graph: { ...graph, resources: [resource] } });
  meter();
};
let bill: { action: string; line: (string | number)[] }[] = [];
/** Meters hops when they end, as the console does: large payloads are not kept for long. */
const meter = () => {
  const { cloud } = kinesis;
  const uses = createMeter(cloud.graph, cloud.services);
  bill = [];
  cloud.journal.subscribe((hop) => {
    if (hop.durationMs === undefined && hop.action !== "HoursPassed") return;
    for (const { price, quantity } of uses(hop, cloud.journal.payloads(hop)))
      bill.push({ action: hop.action, line: [price.label, quantity] });
  });
};
const billed = (action: string) => bill.filter((each) => each.action === action).map(({ line }) => line);
const put = (bytes: number) =>
  kinesis.client.send(
    new PutRecordCommand({ StreamName, PartitionKey: "12345678", Data: new Uint8Array(bytes) }),
  );

test("a record of a provisioned stream costs a unit for each 25 KB", async () => {
  await stream({ shardCount: 1 });
  const KB = 1024;
  await put(25 * KB - 8);
  await put(25 * KB);
  const record = (bytes: number) => ({ PartitionKey: "12345678", Data: new Uint8Array(bytes) });
  await kinesis.client.send(
    new PutRecordsCommand({
      StreamName,
      Records: [record(10), record(60 * KB), record(900 * KB), record(900 * KB)],
    }),
  );
  expect(billed("PutRecord")).toEqual([
    ["PUT payload units", 1],
    ["PUT payload units", 2],
  ]);
  // The last one was more than the shard takes in a second.
  expect(billed("PutRecords")).toEqual([["PUT payload units", 1 + 3 + 37]]);
});

test("on demand, each record costs what it weighs, in whole KB", async () => {
  await stream({ streamModeDetails: { streamMode: "ON_DEMAND" } });
  await put(1);
  await put(1024);
  const GB = 1024 ** 3;
  expect(billed("PutRecord")).toEqual([
    ["GB written on demand", 1024 / GB],
    ["GB written on demand", 2048 / GB],
  ]);
});

test("shards, consumers and a longer retention cost by the hour that begins", async () => {
  await stream({ shardCount: 3, retentionPeriod: 48 });
  await kinesis.declare("aws:kinesis/streamConsumer:StreamConsumer", {
    name: "reader",
    streamArn: kinesis.arnOf(StreamName),
  });
  await kinesis.kinesis.start?.();
  expect(billed("HoursPassed")).toEqual([
    ["Shard hours", 3],
    ["Shard hours with more than 24 hours of retention", 3],
    ["Consumer shard hours", 3],
  ]);
  kinesis.cloud.clock.advance(5 * 3_600_000);
  expect(billed("HoursPassed").slice(3)).toEqual([
    ["Shard hours", 15],
    ["Shard hours with more than 24 hours of retention", 15],
    ["Consumer shard hours", 15],
  ]);
});
