import type { Cloud } from "../../../core/cloud.ts";
import { s3Error } from "../errors.ts";
import { bucketArn, isBucketName } from "../names.ts";
import type { Settings } from "../settings.ts";
import type { Files } from "./files.ts";
import type { KeptBuckets } from "./kept-buckets.ts";
import type { Upload, UploadedPart } from "./model.ts";
import { createVersions, type Versioning, type Versions } from "./versions.ts";

export interface Bucket {
  readonly name: string;
  readonly arn: string;
  readonly created: number;
  versioning: Versioning;
  readonly objects: Versions;
  readonly uploads: Map<string, Upload>;
  /** What `PutBucket…` set, in the shapes of the SDK. */
  readonly settings: Settings;
}

/** Every bucket of the account; names are the world's on AWS, and this machine's here. */
export interface Buckets {
  find(name: string): Bucket | undefined;
  /** Throws `NoSuchBucket`. */
  get(name: string): Bucket;
  /**
   * With what the run before left of it; made by a call, or by the config. Throws what AWS answers to a name it does not
   * take, and to one that is taken.
   */
  create(name: string, isMade: boolean): Bucket;
  delete(bucket: Bucket): void;
  addUpload(bucket: Bucket, upload: Upload): void;
  addPart(upload: Upload, part: UploadedPart): void;
  /** Lets go of an upload and its parts. */
  removeUpload(bucket: Bucket, upload: Upload): void;
  /** By name. */
  all(): readonly Bucket[];
}

/** As every bucket since 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html */
export const newSettings = (): Settings => ({
  publicAccessBlock: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  ownership: [{ ObjectOwnership: "BucketOwnerEnforced" }],
});

export const createBuckets = ({ clock }: Pick<Cloud, "clock">, files: Files, kept: KeptBuckets): Buckets => {
  const buckets = new Map<string, Bucket>();
  const removeUpload = (bucket: Bucket, upload: Upload) => {
    bucket.uploads.delete(upload.id);
    kept.deleteUpload(upload);
    for (const { segments } of upload.parts.values()) files.release(segments);
  };
  return {
    find: (name) => buckets.get(name),
    get(name) {
      const bucket = buckets.get(name);
      if (!bucket) throw s3Error("NoSuchBucket", { BucketName: name });
      return bucket;
    },
    create(name, isMade) {
      if (!isBucketName(name)) throw s3Error("InvalidBucketName", { BucketName: name });
      if (buckets.has(name)) throw s3Error("BucketAlreadyOwnedByYou", { BucketName: name });
      const left = kept.left.get(name);
      kept.left.delete(name);
      const bucket: Bucket = {
        name,
        arn: bucketArn(name),
        created: left?.created ?? clock.now(),
        versioning: undefined,
        objects: createVersions(files, kept.versionsOf(name), left?.versions),
        uploads: left?.uploads ?? new Map(),
        settings: newSettings(),
      };
      for (const { parts } of bucket.uploads.values())
        for (const { segments } of parts.values()) files.hold(segments);
      buckets.set(name, bucket);
      kept.put(name, { created: bucket.created, isMade });
      return bucket;
    },
    delete(bucket) {
      for (const upload of bucket.uploads.values()) removeUpload(bucket, upload);
      buckets.delete(bucket.name);
      kept.delete(bucket.name);
    },
    addUpload(bucket, upload) {
      bucket.uploads.set(upload.id, upload);
      kept.putUpload(bucket.name, upload);
    },
    addPart(upload, part) {
      const former = upload.parts.get(part.number);
      upload.parts.set(part.number, part);
      kept.putPart(upload, part);
      if (former) files.release(former.segments);
    },
    removeUpload,
    all: () => [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
};
