import {
  CreatePipeCommand,
  type CreatePipeCommandInput,
  DeletePipeCommand,
  DescribePipeCommand,
  ListPipesCommand,
  PipesClient,
  UpdatePipeCommand,
} from "@aws-sdk/client-pipes";
import { expect, onTestFinished, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { arns, createPipeFixture } from "./pipe.fixture.ts";

const setUp = async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  onTestFinished(stop);
  const pipes = createPipeFixture({}, cloud);
  const client = new PipesClient({
    region: "eu-west-1",
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const create = (input: Partial<CreatePipeCommandInput> = {}) =>
    client.send(
      new CreatePipeCommand({
        Name: "made",
        Source: arns.queue,
        Target: arns.outQueue,
        RoleArn: arns.role,
        SourceParameters: {
          SqsQueueParameters: { BatchSize: 3 },
          FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["cake"]}}' }] },
        },
        ...input,
      }),
    );
  const describe = () => client.send(new DescribePipeCommand({ Name: "made" }));
  return { ...pipes, client, create, describe };
};

test("a pipe that was made polls, is changed, and is gone with its polling", async () => {
  const { client, cloud, create, describe, polls } = await setUp();
  expect(await create({ Description: "first" })).toMatchObject({
    Arn: "arn:aws:pipes:eu-west-1:000000000000:pipe/made",
    CurrentState: "CREATING",
    DesiredState: "RUNNING",
  });
  expect(polls()).toBe(1);
  expect(await describe()).toMatchObject({
    CurrentState: "RUNNING",
    Description: "first",
    SourceParameters: {
      SqsQueueParameters: { BatchSize: 3 },
      FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["cake"]}}' }] },
    },
  });
  expect(cloud.graph.resources.map(({ id }) => id)).toEqual(["made"]);
  await client.send(
    new UpdatePipeCommand({ Name: "made", RoleArn: arns.role, Target: arns.topic, Description: "second" }),
  );
  expect(await describe()).toMatchObject({ Description: "second", Target: arns.topic, Source: arns.queue });
  expect(polls()).toBe(1);
  expect(cloud.graph.resources.map(({ id }) => id)).toEqual(["made"]);
  expect(await client.send(new DeletePipeCommand({ Name: "made" }))).toMatchObject({
    CurrentState: "DELETING",
  });
  expect(polls()).toBe(0);
  expect(cloud.graph.resources).toEqual([]);
  expect((await client.send(new ListPipesCommand({}))).Pipes).toEqual([]);
  await expect(describe()).rejects.toMatchObject({ name: "NotFoundException" });
});

test("a pipe may be made stopped", async () => {
  const { create, describe, polls } = await setUp();
  await create({ DesiredState: "STOPPED" });
  expect(polls()).toBe(0);
  expect((await describe()).CurrentState).toBe("STOPPED");
});

test("a name that is taken is refused", async () => {
  const { create, polls } = await setUp();
  await create();
  await expect(create()).rejects.toMatchObject({ name: "ConflictException" });
  expect(polls()).toBe(1);
});

test("an update that cannot be leaves the pipe as it was", async () => {
  const { client, create, describe, polls } = await setUp();
  await create();
  await expect(
    client.send(
      new UpdatePipeCommand({
        Name: "made",
        RoleArn: arns.role,
        TargetParameters: { LambdaFunctionParameters: { InvocationType: "FIRE_AND_FORGET" } },
      }),
    ),
  ).rejects.toMatchObject({ name: "ValidationException" });
  expect(await describe()).toMatchObject({ CurrentState: "RUNNING", Target: arns.outQueue });
  expect(polls()).toBe(1);
});

test.each([
  [{ Name: "has space" }],
  [{ Name: "x".repeat(65) }],
  [{ Source: "arn:aws:mq:eu-west-1:000000000000:broker:b" }],
  [{ SourceParameters: { FilterCriteria: { Filters: [{ Pattern: "{" }] } } }],
  [{ SourceParameters: { SqsQueueParameters: { BatchSize: 0 } } }],
  [{ SourceParameters: { RabbitMQBrokerParameters: { QueueName: "q" } } as never }],
  [{ Source: arns.stream }],
  [{ DesiredState: "PAUSED" as never }],
])("CreatePipe refuses %j", async (input) => {
  const { client, cloud, create, polls } = await setUp();
  await expect(create(input)).rejects.toMatchObject({ name: "ValidationException" });
  expect(polls()).toBe(0);
  expect(cloud.graph.resources).toEqual([]);
  expect((await client.send(new ListPipesCommand({}))).Pipes).toEqual([]);
});
