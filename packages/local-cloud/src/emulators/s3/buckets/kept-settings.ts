import { z } from "zod";
import type { Cloud, Operation } from "../../../core/cloud.ts";
import type { S3 } from "../s3.ts";
import { lifecycleRule, type Settings } from "../settings.ts";
import { type Bucket, type Buckets, newSettings } from "../store/buckets.ts";

type All = Settings & Pick<Bucket, "versioning">;
type Name = keyof All;
/** JSON; null is what is not set. */
interface Change {
  readonly was: string | null;
  readonly is: string | null;
}
type Changes = Partial<Record<Name, Change>>;
const change = z.object({ was: z.string().nullable(), is: z.string().nullable() });
const isReadable = ([name, { is }]: [string, z.infer<typeof change>]): boolean => {
  try {
    readChange(name as Name, { was: null, is });
    return true;
  } catch {
    return false;
  }
};
const changes = z
  .record(z.string(), change)
  .refine((all) => Object.entries(all).every(isReadable), "has a setting that cannot be read");

/** The operations, each of which tells what it changed. */
export const noting = <Operations extends object>(
  { buckets, keptSettings }: S3,
  operations: Operations,
): Operations =>
  Object.fromEntries(
    Object.entries(operations as Record<string, Operation>).map(([name, run]): [string, Operation] => [
      name,
      async (input, caller) => {
        const output = await run(input, caller);
        if (!name.startsWith("Get")) keptSettings.note(buckets.get((input as { Bucket: string }).Bucket));
        return output;
      },
    ]),
  ) as Operations;

const readChange = (name: Name, { is }: Change): unknown => {
  if (is === null) return undefined;
  // It has dates, which JSON does not.
  return name === "lifecycle" ? z.array(lifecycleRule).parse(JSON.parse(is)) : JSON.parse(is);
};

const textsOf = ({ settings, versioning }: Pick<Bucket, "settings" | "versioning">) =>
  Object.fromEntries(
    Object.entries({ ...settings, versioning }).map(([name, value]) => [name, JSON.stringify(value) ?? null]),
  ) as Partial<Record<Name, string | null>>;

/** What calls changed of buckets, over restarts: as long as the config says of it what it said before. */
export interface KeptSettings {
  /** To be told after calls that may have changed something. */
  note(bucket: Bucket): void;
  /** Takes one setting for what the config says. */
  declare(bucket: Bucket, name: Name): void;
  /** Takes what buckets are set to now for what the config says, and makes what calls made of that. */
  restore(buckets: Buckets): void;
  delete(bucket: Bucket): void;
}

export const createKeptSettings = ({ state, resourcePolicies }: Cloud): KeptSettings => {
  const kept = state.records<Changes>("s3/settings", changes);
  const declared = new Map<string, ReturnType<typeof textsOf>>();
  const made = textsOf({ settings: newSettings(), versioning: undefined });

  const note = (bucket: Bucket) => {
    const was = declared.get(bucket.name) ?? made;
    const is = textsOf(bucket);
    const names = [...new Set([...Object.keys(was), ...Object.keys(is)])] as Name[];
    const changes = names
      .map((name) => [name, { was: was[name] ?? null, is: is[name] ?? null }] as const)
      .filter(([, change]) => change.was !== change.is);
    if (changes.length > 0) kept.put(bucket.name, Object.fromEntries(changes));
    else kept.delete(bucket.name);
  };

  return {
    note,
    declare({ name, settings }, setting) {
      Object.assign(declared.get(name) ?? {}, {
        [setting]: textsOf({ settings, versioning: undefined })[setting],
      });
    },
    restore(buckets) {
      for (const bucket of buckets.all()) declared.set(bucket.name, textsOf(bucket));
      for (const [name, changes] of kept.read()) {
        const bucket = buckets.find(name);
        if (!bucket) {
          kept.delete(name);
          continue;
        }
        for (const [setting, change] of Object.entries(changes) as [Name, Change][]) {
          if ((declared.get(name)?.[setting] ?? null) !== change.was) continue;
          const value = readChange(setting, change);
          Object.assign(setting === "versioning" ? bucket : bucket.settings, { [setting]: value });
          if (setting === "policy") resourcePolicies.attach(bucket.arn, value);
        }
        note(bucket);
      }
    },
    delete: ({ name }) => kept.delete(name),
  };
};
