import {
  DeregisterStreamConsumerCommand,
  DescribeStreamConsumerCommand,
  ListStreamConsumersCommand,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  type StartingPosition,
  SubscribeToShardCommand,
  type SubscribeToShardEvent,
  type SubscribeToShardEventStream,
} from "@aws-sdk/client-kinesis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startKinesis } from "./kinesis.fixture.ts";

let kinesis: Awaited<ReturnType<typeof startKinesis>>;
let StreamARN: string;
beforeEach(async () => {
  kinesis = await startKinesis();
  await kinesis.stream(StreamName);
  StreamARN = kinesis.arnOf(StreamName);
});
afterEach(() => kinesis.stop());

const StreamName = "clicks";
const ShardId = "shardId-000000000000";
const put = (text: string) =>
  kinesis.client.send(
    new PutRecordCommand({ StreamName, PartitionKey: "a", Data: new TextEncoder().encode(text) }),
  );
const register = async (ConsumerName = "reader") => {
  const { Consumer } = await kinesis.client.send(
    new RegisterStreamConsumerCommand({ StreamARN, ConsumerName }),
  );
  kinesis.cloud.clock.advance(1000);
  return Consumer!;
};
const subscribe = async (ConsumerARN: string, position: Partial<StartingPosition> = {}) => {
  const { EventStream } = await kinesis.client.send(
    new SubscribeToShardCommand({
      ConsumerARN,
      ShardId,
      StartingPosition: { Type: "TRIM_HORIZON", ...position },
    }),
  );
  return EventStream![Symbol.asyncIterator]();
};
const next = async (events: AsyncIterator<SubscribeToShardEventStream>) =>
  (await events.next()).value?.SubscribeToShardEvent as SubscribeToShardEvent | undefined;
const textsOf = ({ Records }: SubscribeToShardEvent) =>
  Records!.map(({ Data }) => new TextDecoder().decode(Data));
/** Reads until as many records came. */
const texts = async (events: AsyncIterator<SubscribeToShardEventStream>, count: number) => {
  const all: string[] = [];
  while (all.length < count) all.push(...textsOf((await next(events))!));
  return all;
};

test("a consumer is registered, described, listed and deregistered", async () => {
  const { Consumer } = await kinesis.client.send(
    new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "reader" }),
  );
  expect(Consumer).toEqual({
    ConsumerName: "reader",
    ConsumerARN: expect.stringMatching(/:stream\/clicks\/consumer\/reader:\d{10}$/),
    ConsumerStatus: "CREATING",
    ConsumerCreationTimestamp: expect.any(Date),
  });
  const { ConsumerARN } = Consumer!;
  await expect(subscribe(ConsumerARN!)).rejects.toMatchObject({
    name: "ResourceInUseException",
    message: expect.stringMatching(
      /^Consumer reader with creation timestamp \d{10} under stream: clicks, account 000000000000 is not in ACTIVE status\.$/,
    ),
  });
  kinesis.cloud.clock.advance(1000);
  const described = await kinesis.client.send(new DescribeStreamConsumerCommand({ ConsumerARN }));
  expect(described.ConsumerDescription).toEqual({ ...Consumer, ConsumerStatus: "ACTIVE", StreamARN });
  const byName = { StreamARN, ConsumerName: "reader" };
  await expect(kinesis.client.send(new RegisterStreamConsumerCommand(byName))).rejects.toMatchObject({
    name: "ResourceInUseException",
  });
  const list = async () =>
    (await kinesis.client.send(new ListStreamConsumersCommand({ StreamARN }))).Consumers;
  expect(await list()).toEqual([{ ...Consumer, ConsumerStatus: "ACTIVE" }]);
  await kinesis.client.send(new DeregisterStreamConsumerCommand(byName));
  kinesis.cloud.clock.advance(1000);
  expect(await list()).toEqual([]);
  await expect(kinesis.client.send(new DescribeStreamConsumerCommand(byName))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Consumer reader, account 000000000000 not found.",
  });
});

test("a subscription hands records over as they come", async () => {
  await put("before");
  const { ConsumerARN } = await register();
  const events = await subscribe(ConsumerARN!);
  expect(await texts(events, 1)).toEqual(["before"]);
  const coming = texts(events, 2);
  await put("one");
  await put("two");
  expect(await coming).toEqual(["one", "two"]);
  await events.return?.();
});

test("a subscription goes on after the sequence number of the one before", async () => {
  for (const text of ["one", "two"]) await put(text);
  const { ConsumerARN } = await register();
  const events = await subscribe(ConsumerARN!);
  const first = (await next(events))!;
  expect(first).toMatchObject({ MillisBehindLatest: 0, ContinuationSequenceNumber: expect.any(String) });
  expect(textsOf(first)).toEqual(["one", "two"]);
  await events.return?.();
  await put("three");
  kinesis.cloud.clock.advance(6000);
  const again = await subscribe(ConsumerARN!, {
    Type: "AFTER_SEQUENCE_NUMBER",
    SequenceNumber: first.ContinuationSequenceNumber,
  });
  expect(await texts(again, 1)).toEqual(["three"]);
  await again.return?.();
});

test("without records, a subscription says so every five seconds, and ends after five minutes", async () => {
  const { ConsumerARN } = await register();
  const events = await subscribe(ConsumerARN!, { Type: "LATEST" });
  expect(await next(events)).toMatchObject({ Records: [], MillisBehindLatest: 0 });
  const quiet = next(events);
  kinesis.cloud.clock.advance(5000);
  expect(await quiet).toMatchObject({ Records: [] });
  const end = events.next();
  kinesis.cloud.clock.advance(300_000);
  expect(await end).toMatchObject({ done: true });
});

test("a later subscription takes over, but not in the first five seconds", async () => {
  const { ConsumerARN } = await register();
  const first = await subscribe(ConsumerARN!, { Type: "LATEST" });
  const busy = {
    name: "ResourceInUseException",
    message:
      "Another active subscription exists for this consumer: 000000000000:clicks:shardId-000000000000:reader",
  };
  await expect(subscribe(ConsumerARN!)).rejects.toMatchObject(busy);
  // Other consumers have subscriptions of their own.
  const other = await subscribe((await register("other")).ConsumerARN!, { Type: "LATEST" });
  kinesis.cloud.clock.advance(5000);
  const second = await subscribe(ConsumerARN!, { Type: "LATEST" });
  const told = (async () => {
    while (!(await first.next()).done);
  })();
  await expect(told).rejects.toMatchObject(busy);
  await put("one");
  expect(await texts(second, 1)).toEqual(["one"]);
  expect(await texts(other, 1)).toEqual(["one"]);
  await second.return?.();
  await other.return?.();
});

test("a subscription ends with its shard, and names the children", async () => {
  await put("one");
  const { ConsumerARN } = await register();
  const events = await subscribe(ConsumerARN!);
  expect(await texts(events, 1)).toEqual(["one"]);
  const half = String(1n << 127n);
  await kinesis.client.send(
    new SplitShardCommand({ StreamName, ShardToSplit: ShardId, NewStartingHashKey: half }),
  );
  const last = next(events);
  kinesis.cloud.clock.advance(1000);
  expect(await last).toMatchObject({
    Records: [],
    ChildShards: [{ ShardId: "shardId-000000000001" }, { ShardId: "shardId-000000000002" }],
  });
  expect(await events.next()).toMatchObject({ done: true });
});

test("a consumer that a graph declares has the ARN that the graph knows", async () => {
  const outputs = await kinesis.declare("aws:kinesis/streamConsumer:StreamConsumer", {
    name: "reader",
    streamArn: StreamARN,
  });
  const { ConsumerDescription } = await kinesis.client.send(
    new DescribeStreamConsumerCommand({ StreamARN, ConsumerName: "reader" }),
  );
  expect(ConsumerDescription).toMatchObject({ ConsumerARN: outputs.arn, ConsumerStatus: "ACTIVE" });
});
