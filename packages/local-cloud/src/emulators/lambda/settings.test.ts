import {
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { standIn } from "../../testing/stand-in.ts";
import { type Deployment, deploy } from "./fixtures/deploy.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:outcomes";
const FN = "arn:aws:lambda:eu-west-1:000000000000:function:echo";
const FunctionName = "echo";
const sent: string[] = [];
let lambda: Deployment;

beforeAll(async () => {
  lambda = await deploy({ watch: false });
  lambda.cloud.add(
    standIn("sqs", { SendMessage: ({ MessageBody }) => ({ n: sent.push(String(MessageBody)) }) }),
  );
  await lambda.add("echo", { publish: true });
  await lambda.add("other", { handler: "handlers.echo", reservedConcurrentExecutions: 800 });
  await lambda.provision("aws:lambda/alias:Alias", "Live", {
    name: "live",
    functionName: "echo",
    functionVersion: "1",
  });
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

test("reserved concurrency counts from the next invocation on, and ends when it is deleted", async () => {
  const { client } = lambda;
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  await expect(client.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
    name: "TooManyRequestsException",
  });
  const reserved = () => client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
  expect((await reserved()).ReservedConcurrentExecutions).toBe(0);
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  expect((await reserved()).ReservedConcurrentExecutions).toBeUndefined();
  expect((await client.send(new InvokeCommand({ FunctionName }))).StatusCode).toBe(200);
  await expect(
    client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 101 })),
  ).rejects.toThrow("below its minimum value of [100]");
});

test("each qualifier has its own configuration of asynchronous invocations", async () => {
  const { client } = lambda;
  const Qualifier = "live";
  const OnSuccess = { Destination: QUEUE };
  const made = await client.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName, Qualifier, DestinationConfig: { OnSuccess } }),
  );
  expect(made).toMatchObject({
    FunctionArn: `${FN}:live`,
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 21_600,
    DestinationConfig: { OnSuccess, OnFailure: {} },
  });
  for (const [name, id] of [
    [`${FN}:live`, 1],
    [FN, 2],
  ])
    await client.send(
      new InvokeCommand({
        FunctionName: String(name),
        InvocationType: "Event",
        Payload: Buffer.from(JSON.stringify({ id })),
      }),
    );
  const hasRun = (id: number) =>
    lambda.cloud.journal.waitFor(
      (hop) =>
        hop.action === "Run" &&
        hop.durationMs !== undefined &&
        String(lambda.cloud.journal.payloads(hop).input) === `{"id":${id}}`,
    );
  await Promise.all([hasRun(1), hasRun(2)]);
  await expect.poll(() => sent.map((text) => JSON.parse(text).requestPayload)).toEqual([{ id: 1 }]);

  const changed = await client.send(
    new UpdateFunctionEventInvokeConfigCommand({ FunctionName, Qualifier, MaximumRetryAttempts: 0 }),
  );
  expect(changed).toMatchObject({ MaximumRetryAttempts: 0, DestinationConfig: { OnSuccess } });
  await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 60 }));
  const { FunctionEventInvokeConfigs } = await client.send(
    new ListFunctionEventInvokeConfigsCommand({ FunctionName }),
  );
  expect(FunctionEventInvokeConfigs!.map(({ FunctionArn }) => FunctionArn)).toEqual([
    `${FN}:live`,
    `${FN}:$LATEST`,
  ]);
  await client.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName, Qualifier }));
  await expect(
    client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test.each([
  [{}, "You must specify at least one of error handling or destination setting."],
  [{ MaximumRetryAttempts: 3 }, "less than or equal to 2"],
  [{ MaximumEventAgeInSeconds: 10 }, "greater than or equal to 60"],
  [{ DestinationConfig: { OnFailure: { Destination: "outcomes" } } }, "by its ARN"],
])("refuses the configuration %j", async (settings, why) => {
  const put = new PutFunctionEventInvokeConfigCommand({ FunctionName, ...settings });
  await expect(lambda.client.send(put)).rejects.toThrow(why);
});

test("a single version is deleted, unless an alias means it", async () => {
  const { client } = lambda;
  const ZipFile = zipSync({ "bundle.mjs": strToU8("export const echo = async () => 2;") });
  await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  await client.send(new PublishVersionCommand({ FunctionName }));
  const versions = async () =>
    (await client.send(new ListVersionsByFunctionCommand({ FunctionName }))).Versions!.map(
      ({ Version }) => Version,
    );
  expect(await versions()).toEqual(["$LATEST", "1", "2"]);
  const remove = (Qualifier: string) => client.send(new DeleteFunctionCommand({ FunctionName, Qualifier }));
  await expect(remove("1")).rejects.toMatchObject({ name: "ResourceConflictException" });
  await expect(remove("$LATEST")).rejects.toThrow("cannot be deleted without deleting the function");
  await remove("2");
  expect(await versions()).toEqual(["$LATEST", "1"]);
});
