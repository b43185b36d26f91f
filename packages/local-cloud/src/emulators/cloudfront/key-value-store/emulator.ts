import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud, Emulator } from "../../../core/cloud.ts";
import { pageToken, parseInput } from "../../parse-input.ts";
import type { KeyValueStoreOperations } from "./api.ts";
import { createKeptKeys } from "./kept-keys.ts";
import { key as keyProperties, keysExclusive } from "./resources.ts";
import { type Change, createKeyValueStore, type KeyValueStore, LIMITS } from "./store.ts";

declare module "../../../core/cloud.ts" {
  interface Shared {
    /** Stores of CloudFront by ARN. Throws when there is none. */
    keyValueStores: { of(arn: string): KeyValueStore; all(): Iterable<KeyValueStore> };
  }
}

const KvsARN = z.string().min(1);
const Key = z.string().min(1).max(1024);
const IfMatch = z.string({ error: "Member must not be null" }).min(1);
const inputs = {
  DescribeKeyValueStore: z.strictObject({ KvsARN }),
  GetKey: z.strictObject({ KvsARN, Key }),
  ListKeys: z.strictObject({
    KvsARN,
    MaxResults: z.coerce.number().int().min(1).max(50).default(10),
    NextToken: pageToken,
  }),
  PutKey: z.strictObject({ KvsARN, Key, IfMatch, Value: z.string() }),
  DeleteKey: z.strictObject({ KvsARN, Key, IfMatch }),
  UpdateKeys: z.strictObject({
    KvsARN,
    IfMatch,
    Puts: z.array(z.strictObject({ Key, Value: z.string() })).default([]),
    Deletes: z.array(z.strictObject({ Key })).default([]),
  }),
};

/** The stores that CloudFront's functions read, and the API that changes them. */
export const createKeyValueStoreEmulator = (cloud: Cloud): Emulator => {
  const stores = new Map<string, KeyValueStore>();
  const kept = createKeptKeys(cloud.state);
  const change = (store: KeyValueStore, changed: Change) => {
    store.change(changed);
    kept.note(store, changed);
  };
  const of = (arn: string): KeyValueStore => {
    const store = stores.get(arn);
    if (store) return store;
    throw new AwsError("ResourceNotFoundException", `KeyValueStore ${arn} was not found.`, { status: 404 });
  };
  cloud.offer("keyValueStores", { of, all: () => stores.values() });

  const matching = (arn: string, ifMatch: string) => {
    const store = of(arn);
    if (store.etag !== ifMatch)
      throw new AwsError("ConflictException", "Resource is not in expected state.", { status: 409 });
    return store;
  };
  const summary = ({ entries, bytes, etag }: KeyValueStore) => ({
    ItemCount: entries.size,
    TotalSizeInBytes: bytes,
    ETag: etag,
  });

  return {
    service: "cloudfront-keyvaluestore",
    operations: {
      DescribeKeyValueStore(input) {
        const { KvsARN } = parseInput(inputs.DescribeKeyValueStore, input);
        const store = of(KvsARN);
        return {
          ...summary(store),
          KvsARN,
          Created: new Date(store.created),
          LastModified: new Date(store.updated),
          Status: "READY",
        };
      },
      GetKey(input) {
        const { KvsARN, Key } = parseInput(inputs.GetKey, input);
        const store = of(KvsARN);
        const Value = store.entries.get(Key);
        if (Value === undefined)
          throw new AwsError("ResourceNotFoundException", `Key ${Key} was not found.`, { status: 404 });
        const { ItemCount, TotalSizeInBytes } = summary(store);
        return { Key, Value, ItemCount, TotalSizeInBytes };
      },
      ListKeys(input) {
        const { KvsARN, MaxResults, NextToken: from } = parseInput(inputs.ListKeys, input);
        const all = [...of(KvsARN).entries].sort(([a], [b]) => (a < b ? -1 : 1));
        const to = from + MaxResults;
        return {
          Items: all.slice(from, to).map(([Key, Value]) => ({ Key, Value })),
          ...(to < all.length && { NextToken: String(to) }),
        };
      },
      PutKey(input) {
        const { KvsARN, Key, Value, IfMatch } = parseInput(inputs.PutKey, input);
        const store = matching(KvsARN, IfMatch);
        change(store, { put: [{ key: Key, value: Value }], remove: [] });
        return summary(store);
      },
      DeleteKey(input) {
        const { KvsARN, Key, IfMatch } = parseInput(inputs.DeleteKey, input);
        const store = matching(KvsARN, IfMatch);
        change(store, { put: [], remove: [Key] });
        return summary(store);
      },
      UpdateKeys(input) {
        const { KvsARN, IfMatch, Puts, Deletes } = parseInput(inputs.UpdateKeys, input);
        const store = matching(KvsARN, IfMatch);
        const named = [...Puts, ...Deletes].map(({ Key }) => Key);
        if (named.length > LIMITS.updateKeys || new Set(named).size < named.length)
          throw new AwsError(
            "ValidationException",
            named.length > LIMITS.updateKeys
              ? `An update has ${LIMITS.updateKeys} keys at most.`
              : "An update names a key once.",
          );
        change(store, {
          put: Puts.map((each) => ({ key: each.Key, value: each.Value })),
          remove: Deletes.map((each) => each.Key),
        });
        return summary(store);
      },
    } satisfies KeyValueStoreOperations,
    provision: {
      "aws:cloudfront/keyValueStore:KeyValueStore": ({ outputs }) => {
        const arn = String(outputs.arn);
        stores.set(arn, createKeyValueStore(arn, cloud.clock));
      },
      "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey": ({ inputs: given }) => {
        const { keyValueStoreArn, key, value } = keyProperties.parse(given);
        of(keyValueStoreArn).deploy({ put: [{ key, value }], remove: [] });
      },
      "aws:cloudfront/keyvaluestoreKeysExclusive:KeyvaluestoreKeysExclusive": ({ inputs: given }) => {
        const { keyValueStoreArn, resourceKeyValuePairs } = keysExclusive.parse(given);
        of(keyValueStoreArn).deploy({ put: resourceKeyValuePairs, remove: [] });
      },
    },
    restore: () => kept.restore(stores),
    permissions: (operation, input) => [
      {
        action: `cloudfront-keyvaluestore:${operation}`,
        resource: parseInput(z.looseObject({ KvsARN }), input).KvsARN,
      },
    ],
  };
};
