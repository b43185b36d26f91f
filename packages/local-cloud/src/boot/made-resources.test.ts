import { expect, onTestFinished, test } from "vitest";
import { readMap } from "../console/map/model.ts";
import { createKinesisEmulator } from "../emulators/kinesis/emulator.ts";
import { createS3Emulator } from "../emulators/s3/emulator.ts";
import { createSnsEmulator } from "../emulators/sns/emulator.ts";
import { createSqsEmulator } from "../emulators/sqs/emulator.ts";
import { createTestCloud } from "../testing/fake-cloud.ts";

const nobody = { principal: { kind: "root" }, causes: [] } as const;

const setUp = () => {
  const cloud = createTestCloud();
  onTestFinished(() => cloud.clock.stop());
  for (const create of [createSqsEmulator, createSnsEmulator, createKinesisEmulator, createS3Emulator])
    cloud.add(create(cloud));
  const map = readMap(cloud.graph, cloud.services);
  return {
    cloud,
    map,
    call: (service: string, operation: string, input: object) =>
      cloud.dispatch(service, operation, input, nobody) as Promise<Record<string, string>>,
    names: () =>
      map.nodes.all.map(({ kind, name }) => `${kind} ${name}`).filter((name) => !/Clients/.test(name)),
  };
};

test("queues, topics and subscriptions that calls make are on the map, with their ways, until they are deleted", async () => {
  const { call, map, names } = setUp();
  const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "orders" });
  await call("sqs", "CreateQueue", { QueueName: "orders" });
  const { TopicArn } = await call("sns", "CreateTopic", { Name: "news" });
  const { SubscriptionArn } = await call("sns", "Subscribe", {
    TopicArn,
    Protocol: "sqs",
    Endpoint: "arn:aws:sqs:eu-west-1:000000000000:orders",
  });
  expect(names()).toEqual(["queue orders", "topic news"]);
  expect(map.edges.map(({ from, to }) => [from, to])).toEqual([["topic:news", "queue:orders"]]);
  await call("sns", "Unsubscribe", { SubscriptionArn });
  expect(map.edges).toEqual([]);
  await call("sns", "DeleteTopic", { TopicArn });
  await call("sqs", "DeleteQueue", { QueueUrl });
  expect(names()).toEqual([]);
});

test("a queue with a dead-letter queue leads to it", async () => {
  const { call, names } = setUp();
  await call("sqs", "CreateQueue", { QueueName: "dead" });
  await call("sqs", "CreateQueue", {
    QueueName: "orders",
    Attributes: {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: "arn:aws:sqs:eu-west-1:000000000000:dead",
        maxReceiveCount: 3,
      }),
    },
  });
  expect(names()).toEqual(["deadLetterQueue dead", "queue orders"]);
});

test("streams and buckets that calls make are on the map until they are gone", async () => {
  const { cloud, call, names } = setUp();
  await call("kinesis", "CreateStream", { StreamName: "clicks", ShardCount: 2 });
  await call("kinesis", "CreateStream", {
    StreamName: "taps",
    StreamModeDetails: { StreamMode: "ON_DEMAND" },
  });
  await call("s3", "CreateBucket", { Bucket: "menus" });
  expect(names()).toEqual(["stream clicks", "stream taps", "bucket menus"]);
  await call("s3", "DeleteBucket", { Bucket: "menus" });
  cloud.clock.advance(1000);
  await call("kinesis", "DeleteStream", { StreamName: "clicks" });
  await call("kinesis", "DeleteStream", { StreamName: "taps" });
  cloud.clock.advance(1000);
  expect(names()).toEqual([]);
});

test("what a schema refuses is not made", async () => {
  const { cloud } = setUp();
  await expect(
    cloud.made.make("aws:sqs/queue:Queue", "q", { name: "q", colour: "red" }),
  ).rejects.toMatchObject({
    code: "ValidationException",
    message: "colour: not implemented by the local cloud",
  });
  await expect(cloud.made.make("aws:nobody/knows:It", "q", {})).rejects.toThrow("There is no resource type");
  expect(cloud.graph.resources).toEqual([]);
});
