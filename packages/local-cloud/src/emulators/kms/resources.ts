import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, region, stableId, tagged } from "../../core/resource-type.ts";

export const keyProperties = z.strictObject({
  description: z.string().max(8192).optional(),
  policy: z.string().optional(),
  keyUsage: z.literal("ENCRYPT_DECRYPT", { error: "keys sign nothing in the local cloud" }).optional(),
  customerMasterKeySpec: z
    .literal("SYMMETRIC_DEFAULT", { error: "data of AWS services is encrypted with symmetric keys alone" })
    .optional(),
  isEnabled: z.literal(true, { error: "a key that is off would refuse everything; leave it out" }).optional(),
  multiRegion: z.literal(false, { error: "the local cloud is one region" }).optional(),
  region,
  ...tagged,
  // Nothing is deleted or grows old in one process.
  deletionWindowInDays: z.number().int().min(7).max(30).optional(),
  enableKeyRotation: z.boolean().optional(),
  rotationPeriodInDays: z.number().int().min(90).max(2560).optional(),
});

export const aliasProperties = z.strictObject({
  name: z
    .string()
    .regex(/^alias\/(?!aws\/)[\w/-]+$/, "begins with alias/, and not with alias/aws/, which is AWS's own"),
  targetKeyId: z.string(),
  region,
});

const hex = (text: string, length: number) =>
  [...stableId(text, length)].map((char) => (char.codePointAt(0)! % 16).toString(16)).join("");
const keyId = (name: string) =>
  [8, 4, 4, 4, 12].map((length, part) => hex(`key ${name} ${part}`, length)).join("-");

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:kms/key:Key",
    properties: keyProperties,
    compute: ({ name }, account) => {
      const id = keyId(name);
      return { id, keyId: id, arn: arnOf("kms", account, `key/${id}`) };
    },
  }),
  defineResourceType({
    type: "aws:kms/alias:Alias",
    properties: aliasProperties,
    compute: ({ inputs }, account) => ({
      id: inputs.name,
      name: inputs.name,
      arn: arnOf("kms", account, inputs.name),
    }),
  }),
];
