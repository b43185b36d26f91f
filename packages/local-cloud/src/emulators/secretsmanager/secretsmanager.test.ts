import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterEach, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createSecretsManagerEmulator } from "./emulator.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const setUp = async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  stops.push(stop);
  const emulator = createSecretsManagerEmulator(cloud);
  cloud.add(emulator);
  const secret = await provision(cloud, emulator, "aws:secretsmanager/secret:Secret", "StripeKey", {
    name: "sourdough/stripe-key",
  });
  await provision(cloud, emulator, "aws:secretsmanager/secretVersion:SecretVersion", "StripeKeyValue", {
    secretId: secret.id,
    secretString: "sk_test_1",
  });
  return {
    cloud,
    emulator,
    arn: secret.arn!,
    client: new SecretsManagerClient({
      endpoint: gateway.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    }),
  };
};

test("finds a secret of the config by name, ARN and ARN without suffix", async () => {
  const { client, arn } = await setUp();
  expect(arn).toMatch(
    /^arn:aws:secretsmanager:eu-west-1:000000000000:secret:sourdough\/stripe-key-[a-z0-9]{6}$/,
  );
  for (const SecretId of ["sourdough/stripe-key", arn, arn.slice(0, -7)]) {
    const found = await client.send(new GetSecretValueCommand({ SecretId }));
    expect(found).toMatchObject({ ARN: arn, SecretString: "sk_test_1", VersionStages: ["AWSCURRENT"] });
    expect(found.CreatedDate).toBeInstanceOf(Date);
  }
});

test("a new value becomes current, the one before stays reachable as previous", async () => {
  const { client } = await setUp();
  const SecretId = "sourdough/stripe-key";
  const { VersionId } = await client.send(new PutSecretValueCommand({ SecretId, SecretString: "sk_test_2" }));
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: "sk_test_3" }));
  const get = async (options: object) =>
    (await client.send(new GetSecretValueCommand({ SecretId, ...options }))).SecretString;
  expect(await get({})).toBe("sk_test_3");
  expect(await get({ VersionStage: "AWSPREVIOUS" })).toBe("sk_test_2");
  expect(await get({ VersionId })).toBe("sk_test_2");
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }));
  expect(Object.values(VersionIdsToStages!).flat().sort()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
});

test("creates, lists in pages, and keeps binary values", async () => {
  const { client } = await setUp();
  await client.send(new CreateSecretCommand({ Name: "blob", SecretBinary: new Uint8Array([1, 2, 255]) }));
  const { SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: "blob" }));
  expect([...SecretBinary!]).toEqual([1, 2, 255]);
  const first = await client.send(new ListSecretsCommand({ MaxResults: 1 }));
  const second = await client.send(new ListSecretsCommand({ MaxResults: 1, NextToken: first.NextToken }));
  expect([...first.SecretList!, ...second.SecretList!].map((secret) => secret.Name)).toEqual([
    "sourdough/stripe-key",
    "blob",
  ]);
  expect(second.NextToken).toBeUndefined();
});

test("a repeated request token is the same version; with another value it is an error", async () => {
  const { client } = await setUp();
  const put = (SecretString: string) =>
    client.send(
      new PutSecretValueCommand({
        SecretId: "sourdough/stripe-key",
        SecretString,
        ClientRequestToken: "t".repeat(32),
      }),
    );
  expect((await put("a")).VersionId).toBe((await put("a")).VersionId);
  await expect(put("b")).rejects.toMatchObject({ name: "ResourceExistsException" });
});

test("says what AWS says about secrets and values that are not there", async () => {
  const { client } = await setUp();
  await expect(client.send(new GetSecretValueCommand({ SecretId: "nope" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Secrets Manager can't find the specified secret.",
  });
  await client.send(new CreateSecretCommand({ Name: "empty" }));
  await expect(client.send(new GetSecretValueCommand({ SecretId: "empty" }))).rejects.toMatchObject({
    message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  });
  await expect(client.send(new CreateSecretCommand({ Name: "empty" }))).rejects.toMatchObject({
    name: "ResourceExistsException",
  });
});

test("permissions name the ARN, also for a secret called by name", async () => {
  const { emulator, arn } = await setUp();
  expect(emulator.permissions?.("GetSecretValue", { SecretId: "sourdough/stripe-key" })).toEqual([
    { action: "secretsmanager:GetSecretValue", resource: arn },
  ]);
});
