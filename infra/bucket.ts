import { accountId } from "./account.ts";
import { dataKey } from "./key.ts";
import { physicalName } from "./names.ts";
import { protectData } from "./shared.ts";

/** Days. What is older is rarely asked for, and then for nothing. */
const days = { infrequentAccess: 30, kept: 365, noncurrent: 30, unfinishedUploads: 7 };

/**
 * A private bucket: encrypted, versioned, by TLS alone, nothing public; objects move to infrequent access after 30 days
 * and are deleted after 365. It tells the default bus of EventBridge what happens in it.
 */
export const privateBucket = (id: string, name: string) => {
  const files = new sst.aws.Bucket(id, {
    versioning: true,
    enforceHttps: true,
    cors: false,
    transform: {
      bucket: (args) => {
        // A bucket's name has to be its own in all of AWS.
        args.bucket = $interpolate`${physicalName(name)}-${accountId()}`;
        args.forceDestroy = !protectData();
      },
    },
  });
  const bucket = files.name;
  const kmsMasterKeyId = dataKey();
  new aws.s3.BucketServerSideEncryptionConfiguration(`${id}Encryption`, {
    bucket,
    rules: [
      {
        applyServerSideEncryptionByDefault: kmsMasterKeyId
          ? { sseAlgorithm: "aws:kms", kmsMasterKeyId }
          : { sseAlgorithm: "AES256" },
        bucketKeyEnabled: true,
      },
    ],
  });
  new aws.s3.BucketLifecycleConfiguration(`${id}Lifecycle`, {
    bucket,
    rules: [
      {
        id: "age",
        status: "Enabled",
        filter: { prefix: "" },
        transitions: [{ days: days.infrequentAccess, storageClass: "STANDARD_IA" }],
        expiration: { days: days.kept },
        noncurrentVersionExpiration: { noncurrentDays: days.noncurrent },
        abortIncompleteMultipartUpload: { daysAfterInitiation: days.unfinishedUploads },
      },
      {
        id: "deletion-markers",
        status: "Enabled",
        filter: { prefix: "" },
        expiration: { expiredObjectDeleteMarker: true },
      },
    ],
  });
  new aws.s3.BucketNotification(`${id}Notification`, { bucket, eventbridge: true });
  return files;
};

/** Lets the page at `origin` send forms to a bucket, which is another origin to a browser. */
export const allowUploadsFrom = (
  id: string,
  { bucket, origin }: { bucket: $util.Input<string>; origin: $util.Input<string> },
) =>
  new aws.s3.BucketCorsConfiguration(`${id}Cors`, {
    bucket,
    corsRules: [
      { allowedOrigins: [origin], allowedMethods: ["POST"], allowedHeaders: ["*"], maxAgeSeconds: 3600 },
    ],
  });
