import {
  DescribePipeCommand,
  ListPipesCommand,
  PipesClient,
  StartPipeCommand,
  StopPipeCommand,
} from "@aws-sdk/client-pipes";
import { expect, onTestFinished, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { arns, createPipeFixture } from "./pipe.fixture.ts";

const setUp = async (properties: Record<string, unknown> = {}) => {
  const { cloud, gateway, stop } = await startTestGateway();
  onTestFinished(stop);
  const pipes = createPipeFixture({}, cloud);
  await pipes.start(properties);
  const client = new PipesClient({
    region: "eu-west-1",
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return { ...pipes, client };
};

test("describes a pipe", async () => {
  const { client } = await setUp({
    source: arns.stream,
    sourceParameters: { dynamodbStreamParameters: { startingPosition: "LATEST", batchSize: 7 } },
    targetParameters: { stepFunctionStateMachineParameters: { invocationType: "REQUEST_RESPONSE" } },
  });
  const pipe = await client.send(new DescribePipeCommand({ Name: "relay" }));
  expect(pipe).toMatchObject({
    Arn: "arn:aws:pipes:eu-west-1:000000000000:pipe/relay",
    CurrentState: "RUNNING",
    DesiredState: "RUNNING",
    Source: arns.stream,
    SourceParameters: { DynamoDBStreamParameters: { StartingPosition: "LATEST", BatchSize: 7 } },
    Target: arns.machine,
    TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: "REQUEST_RESPONSE" } },
    RoleArn: arns.role,
  });
  expect(pipe.CreationTime).toBeInstanceOf(Date);
  await expect(client.send(new DescribePipeCommand({ Name: "nobody" }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test("lists pipes by prefix and state", async () => {
  const { client } = await setUp({ desiredState: "STOPPED" });
  const names = async (input: object) =>
    (await client.send(new ListPipesCommand(input))).Pipes?.map(({ Name }) => Name);
  expect(await names({ NamePrefix: "rel", Limit: 5 })).toEqual(["relay"]);
  expect(await names({ CurrentState: "STOPPED" })).toEqual(["relay"]);
  expect(await names({ DesiredState: "RUNNING" })).toEqual([]);
});

test("starts and stops a pipe", async () => {
  const { client, polls } = await setUp({ desiredState: "STOPPED" });
  expect(polls()).toBe(0);
  expect((await client.send(new StartPipeCommand({ Name: "relay" }))).CurrentState).toBe("STARTING");
  expect(polls()).toBe(1);
  expect((await client.send(new StopPipeCommand({ Name: "relay" }))).DesiredState).toBe("STOPPED");
  const state = async () => (await client.send(new DescribePipeCommand({ Name: "relay" }))).CurrentState;
  await expect.poll(state).toBe("STOPPED");
  expect(polls()).toBe(0);
});
