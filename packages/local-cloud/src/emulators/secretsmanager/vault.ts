import { z } from "zod";
import { isArnOf, parseArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { State } from "../../state/state.ts";

/** One value of a secret. Secrets Manager finds it by id or by a staging label it carries. */
export interface Version {
  readonly id: string;
  readonly secretString?: string;
  readonly secretBinary?: Uint8Array;
  readonly createdAt: number;
  readonly stages: Set<string>;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly createdAt: number;
  changedAt: number;
  accessedAt?: number;
  readonly versions: Map<string, Version>;
  /** By the config, not by a call. */
  isDeclared?: boolean;
}

type KeptVersion = Omit<Version, "stages" | "secretBinary"> & {
  readonly stages: readonly string[];
  /** Base64. */
  readonly secretBinary: string | undefined;
};
type KeptSecret = Omit<Secret, "versions"> & { readonly versions: readonly KeptVersion[] };

const keptSecret = z.looseObject({
  name: z.string(),
  arn: z.string(),
  createdAt: z.number(),
  changedAt: z.number(),
  versions: z.array(
    z.looseObject({
      id: z.string(),
      secretString: z.string().optional(),
      secretBinary: z.string().optional(),
      createdAt: z.number(),
      stages: z.array(z.string()),
    }),
  ),
});

const toKept = ({ versions, ...secret }: Secret): KeptSecret => ({
  ...secret,
  versions: [...versions.values()].map(({ stages, secretBinary, ...version }) => ({
    ...version,
    stages: [...stages],
    secretBinary: secretBinary && Buffer.from(secretBinary).toString("base64"),
  })),
});

const fromKept = ({ versions, ...secret }: KeptSecret): Secret => ({
  ...secret,
  versions: new Map(
    versions.map(({ stages, secretBinary, ...version }) => [
      version.id,
      {
        ...version,
        stages: new Set(stages),
        secretBinary: secretBinary === undefined ? undefined : Buffer.from(secretBinary, "base64"),
      },
    ]),
  ),
});

/** Finds secrets, over restarts, by name, ARN, or ARN without the six characters AWS adds. */
export const createVault = (state: State) => {
  const kept = state.records<Secret, KeptSecret>("secretsmanager/secrets", keptSecret, toKept);
  const secrets = new Map([...kept.read()].map(([name, secret]) => [name, fromKept(secret)]));
  /** Those of the run before that the config has not named yet. */
  const left = new Set(secrets.keys());
  const nameIn = (id: string): string | undefined => {
    if (!isArnOf(id, "secretsmanager", "secret")) return secrets.has(id) ? id : undefined;
    const { name = "" } = parseArn(id) ?? {};
    const [exact] = [...secrets.values()].filter((secret) => secret.arn === id);
    return exact?.name ?? (secrets.has(name) ? name : undefined);
  };

  return {
    add: (secret: Secret) => {
      if (secrets.has(secret.name))
        throw new AwsError(
          "ResourceExistsException",
          `The operation failed because the secret ${secret.name} already exists.`,
        );
      secrets.set(secret.name, secret);
      kept.put(secret.name, secret);
      return secret;
    },
    changed: (secret: Secret) => kept.put(secret.name, secret),
    /** The secret that the run before left, once. */
    takeUp(name: string): Secret | undefined {
      return left.delete(name) ? secrets.get(name) : undefined;
    },
    /** Forgets what the config has no longer. */
    forgetUndeclared(): void {
      for (const name of left) {
        if (!secrets.get(name)?.isDeclared) continue;
        secrets.delete(name);
        kept.delete(name);
        state.drop(`secret ${name}: the config has it no longer`);
      }
    },
    find: (id: string): Secret | undefined => secrets.get(nameIn(id) ?? ""),
    get: (id: string): Secret => {
      const secret = secrets.get(nameIn(id) ?? "");
      if (!secret)
        throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      return secret;
    },
    all: (): Secret[] => [...secrets.values()],
  };
};

/** Stores a version and moves the staging labels to it; what was `AWSCURRENT` becomes `AWSPREVIOUS`. */
export const addVersion = (secret: Secret, version: Version): void => {
  const current = [...secret.versions.values()].find((other) => other.stages.has("AWSCURRENT"));
  for (const other of secret.versions.values())
    for (const stage of version.stages) other.stages.delete(stage);
  if (current && version.stages.has("AWSCURRENT")) {
    for (const other of secret.versions.values()) other.stages.delete("AWSPREVIOUS");
    current.stages.add("AWSPREVIOUS");
  }
  secret.versions.set(version.id, version);
  secret.changedAt = version.createdAt;
};

export const findVersion = (secret: Secret, versionId: string | undefined, stage = "AWSCURRENT"): Version => {
  const version =
    versionId === undefined
      ? [...secret.versions.values()].find((candidate) => candidate.stages.has(stage))
      : secret.versions.get(versionId);
  if (version) return version;
  throw new AwsError(
    "ResourceNotFoundException",
    versionId === undefined
      ? `Secrets Manager can't find the specified secret value for staging label: ${stage}`
      : `Secrets Manager can't find the specified secret value for VersionId: ${versionId}`,
  );
};
