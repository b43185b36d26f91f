import type { LifecycleRule } from "../settings.ts";
import type { Bucket } from "../store/buckets.ts";
import type { ObjectVersion } from "../store/model.ts";

export const DAY = 24 * 60 * 60 * 1000;

interface Filtered {
  readonly key: string;
  readonly size?: number;
  readonly tags?: ReadonlyMap<string, string>;
}

/** Whether a rule is about an object, or about an upload, which has no size and no tags yet. */
export const concerns = (
  { Prefix, Filter, Status }: LifecycleRule,
  { key, size, tags }: Filtered,
): boolean => {
  if (Status !== "Enabled") return false;
  const all = { ...Filter, ...Filter?.And };
  const wanted = [...(Filter?.Tag ? [Filter.Tag] : []), ...(Filter?.And?.Tags ?? [])];
  const { ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = all;
  return (
    key.startsWith(all.Prefix ?? Prefix ?? "") &&
    wanted.every(({ Key, Value }) => tags?.get(Key) === Value) &&
    (above === undefined || (size ?? 0) > above) &&
    (below === undefined || (size ?? 0) < below)
  );
};

/** Lifecycles count in whole days: what is due is so at the next midnight in UTC. */
export const dueAt = (from: number, days: number): number => Math.ceil((from + days * DAY) / DAY) * DAY;

/** When a rule lets an object expire, and which one. */
export const expiryOf = (
  bucket: Bucket,
  version: ObjectVersion,
): { at: number; rule: LifecycleRule } | undefined => {
  let soonest: { at: number; rule: LifecycleRule } | undefined;
  for (const rule of bucket.settings.lifecycle ?? []) {
    if (!rule.Expiration || version.isDeleteMarker || !concerns(rule, version)) continue;
    const { Days, Date: date } = rule.Expiration;
    const at = date ? date.getTime() : Days === undefined ? undefined : dueAt(version.modified, Days);
    if (at !== undefined && (!soonest || at < soonest.at)) soonest = { at, rule };
  }
  return soonest;
};

/** The header `x-amz-expiration` of an object. */
export const expirationOf = (bucket: Bucket, version: ObjectVersion): string | undefined => {
  const expiry = expiryOf(bucket, version);
  return (
    expiry &&
    `expiry-date="${new Date(expiry.at).toUTCString()}", rule-id="${encodeURIComponent(expiry.rule.ID ?? "")}"`
  );
};
