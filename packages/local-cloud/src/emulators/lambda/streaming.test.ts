import { InvokeCommand, InvokeWithResponseStreamCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { standIn } from "../../testing/stand-in.ts";
import { type Deployment, deploy } from "./fixtures/deploy.ts";

let lambda: Deployment;
let oven = Promise.withResolvers<object>();
const addresses = new Map<string, string>();

beforeAll(async () => {
  lambda = await deploy({ watch: false });
  lambda.cloud.add(standIn("dynamodb", { PutItem: () => oven.promise }));
  for (const name of ["loaf", "plain", "burnt", "early"]) {
    await lambda.add(name, { handler: `streaming.${name}` });
    const { functionUrl } = await lambda.provision("aws:lambda/functionUrl:FunctionUrl", name, {
      functionName: name,
      authorizationType: "NONE",
      invokeMode: "RESPONSE_STREAM",
    });
    addresses.set(name, `${lambda.cloud.endpoint}/_host/${new URL(functionUrl!).host}`);
  }
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());
beforeEach(() => {
  oven = Promise.withResolvers();
});

const call = (name: string) => fetch(addresses.get(name)!);
const decoder = new TextDecoder();

test("a function URL sends what its function writes as it comes, with the status and headers before", async () => {
  const answer = await call("loaf");
  expect([answer.status, answer.headers.get("content-type"), answer.headers.get("x-kind")]).toEqual([
    201,
    "text/plain",
    "rye",
  ]);
  expect(answer.headers.getSetCookie()).toEqual(["a=1"]);
  const reader = answer.body!.getReader();
  expect(decoder.decode((await reader.read()).value)).toBe("crust ");
  oven.resolve({});
  expect(decoder.decode((await reader.read()).value)).toBe("crumb");
  expect((await reader.read()).done).toBe(true);
});

test("an answer without a head has the content type that the function sets", async () => {
  const answer = await call("plain");
  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
    200,
    "text/markdown",
    "# 36",
  ]);
});

test("a function that fails before it answers is a 502, one that fails in the middle breaks off", async () => {
  expect((await call("early")).status).toBe(502);
  const answer = await call("burnt");
  expect(answer.status).toBe(200);
  oven.resolve({});
  await expect(answer.text()).rejects.toThrow();
});

test("an SDK gets the parts as events, and the error at the end", async () => {
  const stream = async (FunctionName: string) => {
    const { EventStream } = await lambda.client.send(
      new InvokeWithResponseStreamCommand({ FunctionName, Payload: "{}" }),
    );
    const texts: string[] = [];
    for await (const { PayloadChunk, InvokeComplete } of EventStream!) {
      if (PayloadChunk) texts.push(decoder.decode(PayloadChunk.Payload));
      if (InvokeComplete) return { texts, ...InvokeComplete };
    }
    throw new Error("The stream has no end.");
  };
  oven.resolve({});
  expect(await stream("plain")).toMatchObject({ texts: ["# ", "36"] });
  expect(await stream("burnt")).toMatchObject({
    texts: ["smoke"],
    ErrorCode: "Unhandled",
    ErrorDetails: expect.stringContaining("burnt"),
  });
  expect(await stream("early")).toMatchObject({ texts: [], ErrorCode: "Unhandled" });
});

test("who invokes it and waits gets all of it at once", async () => {
  const { Payload } = await lambda.client.send(new InvokeCommand({ FunctionName: "plain" }));
  expect(Payload?.transformToString()).toBe("# 36");
});
