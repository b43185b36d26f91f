import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListFunctionsCommand,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployment, deploy } from "./fixtures/deploy.ts";

let lambda: Deployment;
beforeAll(async () => {
  lambda = await deploy({ watch: false });
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

const zipOf = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
const answering = (answer: string) => `exports.handler = async (event, context) => (${answer});`;
const create = (
  FunctionName: string,
  files: Record<string, string>,
  input: Partial<CreateFunctionCommandInput> = {},
) =>
  lambda.client.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: "nodejs24.x",
      Role: "arn:aws:iam::000000000000:role/r",
      Handler: "index.handler",
      Code: { ZipFile: zipOf(files) },
      ...input,
    }),
  );
const invoke = async (FunctionName: string, event: unknown = {}) => {
  const { Payload } = await lambda.client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  return JSON.parse(Payload!.transformToString()) as unknown;
};

test("a function of an archive is made, invoked, changed and deleted", async () => {
  const made = await create(
    "made",
    {
      "index.js": `const { by } = require("./lib/factor.js"); ${answering("{ n: event.n * by, stage: process.env.STAGE }")}`,
      "lib/factor.js": "exports.by = 2;",
    },
    { Environment: { Variables: { STAGE: "one" } }, Timeout: 7, MemorySize: 256, Tags: { team: "bread" } },
  );
  expect(made).toMatchObject({
    FunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:made",
    Handler: "index.handler",
    Timeout: 7,
    MemorySize: 256,
    Version: "$LATEST",
    State: "Active",
  });
  await waitUntilFunctionActiveV2({ client: lambda.client, maxWaitTime: 30 }, { FunctionName: "made" });
  expect(await invoke("made", { n: 4 })).toEqual({ n: 8, stage: "one" });
  expect(lambda.cloud.graph.resources.map(({ id }) => id)).toContain("made");

  await lambda.client.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "made",
      Environment: { Variables: { STAGE: "two" } },
      Timeout: 9,
    }),
  );
  expect(await invoke("made", { n: 1 })).toEqual({ n: 2, stage: "two" });
  await lambda.client.send(
    new UpdateFunctionCodeCommand({
      FunctionName: "made",
      ZipFile: zipOf({ "index.js": answering("'newer, ' + context.functionName") }),
    }),
  );
  expect(await invoke("made")).toBe("newer, made");
  const { Configuration } = await lambda.client.send(new GetFunctionCommand({ FunctionName: "made" }));
  expect(Configuration).toMatchObject({ Timeout: 9, Environment: { Variables: { STAGE: "two" } } });

  await lambda.client.send(new DeleteFunctionCommand({ FunctionName: "made" }));
  await expect(invoke("made")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect((await lambda.client.send(new ListFunctionsCommand())).Functions).toEqual([]);
  expect(lambda.cloud.graph.resources.map(({ id }) => id)).not.toContain("made");
  expect(existsSync(join(lambda.cloud.localFolder, "bundles", "made"))).toBe(false);
  await expect(lambda.client.send(new DeleteFunctionCommand({ FunctionName: "made" }))).rejects.toMatchObject(
    { name: "ResourceNotFoundException" },
  );
});

test("a deleted function can be made again, with other code", async () => {
  await create("again", { "index.js": answering("1") });
  expect(await invoke("again")).toBe(1);
  await lambda.client.send(new DeleteFunctionCommand({ FunctionName: "again" }));
  await create("again", { "main.mjs": "export const run = async () => 2;" }, { Handler: "main.run" });
  expect(await invoke("again")).toBe(2);
});

test("Publish makes version 1", async () => {
  expect(await create("published", { "index.js": answering("1") }, { Publish: true })).toMatchObject({
    Version: "1",
    FunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:published:1",
  });
});

test("a name that is taken is refused", async () => {
  await create("taken", { "index.js": answering("1") });
  await expect(create("taken", { "index.js": answering("1") })).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: "Function already exist: taken",
  });
});

test.each([
  [{ Runtime: "ruby3.4" as never }, "ValidationException"],
  [{ Role: "nobody" }, "ValidationException"],
  [{ Handler: "index" }, "ValidationException"],
  [{ Handler: "other.handler" }, "ValidationException"],
  [{ Handler: "../../escape.handler" }, "ValidationException"],
  [{ Timeout: 901 }, "ValidationException"],
  [{ MemorySize: 64 }, "ValidationException"],
  [{ FunctionName: "has space" }, "ValidationException"],
  [{ FunctionName: "x".repeat(65) }, "ValidationException"],
  [{ Code: { ZipFile: strToU8("no zip") } }, "InvalidParameterValueException"],
  [{ Code: { S3Bucket: "b" } }, "ValidationException"],
  [{ Layers: Array(6).fill("arn:aws:lambda:eu-west-1:000000000000:layer:l:1") }, "ValidationException"],
  [{ Code: { ZipFile: zipOf({ "index.js": "", "../outside.js": "" }) } }, "InvalidParameterValueException"],
])("CreateFunction refuses %j", async (input, name) => {
  const before = lambda.cloud.graph.resources.length;
  await expect(create("refused", { "index.js": "" }, input)).rejects.toMatchObject({ name });
  expect(lambda.cloud.graph.resources).toHaveLength(before);
  const folder = join(lambda.cloud.localFolder, "functions");
  expect(existsSync(folder) ? readdirSync(folder) : []).not.toContain("outside.js");
});

test("permissions come and go by the id of their statement", async () => {
  await create("shared", { "index.js": answering("1") });
  const add = () =>
    lambda.client.send(
      new AddPermissionCommand({
        FunctionName: "shared",
        StatementId: "events",
        Action: "lambda:InvokeFunction",
        Principal: "events.amazonaws.com",
        SourceArn: "arn:aws:events:eu-west-1:000000000000:rule/r",
      }),
    );
  expect(JSON.parse((await add()).Statement!)).toMatchObject({
    Sid: "events",
    Principal: { Service: "events.amazonaws.com" },
    Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:events:eu-west-1:000000000000:rule/r" } },
  });
  await expect(add()).rejects.toMatchObject({ name: "ResourceConflictException" });
  const remove = () =>
    lambda.client.send(new RemovePermissionCommand({ FunctionName: "shared", StatementId: "events" }));
  await remove();
  await expect(remove()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(lambda.client.send(new GetPolicyCommand({ FunctionName: "shared" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});
