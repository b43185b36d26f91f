import type { Cloud } from "../../../core/cloud.ts";
import { s3Error } from "../errors.ts";
import { bucketArn, isBucketName } from "../names.ts";
import type { Settings } from "../settings.ts";
import type { Files } from "./files.ts";
import type { Upload } from "./model.ts";
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
  /** Throws what AWS answers to a name it does not take, and to one that is taken. */
  create(name: string): Bucket;
  delete(bucket: Bucket): void;
  /** By name. */
  all(): readonly Bucket[];
}

export const createBuckets = ({ clock }: Pick<Cloud, "clock">, files: Files): Buckets => {
  const buckets = new Map<string, Bucket>();
  return {
    find: (name) => buckets.get(name),
    get(name) {
      const bucket = buckets.get(name);
      if (!bucket) throw s3Error("NoSuchBucket", { BucketName: name });
      return bucket;
    },
    create(name) {
      if (!isBucketName(name)) throw s3Error("InvalidBucketName", { BucketName: name });
      if (buckets.has(name)) throw s3Error("BucketAlreadyOwnedByYou", { BucketName: name });
      const bucket: Bucket = {
        name,
        arn: bucketArn(name),
        created: clock.now(),
        versioning: undefined,
        objects: createVersions(files),
        uploads: new Map(),
        // As every bucket since 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
        settings: {
          publicAccessBlock: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          },
          ownership: [{ ObjectOwnership: "BucketOwnerEnforced" }],
        },
      };
      buckets.set(name, bucket);
      return bucket;
    },
    delete(bucket) {
      buckets.delete(bucket.name);
    },
    all: () => [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
};
