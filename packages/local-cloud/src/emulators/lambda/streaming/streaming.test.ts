import { InvokeCommand, InvokeWithResponseStreamCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Deployment, deploy } from "../fixtures/deploy.ts";

let lambda: Deployment;
const urls = new Map<string, string>();

beforeAll(async () => {
  lambda = await deploy({ watch: false, workers: 12 });
  for (const name of ["words", "web", "early", "unwritten", "stuck", "flood", "synchronous", "whole"]) {
    await lambda.add(name, { handler: `streaming.${name}`, timeout: name === "stuck" ? 1 : 20 });
    const { functionUrl } = await lambda.provision("aws:lambda/functionUrl:FunctionUrl", `${name}Url`, {
      functionName: name,
      authorizationType: "NONE",
      invokeMode: "RESPONSE_STREAM",
    });
    urls.set(name, `${lambda.cloud.endpoint}/_host/${new URL(functionUrl!).host}`);
  }
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

const stream = async (name: string, event = {}) => {
  const answer = await lambda.client.send(
    new InvokeWithResponseStreamCommand({
      FunctionName: name,
      Payload: Buffer.from(JSON.stringify(event)),
      LogType: "Tail",
    }),
  );
  const pieces: Uint8Array[] = [];
  let end: Record<string, unknown> | undefined;
  for await (const { PayloadChunk, InvokeComplete } of answer.EventStream!) {
    if (PayloadChunk) pieces.push(PayloadChunk.Payload!);
    if (InvokeComplete) end = { ...InvokeComplete };
  }
  return { version: answer.ExecutedVersion, text: Buffer.concat(pieces).toString(), end: end! };
};

test.each([
  ["words", "warm bread daily"],
  ["whole", '{"statusCode":200,"body":"as it is"}'],
])("InvokeWithResponseStream answers what %s writes, then that it is complete", async (name, text) => {
  const answer = await stream(name);
  expect(answer).toMatchObject({ version: "$LATEST", text });
  expect(answer.end.ErrorCode).toBeUndefined();
  expect(Buffer.from(String(answer.end.LogResult), "base64").toString()).toContain("REPORT RequestId");
});

test.each([
  ["early", "", "Error", "never lit"],
  ["synchronous", "", "Runtime.InvalidStreamingOperation", "Streaming does not support non-async handlers."],
  ["stuck", "begun", "Sandbox.Timedout", "Task timed out after 1.00 seconds"],
])("InvokeWithResponseStream says how %s failed", async (name, text, code, message) => {
  const { end, ...answer } = await stream(name);
  expect(answer.text).toBe(text);
  expect(end.ErrorCode).toBe(code);
  expect(JSON.parse(String(end.ErrorDetails)).errorMessage).toContain(message);
});

test("a dry run runs nothing, and a function that is not there is not found", async () => {
  const dry = { FunctionName: "words", InvocationType: "DryRun" } as const;
  const answer = await lambda.client.send(new InvokeWithResponseStreamCommand(dry));
  expect(answer.StatusCode).toBe(204);
  await expect(stream("nobody")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("Invoke gathers what a function writes", async () => {
  const answer = await lambda.client.send(new InvokeCommand({ FunctionName: "words" }));
  expect(answer.Payload!.transformToString()).toBe("warm bread daily");
  const large = new InvokeCommand({ FunctionName: "flood", Payload: Buffer.from('{"size":7000000}') });
  const refused = await lambda.client.send(large);
  expect(refused.FunctionError).toBe("Unhandled");
  expect(JSON.parse(refused.Payload!.transformToString())).toMatchObject({
    errorType: "Function.ResponseSizeTooLarge",
  });
});

test("a URL answers with the metadata that comes before the body", async () => {
  const answer = await fetch(urls.get("web")!);
  expect(answer.status).toBe(201);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "text/event-stream",
    "x-kind": "rye",
  });
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(await answer.text()).toBe('data: one\n\nd\n{"two":2}');
});

test("a URL without metadata is a 200 of the content type that the function sets", async () => {
  const answer = await fetch(urls.get("words")!);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain"]);
  expect(await answer.text()).toBe("warm bread daily");
});

test("a function that does not stream answers a streaming URL with its JSON", async () => {
  const answer = await fetch(urls.get("whole")!);
  expect([answer.status, await answer.json()]).toEqual([200, { statusCode: 200, body: "as it is" }]);
});

test.each(["early", "unwritten"])("a URL of %s, which sends no head, is a 502", async (name) => {
  const answer = await fetch(urls.get(name)!);
  expect([answer.status, await answer.json()]).toEqual([502, { message: "Internal Server Error" }]);
});

test.each([
  ["web", "/late"],
  ["stuck", ""],
])("a URL breaks off when %s fails after its first byte", async (name, path) => {
  const answer = await fetch(`${urls.get(name)}${path}`);
  expect(answer.ok).toBe(true);
  await expect(answer.text()).rejects.toThrow("terminated");
});

test("the first bytes arrive while the function is still at work", async () => {
  const answer = await fetch(urls.get("stuck")!);
  const { value } = await answer.body!.getReader().read();
  expect(Buffer.from(value!).toString()).toBe("begun");
});

test("a function goes on when its client goes away", async () => {
  const controller = new AbortController();
  const answer = await fetch(`${urls.get("flood")}?size=4000000`, { signal: controller.signal });
  expect(answer.ok).toBe(true);
  controller.abort();
  const isOver = () =>
    lambda.cloud.journal.hops(
      ({ action, resource, durationMs, error }) =>
        action === "Run" && resource.endsWith(":flood") && durationMs !== undefined && !error,
    ).length > 0;
  await vi.waitFor(() => expect(isOver()).toBe(true), 30_000);
});
