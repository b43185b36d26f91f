import { arnOf } from "../../core/arn.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { encryptedResources } from "./encrypted.ts";
import { aliasProperties, keyProperties } from "./resources.ts";

/** AWS's own keys: whoever may use a resource of the account may use them. */
const OF_AWS = "alias/aws/";

/**
 * Keys, as far as permissions go: nothing is encrypted in one process, but who may not use the key of a queue, topic,
 * table, stream or bucket may not use that either.
 */
export const createKmsEmulator = (cloud: Cloud): Emulator => {
  const keys = new Map<string, string>();
  const name = (key: string, arn: string) => {
    for (const form of [key, arnOf("kms", cloud, key)]) keys.set(form, arn);
  };
  return {
    service: "kms",
    operations: {},
    provision: {
      "aws:kms/key:Key": ({ inputs, outputs }) => {
        const { policy } = keyProperties.parse(inputs);
        const arn = String(outputs.arn);
        name(String(outputs.keyId), arn);
        keys.set(arn, arn);
        cloud.resourcePolicies.attach(arn, policy ?? defaultPolicy(cloud));
      },
      "aws:kms/alias:Alias": ({ inputs }) => {
        const { name: alias, targetKeyId } = aliasProperties.parse(inputs);
        const arn = keys.get(targetKeyId);
        if (!arn) throw new Error(`${alias} is an alias of ${targetKeyId}, and nothing declares that key.`);
        name(alias, arn);
      },
    },
    start() {
      for (const [resource, key] of encryptedResources(cloud.graph)) {
        if (key.includes(OF_AWS)) continue;
        const arn = keys.get(key);
        if (!arn) throw new Error(`${resource} is encrypted with ${key}, and nothing declares that key.`);
        cloud.dataKeys.encrypt(resource, arn);
      }
    },
  };
};

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const defaultPolicy = ({ accountId }: Cloud) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ],
});
