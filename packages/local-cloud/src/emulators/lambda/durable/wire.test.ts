import {
  GetDurableExecutionCommand,
  InvokeCommand,
  ListDurableExecutionsByFunctionCommand,
  SendDurableExecutionCallbackFailureCommand,
  StopDurableExecutionCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deployDurable } from "./durable.fixture.ts";
import { durableRest } from "./wire.ts";

let lambda: Awaited<ReturnType<typeof deployDurable>>;
beforeAll(async () => {
  lambda = await deployDurable(["approval", "steps"]);
});
afterAll(() => lambda.stop());

const authorization =
  "AWS4-HMAC-SHA256 Credential=test/20261129/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=0";
const send = (method: string, path: string, body?: string | Buffer) =>
  fetch(`${lambda.cloud.endpoint}${path}`, { method, headers: { authorization }, body });

const ARN = "arn:aws:lambda:eu-west-1:000000000000:function:steps:1/durable-execution/monday/0";
const hostile = ["", "null", "[]", "7", '"x"', "{", '{"Updates":{}}', '{"__proto__":{"a":1}}', "\u0000", "ÿ"];
const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
const segments = [
  encodeURIComponent(ARN),
  "%00",
  "%E0%A4%A",
  "..%2F..",
  "x".repeat(3000),
  "%2F",
  "constructor",
];

test.each(Object.entries(durableRest))("%s refuses what it cannot read, and lives on", async (_, route) => {
  const [method = "", template = ""] = route.split(" ");
  for (const segment of segments)
    for (const body of method === "GET" ? [undefined] : [...hostile, deep, Buffer.from([0xff, 0xfe, 0x00])]) {
      const path = template.replace(/\{\w+\}/, segment);
      const answer = await send(
        method,
        `${path}?MaxItems=${"9".repeat(30)}&Marker=x&Marker=y&Statuses=`,
        body,
      );
      const text = await answer.text();
      expect(answer.status, `${path} ${text}`).toBeGreaterThanOrEqual(400);
      expect(answer.status, `${path} ${text}`).toBeLessThan(500);
      expect(JSON.parse(text)).toHaveProperty("message");
    }
  expect(lambda.cloud.warnings).toEqual([]);
});

test("reads lists, times and flags of a query, and answers times as numbers", async () => {
  const before = new Date(lambda.cloud.clock.now() - 1000);
  const arn = await lambda.start("steps", { name: "x" }, "tuesday");
  await lambda.ended(arn);
  const stopped = await lambda.start("approval", {}, "wednesday");
  const { StopTimestamp } = await lambda.client.send(
    new StopDurableExecutionCommand({ DurableExecutionArn: stopped, Error: { ErrorType: "Closed" } }),
  );
  expect(StopTimestamp!.getTime()).toBeGreaterThan(before.getTime());
  const list = async (input: object) =>
    (
      await lambda.client.send(
        new ListDurableExecutionsByFunctionCommand({ FunctionName: "steps", ...input }),
      )
    ).DurableExecutions!.map(({ DurableExecutionName }) => DurableExecutionName);
  expect(await list({ Statuses: ["SUCCEEDED", "FAILED"], StartedAfter: before })).toEqual(["tuesday"]);
  expect(await list({ Statuses: ["RUNNING"] })).toEqual([]);
  expect(await list({ StartedBefore: before })).toEqual([]);
  expect(await list({ DurableExecutionName: "tuesday", Qualifier: "1", ReverseOrder: true })).toEqual([
    "tuesday",
  ]);
  expect(await list({ Qualifier: "$LATEST" })).toEqual([]);
  const { Result, InputPayload } = await lambda.client.send(
    new GetDurableExecutionCommand({ DurableExecutionArn: arn, IncludeExecutionData: false }),
  );
  expect([Result, InputPayload]).toEqual([undefined, undefined]);
});

test("names are checked where they are given", async () => {
  const invoke = (input: object) =>
    lambda.client.send(
      new InvokeCommand({ FunctionName: "steps:1", InvocationType: "Event", Payload: "{}", ...input }),
    );
  for (const DurableExecutionName of ["a b", "x".repeat(65), "a/b", "ä"])
    await expect(invoke({ DurableExecutionName })).rejects.toThrow();
  await invoke({ DurableExecutionName: "x".repeat(64) });
  await expect(
    invoke({ DurableExecutionName: "x".repeat(64), Payload: '{"other":1}' }),
  ).rejects.toMatchObject({
    name: "DurableExecutionAlreadyStartedException",
  });
});

test("an error of a callback may be left out", async () => {
  const arn = await lambda.start("approval", {});
  await lambda.until(arn, "InvocationCompleted");
  const { CallbackId } = (await lambda.history(arn)).find(
    ({ CallbackStartedDetails }) => CallbackStartedDetails,
  )!.CallbackStartedDetails!;
  await lambda.client.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId }));
  expect((await lambda.ended(arn)).Status).toBe("FAILED");
});
