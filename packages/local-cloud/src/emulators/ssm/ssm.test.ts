import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterEach, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createSsmEmulator } from "./emulator.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const setUp = async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  stops.push(stop);
  const emulator = createSsmEmulator(cloud);
  cloud.add(emulator);
  for (const [name, type, value] of [
    ["/sourdough/dev/bus", "String", "bus-1"],
    ["/sourdough/dev/keys/stripe", "SecureString", "sk_test_1"],
    ["/sourdough/prod/bus", "String", "bus-2"],
  ])
    await provision(cloud, emulator, "aws:ssm/parameter:Parameter", name!, {
      name,
      type,
      value,
    });
  return {
    emulator,
    client: new SSMClient({
      endpoint: gateway.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    }),
  };
};

test("reads a parameter of the config by name, ARN and version", async () => {
  const { client } = await setUp();
  const ARN = "arn:aws:ssm:eu-west-1:000000000000:parameter/sourdough/dev/bus";
  for (const Name of ["/sourdough/dev/bus", ARN, "/sourdough/dev/bus:1"]) {
    const { Parameter } = await client.send(new GetParameterCommand({ Name }));
    expect(Parameter).toMatchObject({
      Name: "/sourdough/dev/bus",
      Type: "String",
      Value: "bus-1",
      Version: 1,
      ARN,
    });
    expect(Parameter!.LastModifiedDate).toBeInstanceOf(Date);
  }
});

test("gives a secure string away only when asked to decrypt", async () => {
  const { client } = await setUp();
  const get = async (WithDecryption: boolean) =>
    (await client.send(new GetParameterCommand({ Name: "/sourdough/dev/keys/stripe", WithDecryption })))
      .Parameter!.Value;
  expect(await get(true)).toBe("sk_test_1");
  expect(await get(false)).not.toContain("sk_test_1");
});

test("overwriting makes a new version; without overwrite it is an error", async () => {
  const { client } = await setUp();
  const put = (Overwrite: boolean) =>
    client.send(new PutParameterCommand({ Name: "/sourdough/dev/bus", Value: "bus-3", Overwrite }));
  await expect(put(false)).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
  expect((await put(true)).Version).toBe(2);
  const { Parameter } = await client.send(new GetParameterCommand({ Name: "/sourdough/dev/bus:1" }));
  expect(Parameter).toMatchObject({ Value: "bus-1", Version: 1, Selector: ":1" });
});

test("GetParameters lists what it does not know as invalid", async () => {
  const { client } = await setUp();
  const { Parameters, InvalidParameters } = await client.send(
    new GetParametersCommand({ Names: ["/sourdough/prod/bus", "/nope"] }),
  );
  expect(Parameters!.map(({ Value }) => Value)).toEqual(["bus-2"]);
  expect(InvalidParameters).toEqual(["/nope"]);
});

test("a path lists its direct children, everything below it when recursive, in pages", async () => {
  const { client } = await setUp();
  const list = async (options: object) => {
    const page = await client.send(new GetParametersByPathCommand({ Path: "/sourdough", ...options }));
    return { names: page.Parameters!.map(({ Name }) => Name), NextToken: page.NextToken };
  };
  expect((await list({})).names).toEqual([]);
  expect((await list({ Path: "/sourdough/dev" })).names).toEqual(["/sourdough/dev/bus"]);
  const first = await list({ Recursive: true, MaxResults: 2 });
  expect(first.names).toEqual(["/sourdough/dev/bus", "/sourdough/dev/keys/stripe"]);
  expect(await list({ Recursive: true, MaxResults: 2, NextToken: first.NextToken })).toEqual({
    names: ["/sourdough/prod/bus"],
    NextToken: undefined,
  });
});

test.each([
  ["an unknown name", { Name: "/nope" }, "ParameterNotFound"],
  ["an unknown version", { Name: "/sourdough/dev/bus:9" }, "ParameterVersionNotFound"],
])("refuses %s", async (_what, input, name) => {
  const { client } = await setUp();
  await expect(client.send(new GetParameterCommand(input))).rejects.toMatchObject({ name });
});

test.each([
  ["a value over 4 KB", { Value: "x".repeat(4097) }, "ValidationException"],
  [
    "a value its pattern does not allow",
    { Value: "abc", AllowedPattern: "^\\d+$" },
    "ParameterPatternMismatchException",
  ],
  ["a policy, which is not implemented", { Value: "a", Policies: "[]" }, "ValidationException"],
])("refuses to put %s", async (_what, change, name) => {
  const { client } = await setUp();
  const command = new PutParameterCommand({ Name: "/new", Type: "String", ...change });
  await expect(client.send(command)).rejects.toMatchObject({ name });
});

test("permissions name the parameter's ARN", async () => {
  const { emulator } = await setUp();
  expect(emulator.permissions?.("GetParameters", { Names: ["/a:3", "b"] })).toEqual([
    { action: "ssm:GetParameters", resource: "arn:aws:ssm:eu-west-1:000000000000:parameter/a" },
    { action: "ssm:GetParameters", resource: "arn:aws:ssm:eu-west-1:000000000000:parameter/b" },
  ]);
});
