import { InvokeCommand, ListFunctionEventInvokeConfigsCommand } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, expect, test } from "vitest";
import { standIn } from "../../testing/stand-in.ts";
import { type Deployment, deploy } from "./fixtures/deploy.ts";
import { eventually } from "./fixtures/eventually.ts";

let lambda: Deployment;
let sent: Record<string, unknown>[];

beforeEach(async () => {
  lambda = await deploy({ watch: false });
  sent = [];
  lambda.cloud.add(standIn("sqs", { SendMessage: (input) => sent.push(input) && {} }));
});
afterEach(() => lambda.stop());

const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:lost";
const invokeEvent = (name: string) =>
  lambda.client.send(
    new InvokeCommand({ FunctionName: name, InvocationType: "Event", Payload: JSON.stringify({ order: 1 }) }),
  );
const finished = () =>
  lambda.cloud.journal.hops(({ action, durationMs }) => action === "Run" && durationMs !== undefined);
const runsAfter = (ms: number) => {
  lambda.cloud.clock.advance(ms);
  return finished().length;
};

test("tries a failing event again after one and after two minutes, then reports it", async () => {
  await lambda.add("fail", { deadLetterConfig: { targetArn: QUEUE } });
  await lambda.provision("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "config", {
    functionName: "fail",
    destinationConfig: { onFailure: { destination: QUEUE } },
  });
  await lambda.emulator.start?.();
  const { StatusCode, Payload } = await invokeEvent("fail");
  expect(StatusCode).toBe(202);
  expect(Payload?.length ?? 0).toBe(0);
  await eventually(finished).toHaveLength(1);
  // The retry is scheduled once the runner has answered, a turn of the event loop after the hop is finished.
  await eventually(() => runsAfter(60_000)).toBe(2);
  await eventually(() => runsAfter(120_000)).toBe(3);
  await eventually(() => sent).toHaveLength(2);
  expect(finished().map(({ attempt }) => attempt)).toEqual([undefined, 2, 3]);
  expect(sent[0]).toMatchObject({
    QueueUrl: `${lambda.cloud.endpoint}/000000000000/lost`,
    MessageBody: '{"order":1}',
    MessageAttributes: { ErrorMessage: { DataType: "String", StringValue: "no croissants" } },
  });
  expect(JSON.parse(String(sent[1]!.MessageBody))).toMatchObject({
    version: "1.0",
    requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 3 },
    requestPayload: { order: 1 },
    responseContext: { statusCode: 200, functionError: "Unhandled" },
    responsePayload: { errorType: "OutOfStock", errorMessage: "no croissants" },
  });
});

test("reports a success where the config asks for it, and retries as often as it says", async () => {
  await lambda.add("count");
  await lambda.add("fail");
  await lambda.provision("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "a", {
    functionName: "count",
    destinationConfig: { onSuccess: { destination: QUEUE } },
  });
  await lambda.provision("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "b", {
    functionName: "fail",
    maximumRetryAttempts: 0,
    destinationConfig: { onFailure: { destination: QUEUE } },
  });
  await lambda.emulator.start?.();
  const { FunctionEventInvokeConfigs } = await lambda.client.send(
    new ListFunctionEventInvokeConfigsCommand({ FunctionName: "fail" }),
  );
  expect(FunctionEventInvokeConfigs).toMatchObject([
    { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: QUEUE } } },
  ]);
  await invokeEvent("count");
  await eventually(() => sent).toHaveLength(1);
  expect(JSON.parse(String(sent[0]!.MessageBody))).toMatchObject({
    requestContext: { condition: "Success" },
    responsePayload: 1,
  });
  await invokeEvent("fail");
  await eventually(() => sent).toHaveLength(2);
  expect(JSON.parse(String(sent[1]!.MessageBody)).requestContext.approximateInvokeCount).toBe(1);
});

test("delivers an event twice when the fault plan says so", async () => {
  await lambda.add("count");
  lambda.cloud.faults.delivery = () => [0, 0];
  await lambda.emulator.start?.();
  await invokeEvent("count");
  await eventually(() => finished().map(({ output }) => output)).toEqual(["1", "2"]);
});
