import { setImmediate } from "node:timers/promises";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { afterEach, expect, test } from "vitest";
import { standIn } from "../../../testing/stand-in.ts";
import { type Deployment, deploy } from "../fixtures/deploy.ts";

let lambda: Deployment;
afterEach(() => lambda.stop());

const invoke = async (name: string) => {
  const answer = await lambda.client.send(
    new InvokeCommand({ FunctionName: name, Payload: '{"id":"1"}', LogType: "Tail" }),
  );
  const log = Buffer.from(answer.LogResult!, "base64").toString();
  return { answer: JSON.parse(answer.Payload!.transformToString()), cold: log.includes("Init Duration") };
};

test("gives an invocation that waits behind another a thread of its own", async () => {
  lambda = await deploy({ watch: false, growAfterMs: 1 });
  const both = Promise.withResolvers<void>();
  let arrived = 0;
  lambda.cloud.add(
    standIn("dynamodb", {
      PutItem: async () => {
        if (++arrived === 2) both.resolve();
        await both.promise;
        return {};
      },
    }),
  );
  await lambda.add("put", { handler: "writer.put" });
  await lambda.emulator.start?.();
  const results = await Promise.all([invoke("put"), invoke("put")]);
  expect(results).toEqual([
    { answer: "done", cold: true },
    { answer: "done", cold: true },
  ]);
});

test("does first what began first, however late it asks", async () => {
  lambda = await deploy({ watch: false, workersPerFunction: 1 });
  const { cloud } = lambda;
  const begun = ["older", "newer"].map((resource) =>
    cloud.journal.record({ service: "sqs", action: "SendMessage", resource }),
  );
  const isBusy = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  cloud.add(
    standIn("dynamodb", {
      PutItem: async () => {
        isBusy.resolve();
        await mayEnd.promise;
        return {};
      },
    }),
  );
  await lambda.add("put", { handler: "writer.put" });
  await lambda.emulator.start?.();
  const done: string[] = [];
  const put = async (name: string, causes: number[]) => {
    const caller = { principal: { kind: "root" }, causes } as const;
    await cloud.call("lambda", "Invoke", { FunctionName: "put", Payload: '{"id":"1"}' }, caller);
    done.push(name);
  };
  const first = put("first", []);
  await isBusy.promise;
  const waiting = [put("newest", []), put("newer", [begun[1]!.id]), put("older", [begun[0]!.id])];
  // All of them are with the function by then: only promises are between.
  await setImmediate();
  mayEnd.resolve();
  await Promise.all([first, ...waiting]);
  expect(done).toEqual(["first", "older", "newer", "newest"]);
});

test("ends the thread that was idle the longest when all places are taken", async () => {
  lambda = await deploy({ watch: false, workers: 2 });
  for (const name of ["first", "second", "third"]) await lambda.add(name, { handler: "handlers.count" });
  await lambda.emulator.start?.();
  expect(await invoke("first")).toEqual({ answer: 1, cold: true });
  expect(await invoke("second")).toEqual({ answer: 1, cold: true });
  expect(await invoke("first")).toEqual({ answer: 2, cold: false });
  expect(await invoke("third")).toEqual({ answer: 1, cold: true });
  expect(await invoke("first")).toEqual({ answer: 3, cold: false });
  expect(await invoke("second")).toEqual({ answer: 1, cold: true });
});

test("starts no thread after the stop", async () => {
  lambda = await deploy({ watch: false });
  await lambda.add("late", { handler: "handlers.count" });
  await lambda.stop();
  const root = { principal: { kind: "root" }, causes: [] } as const;
  const answer = await lambda.cloud.call("lambda", "Invoke", { FunctionName: "late" }, root);
  expect(answer).toMatchObject({
    FunctionError: "Unhandled",
    Payload: expect.stringContaining("The local cloud has stopped."),
  });
});
