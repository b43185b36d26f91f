import { z } from "zod";
import {
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  stableId,
  tagged,
} from "../../core/resource-type.ts";
import { bucketArn, isBucketName, objectArn, websiteDomain } from "./names.ts";
import {
  corsProperties,
  encryptionProperties,
  lifecycleProperties,
  notificationProperties,
  ownershipProperties,
  publicAccessProperties,
  versioningProperties,
} from "./resource-settings.ts";

const text = z.string().optional();
const name = z.string();

const bucketProperties = z
  .strictObject({
    bucket: text,
    bucketPrefix: text,
    forceDestroy: z.boolean().optional(),
    region,
    ...tagged,
    objectLockEnabled: z
      .literal(false, { error: "object locks are not implemented by the local cloud's S3; remove it" })
      .optional(),
  })
  .superRefine(({ bucket }, { addIssue }) => {
    if (bucket !== undefined && !isBucketName(bucket))
      addIssue({
        code: "custom",
        path: ["bucket"],
        message: `"${bucket}" is no name of a bucket; it has 3 to 63 lower-case letters, digits, dots and hyphens, and begins and ends with a letter or digit`,
      });
  });

export const policyProperties = z.strictObject({
  bucket: name,
  policy: z.union([z.string(), z.record(z.string(), z.unknown())]),
  region,
});

const noPages = z
  .never({
    error:
      "the local cloud's S3 answers for a website only where it redirects all requests; use sst.aws.StaticSite for pages",
  })
  .optional();

export const websiteProperties = z.strictObject({
  bucket: name,
  expectedBucketOwner: text,
  redirectAllRequestsTo: z.strictObject({
    hostName: z.string(),
    protocol: z.enum(["http", "https"]).default("http"),
  }),
  indexDocument: noPages,
  errorDocument: noPages,
  routingRules: noPages,
  routingRuleDetails: noPages,
  region,
});

const websiteType = (type: string): ResourceType =>
  defineResourceType({
    type,
    properties: websiteProperties,
    compute: ({ inputs: { bucket, redirectAllRequestsTo: to } }, account) => ({
      id: bucket,
      websiteDomain: websiteDomain(account.region),
      websiteEndpoint: `${bucket}.${websiteDomain(account.region)}`,
      // As a URL, so that it leads to what answers for that name on this machine.
      redirectsTo: `${to.protocol}://${to.hostName}/`,
    }),
  });

/** A file, or text, as `$asset` and Pulumi's assets give it; an archive, which the code of a function is, has neither. */
const asset = z.strictObject({ path: text, text });

export const objectProperties = z.strictObject({
  bucket: name,
  key: text,
  source: asset.optional(),
  content: text,
  contentBase64: text,
  contentType: text,
  cacheControl: text,
  contentDisposition: text,
  contentEncoding: text,
  contentLanguage: text,
  websiteRedirect: text,
  storageClass: text,
  metadata: z.record(z.string(), z.string()).optional(),
  // They say when Pulumi uploads again, and how the object is encrypted.
  sourceHash: text,
  etag: text,
  acl: text,
  bucketKeyEnabled: z.boolean().optional(),
  kmsKeyId: text,
  serverSideEncryption: text,
  checksumAlgorithm: text,
  forceDestroy: z.boolean().optional(),
  region,
  ...tagged,
});

const objectType = (type: string): ResourceType =>
  defineResourceType({
    type,
    properties: objectProperties,
    compute: ({ name: logicalName, inputs }) => {
      const key = inputs.key ?? logicalName;
      return {
        id: `${inputs.bucket}/${key}`,
        key,
        arn: objectArn(inputs.bucket, key),
        etag: stableId(`${inputs.bucket}/${key}`, 32),
        versionId: "null",
      };
    },
  });

const ofBucket = (type: string, properties: z.ZodType<{ bucket: string }>): ResourceType =>
  defineResourceType({ type, properties, compute: ({ inputs }) => ({ id: inputs.bucket }) });

const bucketType = (type: string): ResourceType =>
  defineResourceType({
    type,
    properties: bucketProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const bucket = physicalName(logicalName.toLowerCase(), {
        name: inputs.bucket,
        namePrefix: inputs.bucketPrefix,
      });
      return {
        id: bucket,
        bucket,
        arn: bucketArn(bucket),
        bucketDomainName: `${bucket}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${bucket}.s3.${account.region}.amazonaws.com`,
        bucketRegion: account.region,
        region: account.region,
        hostedZoneId: "Z1BKCTXD74EZPE",
      };
    },
  });

/** Older names that Pulumi keeps for the same. */
const both = (make: (type: string) => ResourceType, name: string): ResourceType[] =>
  [name, `${name}V2`].map((one) => make(`aws:s3/${one[0]!.toLowerCase()}${one.slice(1)}:${one}`));

export const resourceTypes: ResourceType[] = [
  objectType("aws:s3/bucketObject:BucketObject"),
  objectType("aws:s3/bucketObjectv2:BucketObjectv2"),
  ...both(bucketType, "Bucket"),
  ...both((type) => ofBucket(type, versioningProperties), "BucketVersioning"),
  ...both((type) => ofBucket(type, corsProperties), "BucketCorsConfiguration"),
  ...both((type) => ofBucket(type, lifecycleProperties), "BucketLifecycleConfiguration"),
  ...both((type) => ofBucket(type, encryptionProperties), "BucketServerSideEncryptionConfiguration"),
  ...both(websiteType, "BucketWebsiteConfiguration"),
  ofBucket("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", publicAccessProperties),
  ofBucket("aws:s3/bucketOwnershipControls:BucketOwnershipControls", ownershipProperties),
  ofBucket("aws:s3/bucketPolicy:BucketPolicy", policyProperties),
  ofBucket("aws:s3/bucketNotification:BucketNotification", notificationProperties),
];
