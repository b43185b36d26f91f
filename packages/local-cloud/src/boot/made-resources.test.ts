import { expect, onTestFinished, test } from "vitest";
import { readMap } from "../console/map/model.ts";
import { createEventBridgeEmulator } from "../emulators/eventbridge/emulator.ts";
import { createKinesisEmulator } from "../emulators/kinesis/emulator.ts";
import { createS3Emulator } from "../emulators/s3/emulator.ts";
import { createSnsEmulator } from "../emulators/sns/emulator.ts";
import { createSqsEmulator } from "../emulators/sqs/emulator.ts";
import { createTestCloud, type TestCloud } from "../testing/fake-cloud.ts";
import { createLives } from "../testing/restart.ts";
import { provision, restoreAll, startAll } from "./provision.ts";

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

const boot = async (cloud: TestCloud) => {
  const emulators = [
    createSqsEmulator,
    createSnsEmulator,
    createKinesisEmulator,
    createEventBridgeEmulator,
  ].map((create) => create(cloud));
  for (const emulator of emulators) cloud.add(emulator);
  cloud.made.takeUp();
  await provision(cloud.graph, emulators, cloud.services, cloud);
  restoreAll(emulators);
  await startAll(emulators);
  return {
    cloud,
    call: (service: string, operation: string, input: object) =>
      cloud.dispatch(service, operation, input, nobody) as Promise<Record<string, string>>,
    types: () =>
      cloud.graph.resources.map(({ type, outputs }) => `${type.split(":").at(-1)} ${outputs.name ?? ""}`),
  };
};

test("what calls made comes again with the next run, under its own ARN, and what they deleted does not", async () => {
  const next = createLives();
  const { call } = await boot(await next());
  const orders = await call("sqs", "CreateQueue", { QueueName: "orders", tags: { team: "bakers" } });
  await call("sqs", "SetQueueAttributes", { ...orders, Attributes: { VisibilityTimeout: "7" } });
  const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "gone" });
  const { TopicArn } = await call("sns", "CreateTopic", {
    Name: "news",
    Attributes: { DisplayName: "Bread" },
  });
  const { SubscriptionArn } = await call("sns", "Subscribe", {
    TopicArn,
    Protocol: "sqs",
    Endpoint: "arn:aws:sqs:eu-west-1:000000000000:orders",
    Attributes: { RawMessageDelivery: "true" },
  });
  await call("sns", "TagResource", { ResourceArn: TopicArn, Tags: [{ Key: "team", Value: "bakers" }] });
  await call("kinesis", "CreateStream", { StreamName: "clicks", ShardCount: 2 });
  await call("sqs", "DeleteQueue", { QueueUrl });

  const after = await boot(await next());
  expect(after.types()).toEqual(["Queue orders", "Topic news", "TopicSubscription ", "Stream clicks"]);
  const { Attributes } = await after.call("sns", "GetSubscriptionAttributes", { SubscriptionArn });
  expect(Attributes).toMatchObject({ RawMessageDelivery: "true" });
  expect((await after.call("sns", "GetTopicAttributes", { TopicArn })).Attributes).toMatchObject({
    DisplayName: "Bread",
    SubscriptionsConfirmed: "1",
  });
  expect((await after.call("sns", "ListTagsForResource", { ResourceArn: TopicArn })).Tags).toHaveLength(1);
  const all = { ...orders, AttributeNames: ["All"] };
  expect((await after.call("sqs", "GetQueueAttributes", all)).Attributes).toMatchObject({
    VisibilityTimeout: "7",
  });
  expect((await after.call("sqs", "ListQueueTags", orders)).Tags).toEqual({ team: "bakers" });
  await after.call("sns", "Unsubscribe", { SubscriptionArn });
  const last = await boot(await next());
  expect(last.types()).toEqual(["Queue orders", "Topic news", "Stream clicks"]);
});

test("rules and targets that calls put come again with all they have, and buses with their policies", async () => {
  const next = createLives();
  const before = await boot(await next());
  await before.call("events", "CreateEventBus", { Name: "shop" });
  await before.call("events", "UpdateEventBus", { Name: "shop", Description: "of the shop" });
  await before.call("events", "PutPermission", {
    EventBusName: "shop",
    StatementId: "all",
    Action: "events:PutEvents",
    Principal: "*",
  });
  const rule = { EventBusName: "shop", Rule: "route" };
  const role = "arn:aws:iam::000000000000:role/rule";
  await before.call("events", "PutRule", {
    EventBusName: "shop",
    Name: "route",
    EventPattern: '{"source":["a"]}',
  });
  await before.call("events", "DisableRule", { EventBusName: "shop", Name: "route" });
  await before.call("events", "PutTargets", {
    ...rule,
    Targets: [
      {
        Id: "queue",
        Arn: "arn:aws:sqs:eu-west-1:000000000000:orders.fifo",
        InputTransformer: { InputPathsMap: { n: "$.detail.n" }, InputTemplate: '{"n":<n>}' },
        SqsParameters: { MessageGroupId: "all" },
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: "arn:aws:sqs:eu-west-1:000000000000:dead" },
      },
      {
        Id: "stream",
        Arn: "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks",
        RoleArn: role,
        InputPath: "$.detail",
        KinesisParameters: { PartitionKeyPath: "$.detail.n" },
      },
    ],
  });
  const describe = async ({ call }: Awaited<ReturnType<typeof boot>>) => {
    const { CreationTime, LastModifiedTime, ...bus } = await call("events", "DescribeEventBus", {
      Name: "shop",
    });
    return {
      bus,
      rule: await call("events", "DescribeRule", { EventBusName: "shop", Name: "route" }),
      targets: await call("events", "ListTargetsByRule", rule),
    };
  };

  const described = await describe(before);
  expect(described).toMatchObject({ bus: { Description: "of the shop" }, rule: { State: "DISABLED" } });
  expect(await describe(await boot(await next()))).toEqual(described);
});

test("what can no longer be made is dropped, and said", async () => {
  const next = createLives();
  const { cloud } = await boot(await next());
  await cloud.made.make("aws:sns/topic:Topic", "news", { name: "news" });
  await cloud.made.make("aws:sns/topicSubscription:TopicSubscription", "mail", {
    topic: "arn:aws:sns:eu-west-1:000000000000:news",
    protocol: "sqs",
    endpoint: "arn:aws:sqs:eu-west-1:000000000000:orders",
  });
  cloud.made.forget("aws:sns/topic:Topic", "arn:aws:sns:eu-west-1:000000000000:news");

  const after = await boot(await next());
  expect(after.cloud.state.dropped).toEqual([
    "mail (aws:sns/topicSubscription:TopicSubscription): Subscription mail: Topic does not exist",
  ]);
});

test("resources of the config that share an id stay apart", async () => {
  const cloud = await createLives()();
  onTestFinished(() => cloud.clock.stop());
  const stage = (apiId: string) => ({
    type: "aws:apigatewayv2/stage:Stage",
    name: `${apiId}Stage`,
    urn: `urn:${apiId}`,
    id: "$default",
    inputs: { apiId },
    outputs: { apiId, name: "$default" },
  });
  const resources = [stage("one"), stage("two")];
  Object.assign(cloud.graph, { resources });
  cloud.made.takeUp();
  expect(cloud.graph.resources).toEqual(resources);
});
