import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { pageToken, parseInput } from "../parse-input.ts";
import type { SecretsManagerOperations } from "./api.ts";
import { secretArn, secret as secretProperties, secretVersion } from "./resources.ts";
import { addVersion, createVault, findVersion, type Secret } from "./vault.ts";

const binary = z.union([
  z.instanceof(Uint8Array),
  z.base64().transform((text) => Buffer.from(text, "base64")),
]);
const value = { SecretString: z.string().optional(), SecretBinary: binary.optional() };
const tags = z.array(z.looseObject({})).optional();

const inputs = {
  GetSecretValue: z.strictObject({
    SecretId: z.string().min(1),
    VersionId: z.string().optional(),
    VersionStage: z.string().optional(),
  }),
  PutSecretValue: z.strictObject({
    SecretId: z.string().min(1),
    ClientRequestToken: z.string().optional(),
    VersionStages: z.array(z.string()).min(1).optional(),
    ...value,
  }),
  CreateSecret: z.strictObject({
    Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/),
    ClientRequestToken: z.string().optional(),
    Description: z.string().optional(),
    KmsKeyId: z.string().optional(),
    Tags: tags,
    ...value,
  }),
  DescribeSecret: z.strictObject({ SecretId: z.string().min(1) }),
  ListSecrets: z.strictObject({
    MaxResults: z.number().int().min(1).max(100).default(100),
    NextToken: z.string().default("0"),
  }),
};

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_VALUE_BYTES = 65_536;

/** Secrets Manager: secrets of the config, and those that are made while it runs. Rotation is not implemented. */
export const createSecretsManagerEmulator = (cloud: Cloud): Emulator => {
  const vault = createVault(cloud.state);

  const put = (
    secret: Secret,
    options: { token?: string; text?: string; bytes?: Uint8Array; stages?: readonly string[] },
  ) => {
    const { text, bytes, stages = ["AWSCURRENT"], token = randomUUID() } = options;
    if ((text === undefined) === (bytes === undefined))
      throw new AwsError(
        "InvalidParameterException",
        "You must provide either SecretString or SecretBinary.",
      );
    if ((bytes?.length ?? Buffer.byteLength(text ?? "")) > MAX_VALUE_BYTES)
      throw new AwsError("ValidationException", `A secret value has at most ${MAX_VALUE_BYTES} bytes.`);
    const known = secret.versions.get(token);
    if (known && (known.secretString !== text || String(known.secretBinary) !== String(bytes)))
      throw new AwsError(
        "ResourceExistsException",
        `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`,
      );
    const version = known ?? {
      id: token,
      createdAt: cloud.clock.now(),
      stages: new Set(stages),
      secretString: text,
      secretBinary: bytes,
    };
    if (!known) {
      addVersion(secret, version);
      vault.changed(secret);
    }
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: [...version.stages] };
  };
  const create = (name: string, description?: string) => {
    const now = cloud.clock.now();
    const arn = secretArn(name, cloud);
    return vault.add({
      name,
      arn,
      description,
      createdAt: now,
      changedAt: now,
      versions: new Map(),
    });
  };
  const describe = (secret: Secret) => ({
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description || undefined,
    CreatedDate: new Date(secret.createdAt),
    LastChangedDate: new Date(secret.changedAt),
    LastAccessedDate: secret.accessedAt === undefined ? undefined : new Date(secret.accessedAt),
  });
  const stagesById = (secret: Secret) =>
    Object.fromEntries([...secret.versions.values()].map(({ id, stages }) => [id, [...stages]]));

  return {
    service: "secretsmanager",
    operations: {
      GetSecretValue(input) {
        const { SecretId, VersionId, VersionStage } = parseInput(inputs.GetSecretValue, input);
        const secret = vault.get(SecretId);
        const version = findVersion(secret, VersionId, VersionStage);
        secret.accessedAt = cloud.clock.now();
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: version.id,
          SecretString: version.secretString,
          SecretBinary: version.secretBinary && Buffer.from(version.secretBinary).toString("base64"),
          VersionStages: [...version.stages],
          CreatedDate: new Date(version.createdAt),
        };
      },
      PutSecretValue(input) {
        const { SecretId, ClientRequestToken, VersionStages, SecretString, SecretBinary } = parseInput(
          inputs.PutSecretValue,
          input,
        );
        return put(vault.get(SecretId), {
          token: ClientRequestToken || undefined,
          text: SecretString,
          bytes: SecretBinary,
          stages: VersionStages,
        });
      },
      CreateSecret(input) {
        const { Name, ClientRequestToken, Description, SecretString, SecretBinary } = parseInput(
          inputs.CreateSecret,
          input,
        );
        const secret = create(Name, Description);
        if (SecretString === undefined && !SecretBinary) return { ARN: secret.arn, Name };
        const { VersionId } = put(secret, {
          token: ClientRequestToken || undefined,
          text: SecretString,
          bytes: SecretBinary,
        });
        return { ARN: secret.arn, Name, VersionId };
      },
      DescribeSecret(input) {
        const secret = vault.get(parseInput(inputs.DescribeSecret, input).SecretId);
        return { ...describe(secret), VersionIdsToStages: stagesById(secret) };
      },
      ListSecrets(input) {
        const { MaxResults, NextToken } = parseInput(inputs.ListSecrets, input);
        const from = parseInput(pageToken, NextToken, "InvalidNextTokenException");
        const all = vault.all();
        return {
          SecretList: all
            .slice(from, from + MaxResults)
            .map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesById(secret) })),
          NextToken: from + MaxResults < all.length ? String(from + MaxResults) : undefined,
        };
      },
    } satisfies SecretsManagerOperations,
    provision: {
      "aws:secretsmanager/secret:Secret": ({ inputs, outputs }) => {
        const name = String(outputs.name);
        const { description } = secretProperties.parse(inputs);
        const secret = Object.assign(vault.takeUp(name) ?? create(name), { description, isDeclared: true });
        vault.changed(secret);
      },
      "aws:secretsmanager/secretVersion:SecretVersion": (resource) => {
        const { secretId, secretString, secretBinary, versionStages } = secretVersion.parse(resource.inputs);
        const secret = vault.get(secretId);
        if (cloud.provisioned.isKept(resource) && secret.versions.size > 0) return;
        put(secret, {
          text: secretString,
          bytes: secretBinary === undefined ? undefined : Buffer.from(secretBinary, "base64"),
          stages: versionStages,
        });
      },
    },
    restore: vault.forgetUndeclared,
    permissions(operation, input) {
      const action = `secretsmanager:${operation}`;
      if (operation === "ListSecrets") return [{ action, resource: "*" }];
      const { Name, SecretId } = z
        .looseObject({ Name: z.string().optional(), SecretId: z.string().optional() })
        .parse(input ?? {});
      const id = SecretId ?? Name ?? "";
      return [{ action, resource: vault.find(id)?.arn ?? secretArn(id, cloud) }];
    },
  };
};
