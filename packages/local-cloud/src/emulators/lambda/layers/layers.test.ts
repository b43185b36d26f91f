import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  CreateFunctionCommand,
  DeleteLayerVersionCommand,
  GetFunctionConfigurationCommand,
  GetLayerVersionCommand,
  InvokeCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasPython } from "../../../testing/python.ts";
import { standIn } from "../../../testing/stand-in.ts";
import { type Deployment, deploy } from "../fixtures/deploy.ts";

let lambda: Deployment;
beforeAll(async () => {
  lambda = await deploy({ watch: false });
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

const zip = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

const publish = (LayerName: string, files: Record<string, string>) =>
  lambda.client.send(
    new PublishLayerVersionCommand({
      LayerName,
      Description: "what bakeries share",
      Content: { ZipFile: zip(files) },
      CompatibleRuntimes: ["nodejs24.x"],
    }),
  );

const create = (FunctionName: string, code: string, Layers: string[], Runtime: "nodejs24.x" | "python3.12") =>
  lambda.client.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime,
      Handler: "index.handler",
      Role: "arn:aws:iam::000000000000:role/test",
      Code: { ZipFile: zip({ [Runtime === "python3.12" ? "index.py" : "index.cjs"]: code }) },
      Layers,
      Timeout: 20,
    }),
  );

const invoke = async (FunctionName: string) => {
  const { Payload } = await lambda.client.send(new InvokeCommand({ FunctionName }));
  return JSON.parse(Payload!.transformToString()) as unknown;
};

const bread = (kind: string) => ({ "nodejs/node_modules/bread/index.js": `module.exports = "${kind}";` });
const ARN = "arn:aws:lambda:eu-west-1:000000000000:layer";

test("modules of layers are found by require, and modules and files below /opt; the last layer hides those before", async () => {
  const rye = await publish("rye", {
    ...bread("rye"),
    "nodejs/oven.js": "exports.heat = 250;",
    "notes.txt": "rise",
  });
  const wheat = await publish("wheat", bread("wheat"));
  const code = `
    const bread = require("bread");
    const { heat } = require("/opt/nodejs/oven");
    const notes = require("node:fs").readFileSync("/opt/notes.txt", "utf8");
    exports.handler = async () => ({ bread, heat, notes, imported: (await import("/opt/nodejs/oven.js")).heat });`;
  await create("baker", code, [rye.LayerVersionArn!, wheat.LayerVersionArn!], "nodejs24.x");
  expect(await invoke("baker")).toEqual({ bread: "wheat", heat: 250, notes: "rise", imported: 250 });

  const change = { FunctionName: "baker", Layers: [rye.LayerVersionArn!] };
  await lambda.client.send(new UpdateFunctionConfigurationCommand(change));
  expect(await invoke("baker")).toMatchObject({ bread: "rye" });
  const { Layers } = await lambda.client.send(new GetFunctionConfigurationCommand({ FunctionName: "baker" }));
  expect(Layers).toEqual([{ Arn: `${ARN}:rye:1` }]);
});

test.skipIf(!hasPython)("packages of Python layers are found", async () => {
  const layer = await publish("spelt", {
    "python/spelt.py": 'KIND = "spelt"',
    "python/lib/python3.12/site-packages/emmer/__init__.py": 'KIND = "emmer"',
  });
  const code = `
import emmer, spelt
def handler(event, context):
    return [spelt.KIND, emmer.KIND]
`;
  await create("python-baker", code, [layer.LayerVersionArn!], "python3.12");
  expect(await invoke("python-baker")).toEqual(["spelt", "emmer"]);
});

test("a layer of the config is a folder of the app", async () => {
  const folder = mkdtempSync(join(tmpdir(), "layer-"));
  const file = join(folder, "nodejs/node_modules/bread/index.js");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'module.exports = "of the config";');
  const outputs = await lambda.provision("aws:lambda/layerVersion:LayerVersion", "Shared", {
    layerName: "shared",
    code: { path: folder },
  });
  expect(outputs).toMatchObject({ arn: `${ARN}:shared:1`, layerArn: `${ARN}:shared` });
  await create(
    "config-baker",
    'const bread = require("bread"); exports.handler = async () => bread;',
    [outputs.arn!],
    "nodejs24.x",
  );
  expect(await invoke("config-baker")).toBe("of the config");
});

test("numbers versions, lists the newest first, and gives no number twice", async () => {
  const { client } = lambda;
  const LayerName = "counted";
  for (const kind of ["one", "two"]) await publish(LayerName, bread(kind));
  const versions = async () =>
    (await client.send(new ListLayerVersionsCommand({ LayerName }))).LayerVersions!.map(
      ({ Version }) => Version,
    );
  expect(await versions()).toEqual([2, 1]);
  await client.send(new DeleteLayerVersionCommand({ LayerName, VersionNumber: 2 }));
  expect((await publish(LayerName, bread("three"))).Version).toBe(3);
  expect(await versions()).toEqual([3, 1]);
  const got = await client.send(new GetLayerVersionCommand({ LayerName, VersionNumber: 3 }));
  expect(got).toMatchObject({
    LayerArn: `${ARN}:counted`,
    Description: "what bakeries share",
    CompatibleRuntimes: ["nodejs24.x"],
    Content: { CodeSize: expect.any(Number), CodeSha256: expect.stringMatching(/=$/) },
  });
  const { Layers } = await client.send(new ListLayersCommand({ CompatibleRuntime: "nodejs24.x" }));
  expect(Layers).toContainEqual(
    expect.objectContaining({
      LayerName,
      LatestMatchingVersion: expect.objectContaining({ Version: 3 }),
    }),
  );
  await expect(
    client.send(new GetLayerVersionCommand({ LayerName, VersionNumber: 2 })),
  ).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("layers of other accounts are named, and missing", async () => {
  const foreign = "arn:aws:lambda:eu-west-1:123456789012:layer:theirs:7";
  await create("lonely", 'exports.handler = async () => "alone";', [foreign], "nodejs24.x");
  expect(await invoke("lonely")).toBe("alone");
  expect(lambda.cloud.warnings.join()).toContain(`lonely runs without ${foreign}`);
});

test("takes code from S3, and refuses what names no archive", async () => {
  lambda.cloud.add(standIn("s3", { GetObject: () => ({ Body: [zip(bread("stored"))] }) }));
  const { client } = lambda;
  const stored = await client.send(
    new PublishLayerVersionCommand({
      LayerName: "stored",
      Content: { S3Bucket: "code", S3Key: "bread.zip" },
    }),
  );
  expect(stored.Version).toBe(1);
  for (const [Content, why] of [
    [{}, "the archive comes as ZipFile, or as S3Bucket and S3Key"],
    [{ S3Bucket: "code" }, "the archive comes as ZipFile, or as S3Bucket and S3Key"],
    [{ ZipFile: strToU8("no archive") }, "Could not unzip uploaded file"],
  ] as const)
    await expect(
      client.send(new PublishLayerVersionCommand({ LayerName: "refused", Content })),
    ).rejects.toThrow(why);
});
