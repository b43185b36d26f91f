import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  stableId,
  tagged,
} from "../../core/resource-type.ts";

export const secret = z.strictObject({
  name: z.string().optional(),
  namePrefix: z.string().optional(),
  description: z.string().optional(),
  region,
  ...tagged,
  // Deleting, replicating and encrypting leave no trace in one process.
  recoveryWindowInDays: z.number().optional(),
  forceOverwriteReplicaSecret: z.boolean().optional(),
  kmsKeyId: z.string().optional(),
});

export const secretVersion = z.strictObject({
  secretId: z.string(),
  secretString: z.string().optional(),
  /** Base64. */
  secretBinary: z.string().optional(),
  versionStages: z.array(z.string()).optional(),
  region,
});

/** Secrets Manager adds a hyphen and six characters to the name. */
export const secretArn = (name: string, account: Account): string =>
  arnOf("secretsmanager", account, `secret:${name}-${stableId(`secret:${name}`, 6)}`);

const nameOf = (resource: { name: string; inputs: z.output<typeof secret> }): string =>
  physicalName(resource.name, resource.inputs);

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:secretsmanager/secret:Secret",
    properties: secret,
    compute: (resource, account) => {
      const name = nameOf(resource);
      const arn = secretArn(name, account);
      return { id: arn, arn, name, namePrefix: resource.inputs.namePrefix ?? "", policy: "", replicas: [] };
    },
  }),
  defineResourceType({
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    properties: secretVersion,
    compute: ({ name, inputs }) => {
      const versionId = `terraform-${stableId(`${name}:${inputs.secretId}`, 26)}`;
      return {
        id: `${inputs.secretId}|${versionId}`,
        arn: inputs.secretId,
        versionId,
        versionStages: inputs.versionStages ?? ["AWSCURRENT"],
        hasSecretStringWo: false,
      };
    },
  }),
];
