import {
  DeleteProvisionedConcurrencyConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  PutFunctionRecursionConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Deployment, deploy } from "./fixtures/deploy.ts";
import { eventually } from "./fixtures/eventually.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const live = { FunctionName: "count", Qualifier: "live" };
let lambda: Deployment;
beforeEach(async () => {
  lambda = await deploy({ watch: false, workersPerFunction: 2 });
  await lambda.add("count", { publish: true, reservedConcurrentExecutions: 5 });
  await lambda.provision("aws:lambda/alias:Alias", "CountLive", {
    name: "live",
    functionName: "count",
    functionVersion: "1",
  });
  await lambda.emulator.start?.();
});
afterEach(() => lambda.stop());

const put = (ProvisionedConcurrentExecutions: number, of: object = live) =>
  lambda.client.send(
    new PutProvisionedConcurrencyConfigCommand({ ...live, ...of, ProvisionedConcurrentExecutions }),
  );
const get = () => lambda.client.send(new GetProvisionedConcurrencyConfigCommand(live));
const ready = () => eventually(async () => (await get()).Status).toBe("READY");
const invoke = async () => {
  const { LogResult, ExecutedVersion } = await lambda.client.send(
    new InvokeCommand({ ...live, LogType: "Tail" }),
  );
  return { log: Buffer.from(LogResult!, "base64").toString(), ExecutedVersion };
};
const update = (weight?: number, FunctionVersion?: string) =>
  lambda.client.send(
    new UpdateAliasCommand({
      FunctionName: "count",
      Name: "live",
      FunctionVersion,
      RoutingConfig: weight === undefined ? undefined : { AdditionalVersionWeights: { 2: weight } },
    }),
  );
const publish = () =>
  lambda.client.send(
    new UpdateFunctionCodeCommand({
      FunctionName: "count",
      ZipFile: zipSync({ "bundle.mjs": strToU8('export const count = async () => "new";') }),
      Publish: true,
    }),
  );

test("starts environments ahead, and takes them away again", async () => {
  const cold = await invoke();
  expect(cold.log).toContain("Init Duration");
  await lambda.stop();
  lambda = await deploy({ watch: false });
  await lambda.add("count", { publish: true });
  await lambda.provision("aws:lambda/alias:Alias", "CountLive", {
    name: "live",
    functionName: "count",
    functionVersion: "1",
  });
  await lambda.emulator.start?.();

  expect(await put(1)).toMatchObject({
    RequestedProvisionedConcurrentExecutions: 1,
    Status: "IN_PROGRESS",
  });
  await ready();
  expect((await invoke()).log).not.toContain("Init Duration");

  await lambda.client.send(new DeleteProvisionedConcurrencyConfigCommand(live));
  await expect(get()).rejects.toMatchObject({ name: "ProvisionedConcurrencyConfigNotFoundException" });
});

test("follows the alias to another version", async () => {
  await put(1);
  await ready();
  await publish();
  await update(undefined, "2");
  await ready();

  expect(await invoke()).toMatchObject({ ExecutedVersion: "2", log: expect.not.stringContaining("Init") });
});

test("an alias has what is ready, or shares, and never both", async () => {
  await invoke();
  await publish();
  await put(1);
  await expect(update(0.1)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "Invalid alias configuration for Provisioned Concurrency",
  });
  await lambda.client.send(new DeleteProvisionedConcurrencyConfigCommand(live));
  await update(0.1);
  await expect(put(1)).rejects.toThrow("Alias with weights can not be used with Provisioned Concurrency");
});

test.each([
  ["more than is reserved", 6, {}, "should not be greater than the reservedConcurrentExecution"],
  ["unpublished code", 1, { Qualifier: "$LATEST" }, "cannot be applied to unpublished function versions"],
  ["an alias that is not there", 1, { Qualifier: "gone" }, "Function not found"],
])("refuses %s", async (_, executions, of, said) => {
  await expect(put(executions, of)).rejects.toThrow(said);
});

test("says whether a function may loop, and takes another answer", async () => {
  const asked = () => lambda.client.send(new GetFunctionRecursionConfigCommand({ FunctionName: "count" }));
  const set = (RecursiveLoop: "Allow" | "Terminate") =>
    lambda.client.send(new PutFunctionRecursionConfigCommand({ FunctionName: "count", RecursiveLoop }));

  expect((await asked()).RecursiveLoop).toBe("Terminate");
  expect((await set("Allow")).RecursiveLoop).toBe("Allow");
  expect((await asked()).RecursiveLoop).toBe("Allow");
  await set("Terminate");
  expect((await asked()).RecursiveLoop).toBe("Terminate");
});
