import {
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  GetFunctionCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  type UpdateAliasCommandInput,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployment, deploy } from "./fixtures/deploy.ts";

let lambda: Deployment;
beforeAll(async () => {
  lambda = await deploy({ watch: false });
  for (const name of ["log", "count"]) {
    await lambda.add(name, { publish: true });
    await lambda.provision("aws:lambda/alias:Alias", `${name}Live`, {
      name: "live",
      functionName: name,
      functionVersion: "1",
    });
  }
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

const answering = (code: string, exportName = "count") =>
  zipSync({ "bundle.mjs": strToU8(`export const ${exportName} = async (_, context) => ${code};`) });
const invoke = async (qualifier: string, FunctionName = "count") => {
  const { Payload, ExecutedVersion } = await lambda.client.send(
    new InvokeCommand({ FunctionName, Qualifier: qualifier }),
  );
  return { version: ExecutedVersion, answer: JSON.parse(Payload!.transformToString()) as unknown };
};

test("keeps the code of a version when there is newer, and shares an alias's invocations out between two", async () => {
  const before = await invoke("live");
  expect(before).toMatchObject({ version: "1" });

  const published = await lambda.client.send(
    new UpdateFunctionCodeCommand({
      FunctionName: "count",
      ZipFile: answering('"new " + context.functionVersion'),
      Publish: true,
    }),
  );
  expect(published).toMatchObject({
    Version: "2",
    FunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:count:2",
  });
  expect(await invoke("2")).toEqual({ version: "2", answer: "new 2" });
  expect((await invoke("live")).version).toBe("1");
  expect((await invoke("1")).answer).not.toBe("new 1");

  await lambda.client.send(
    new UpdateAliasCommand({
      FunctionName: "count",
      Name: "live",
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } },
    }),
  );
  const answers = [];
  for (let i = 0; i < 80; i++) answers.push(await invoke("live"));
  const shifted = answers.filter(({ version }) => version === "2");
  expect(shifted.length).toBeGreaterThan(8);
  expect(shifted.length).toBeLessThan(36);
  expect(shifted.every(({ answer }) => answer === "new 2")).toBe(true);
  const [hop] = lambda.cloud.journal.hops(({ action, as }) => action === "Run" && as?.version === "2");
  expect(hop).toMatchObject({ resource: expect.stringMatching(/:function:count$/) });

  await lambda.client.send(
    new UpdateAliasCommand({ FunctionName: "count", Name: "live", FunctionVersion: "2", RoutingConfig: {} }),
  );
  expect((await invoke("live")).version).toBe("2");
  expect(
    await lambda.client.send(new GetAliasCommand({ FunctionName: "count", Name: "live" })),
  ).toMatchObject({
    FunctionVersion: "2",
    AliasArn: "arn:aws:lambda:eu-west-1:000000000000:function:count:live",
  });
});

test("publishes nothing when the code is the same, and names versions and aliases", async () => {
  const publish = () =>
    lambda.client.send(new PublishVersionCommand({ FunctionName: "log", Description: "x" }));
  expect((await publish()).Version).toBe("1");
  expect((await publish()).Version).toBe("1");

  const { Versions } = await lambda.client.send(new ListVersionsByFunctionCommand({ FunctionName: "log" }));
  expect(Versions?.map(({ Version }) => Version)).toEqual(["$LATEST", "1"]);
  const { Configuration } = await lambda.client.send(
    new GetFunctionCommand({ FunctionName: "log", Qualifier: "live" }),
  );
  expect(Configuration).toMatchObject({ Version: "1", FunctionArn: expect.stringMatching(/:log:live$/) });

  await lambda.client.send(
    new CreateAliasCommand({ FunctionName: "log", Name: "old", FunctionVersion: "1" }),
  );
  const { Aliases } = await lambda.client.send(new ListAliasesCommand({ FunctionName: "log" }));
  expect(Aliases?.map(({ Name }) => Name)).toEqual(["live", "old"]);
  await lambda.client.send(new DeleteAliasCommand({ FunctionName: "log", Name: "old" }));
  await expect(invoke("old", "log")).rejects.toThrow("Function not found");
});

test.each<[refused: string, input: Partial<UpdateAliasCommandInput>]>([
  ["There is no version 9", { FunctionVersion: "9" }],
  ["There is no version 9", { RoutingConfig: { AdditionalVersionWeights: { 9: 0.5 } } }],
  ["has to be from 0 to 1", { FunctionVersion: "1", RoutingConfig: { AdditionalVersionWeights: { 2: 2 } } }],
  ["two versions at most", { RoutingConfig: { AdditionalVersionWeights: { 1: 0.1, 2: 0.1 } } }],
  ["points to already", { FunctionVersion: "1", RoutingConfig: { AdditionalVersionWeights: { 1: 0.1 } } }],
  ["$LATEST", { FunctionVersion: "$LATEST", RoutingConfig: { AdditionalVersionWeights: { 1: 0.1 } } }],
  ["Alias not found", { Name: "other" }],
])("refuses an alias that cannot be: %s", async (refused, input) => {
  await expect(
    lambda.client.send(new UpdateAliasCommand({ FunctionName: "count", Name: "live", ...input })),
  ).rejects.toThrow(refused);
});

test.each([
  ["Could not unzip", strToU8("no archive")],
  ["none of bundle.js", zipSync({ "index.mjs": strToU8("") })],
  ["outside of the archive", zipSync({ "../bundle.mjs": strToU8(""), "bundle.mjs": strToU8("") })],
])("refuses code: %s", async (refused, ZipFile) => {
  await expect(
    lambda.client.send(new UpdateFunctionCodeCommand({ FunctionName: "log", ZipFile })),
  ).rejects.toThrow(refused);
});
