import { z } from "zod";
import { globalArn } from "../../../core/arn.ts";
import { defineResourceType, type ResourceType, stableId } from "../../../core/resource-type.ts";

const timeouts = z.strictObject({ create: z.string().optional() }).optional();
const store = z.strictObject({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9-_]{1,64}$/)
    .optional(),
  comment: z.string().max(128).optional(),
  timeouts,
});
export const key = z.strictObject({
  keyValueStoreArn: z.string(),
  key: z.string().min(1),
  value: z.string(),
});
export const keysExclusive = z.strictObject({
  keyValueStoreArn: z.string(),
  maxBatchSize: z.number().int().min(1).max(50).optional(),
  resourceKeyValuePairs: z.array(z.strictObject({ key: z.string().min(1), value: z.string() })).default([]),
});

export const resourceTypes: readonly ResourceType[] = [
  defineResourceType({
    type: "aws:cloudfront/keyValueStore:KeyValueStore",
    properties: store,
    compute: ({ name, inputs }, { accountId }) => {
      const id = stableId(name);
      return {
        id: inputs.name ?? name,
        name: inputs.name ?? name,
        arn: globalArn("cloudfront", accountId, `key-value-store/${id}`),
        etag: "local",
      };
    },
  }),
  defineResourceType({
    type: "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey",
    properties: key,
    compute: ({ inputs }) => ({
      id: `${inputs.keyValueStoreArn},${inputs.key}`,
      totalSizeInBytes: Buffer.byteLength(inputs.key) + Buffer.byteLength(inputs.value),
    }),
  }),
  defineResourceType({
    type: "aws:cloudfront/keyvaluestoreKeysExclusive:KeyvaluestoreKeysExclusive",
    properties: keysExclusive,
    compute: ({ inputs }) => ({ id: inputs.keyValueStoreArn, totalSizeInBytes: 0 }),
  }),
];
