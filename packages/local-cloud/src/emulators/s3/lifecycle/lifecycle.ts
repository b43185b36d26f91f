import type { Cancel } from "../../../core/clock.ts";
import type { Caller } from "../../../core/cloud.ts";
import { deleteKey } from "../objects/delete.ts";
import type { S3 } from "../s3.ts";
import type { Bucket } from "../store/buckets.ts";
import type { ObjectVersion } from "../store/model.ts";
import { concerns, DAY, dueAt, expiryOf } from "./expiry.ts";

/** Looks once a day, at midnight in UTC, what rules let go of; a clock that is moved over several nights too. */
export interface Lifecycle {
  start(): void;
  stop(): void;
}

const caller: Caller = {
  principal: { kind: "service", service: "s3.amazonaws.com", sourceArn: "" },
  causes: [],
};

export const createLifecycle = (s3: S3): Lifecycle => {
  const { cloud, buckets } = s3;
  let cancel: Cancel | undefined;

  /** One hop for each object that goes, which is what its notifications follow from. */
  const expiring = (bucket: Bucket, key: string, rule: string | undefined): Caller => {
    const hop = cloud.journal.record({
      service: "s3",
      action: "Expire",
      resource: `${bucket.arn}/${key}`,
      input: { Key: key, rule },
    });
    return { ...caller, causes: [hop.id] };
  };

  const expireNewest = (bucket: Bucket, key: string, now: number) => {
    const newest = bucket.objects.newest(key);
    const expiry = newest && expiryOf(bucket, newest);
    if (!expiry || expiry.at > now) return;
    deleteKey(s3, bucket, { Key: key }, expiring(bucket, key, expiry.rule.ID), "LifecycleExpiration");
  };

  const expireNoncurrent = (bucket: Bucket, key: string, now: number) => {
    for (const rule of bucket.settings.lifecycle ?? []) {
      const { NoncurrentDays, NewerNoncurrentVersions = 0 } = rule.NoncurrentVersionExpiration ?? {};
      if (NoncurrentDays === undefined) continue;
      const noncurrent = bucket.objects.of(key).slice(1);
      for (const version of noncurrent.slice(NewerNoncurrentVersions)) {
        const since = version.noncurrentSince;
        if (since === undefined || dueAt(since, NoncurrentDays) > now || !concerns(rule, version)) continue;
        const { versionId: VersionId } = version;
        deleteKey(s3, bucket, { Key: key, VersionId }, expiring(bucket, key, rule.ID), "LifecycleExpiration");
      }
    }
  };

  /** A delete marker with nothing below it marks nothing. */
  const expireMarker = (bucket: Bucket, key: string, now: number) => {
    const [marker, ...others] = bucket.objects.of(key);
    if (!marker?.isDeleteMarker || others.length > 0) return;
    for (const rule of bucket.settings.lifecycle ?? []) {
      const { ExpiredObjectDeleteMarker, Days } = rule.Expiration ?? {};
      const isDue =
        ExpiredObjectDeleteMarker === true || (Days !== undefined && dueAt(marker.modified, Days) <= now);
      if (!isDue || !concerns(rule, marker)) continue;
      const { versionId: VersionId } = marker;
      deleteKey(s3, bucket, { Key: key, VersionId }, expiring(bucket, key, rule.ID), "LifecycleExpiration");
      return;
    }
  };

  const move = (bucket: Bucket, version: ObjectVersion, StorageClass: string, rule: string | undefined) => {
    if (version.StorageClass === StorageClass) return;
    // A class of storage is a word here: it changes what an answer says, and nothing else.
    Object.assign(version, { StorageClass });
    bucket.objects.changed(version);
    s3.notify({
      name: "LifecycleTransition",
      bucket,
      key: version.key,
      version,
      caller: expiring(bucket, version.key, rule),
    });
  };

  const transition = (bucket: Bucket, key: string, now: number) => {
    for (const rule of bucket.settings.lifecycle ?? []) {
      const newest = bucket.objects.newest(key);
      const isConcerned =
        newest && !newest.isDeleteMarker && concerns(rule, newest) && newest.size > SMALLEST_MOVED;
      const due = (rule.Transitions ?? []).filter(
        ({ Days, Date: date }) =>
          newest && (date ? date.getTime() : dueAt(newest.modified, Days ?? 0)) <= now,
      );
      const last = due.toSorted((a, b) => (a.Days ?? 0) - (b.Days ?? 0)).at(-1);
      if (isConcerned && last) move(bucket, newest, last.StorageClass, rule.ID);
      for (const old of bucket.objects.of(key).slice(1))
        for (const { NoncurrentDays = 0, StorageClass } of rule.NoncurrentVersionTransitions ?? [])
          if (
            old.noncurrentSince !== undefined &&
            !old.isDeleteMarker &&
            concerns(rule, old) &&
            old.size > SMALLEST_MOVED &&
            dueAt(old.noncurrentSince, NoncurrentDays) <= now
          )
            move(bucket, old, StorageClass, rule.ID);
    }
  };

  const abortUploads = (bucket: Bucket, now: number) => {
    for (const rule of bucket.settings.lifecycle ?? []) {
      const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation;
      if (days === undefined) continue;
      for (const upload of [...bucket.uploads.values()])
        if (concerns(rule, { key: upload.key }) && dueAt(upload.initiated, days) <= now)
          buckets.removeUpload(bucket, upload);
    }
  };

  const look = () => {
    const now = cloud.clock.now();
    for (const bucket of buckets.all()) {
      if (!bucket.settings.lifecycle) continue;
      for (const key of [...bucket.objects.keys()]) {
        transition(bucket, key, now);
        expireNewest(bucket, key, now);
        expireNoncurrent(bucket, key, now);
        expireMarker(bucket, key, now);
      }
      abortUploads(bucket, now);
    }
  };

  const schedule = () => {
    const now = cloud.clock.now();
    cancel = cloud.clock.schedule(DAY - (now % DAY), () => {
      look();
      schedule();
    });
  };

  return {
    start() {
      // Midnight may have been while no process ran.
      look();
      schedule();
    },
    stop: () => cancel?.(),
  };
};

/** Smaller objects stay where they are: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const SMALLEST_MOVED = 128 * 1024;
