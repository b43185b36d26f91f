import { expect, test } from "vitest";
import type { Caller } from "../../core/cloud.ts";
import { boot, type Declared } from "../../testing/boot.ts";
import { createLives } from "../../testing/restart.ts";
import { createSecretsManagerEmulator } from "./emulator.ts";

const root: Caller = { principal: { kind: "root" }, causes: [] };
const secret = (name: string): Declared => ["aws:secretsmanager/secret:Secret", { name }];
const version = (secretId: string, secretString: string): Declared => [
  "aws:secretsmanager/secretVersion:SecretVersion",
  { secretId, secretString },
];

test("keeps secrets with their versions and stages, until the config says another value", async () => {
  const live = createLives();
  const start = async (...resources: Declared[]) => {
    const cloud = await live();
    await boot(cloud, createSecretsManagerEmulator, resources);
    const { call } = cloud;
    const get = (SecretId: string, VersionStage?: string) =>
      call("secretsmanager", "GetSecretValue", { SecretId, VersionStage }, root);
    return { cloud, get };
  };
  const { cloud } = await start(secret("a"), version("a", "1"), secret("gone"), version("gone", "1"));
  await cloud.call("secretsmanager", "PutSecretValue", { SecretId: "a", SecretString: "2" }, root);
  const SecretBinary = Buffer.from([1, 255]);
  await cloud.call("secretsmanager", "CreateSecret", { Name: "made", SecretBinary }, root);
  const described = await cloud.call("secretsmanager", "DescribeSecret", { SecretId: "a" }, root);

  const same = await start(secret("a"), version("a", "1"), secret("gone"), version("gone", "1"));
  expect((await same.get("a")).SecretString).toBe("2");
  expect((await same.get("a", "AWSPREVIOUS")).SecretString).toBe("1");
  expect((await same.get("made")).SecretBinary).toBe(SecretBinary.toString("base64"));
  expect(await same.cloud.call("secretsmanager", "DescribeSecret", { SecretId: "a" }, root)).toMatchObject({
    ARN: described.ARN,
    VersionIdsToStages: described.VersionIdsToStages,
  });

  const other = await start(secret("a"), version("a", "3"));
  expect((await other.get("a")).SecretString).toBe("3");
  expect((await other.get("a", "AWSPREVIOUS")).SecretString).toBe("2");
  await expect(other.get("gone")).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  expect(other.cloud.state.dropped).toEqual(["secret gone: the config has it no longer"]);
});
