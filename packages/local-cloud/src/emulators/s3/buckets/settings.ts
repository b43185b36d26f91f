import { z } from "zod";
import type { AwsError } from "../../../core/aws-error.ts";
import { isPublic } from "../access.ts";
import { s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import { checkLifecycle } from "../lifecycle/rules.ts";
import { checkNotification } from "../notifications/configuration.ts";
import { checkTags } from "../objects/tags.ts";
import type { S3 } from "../s3.ts";
import * as settings from "../settings.ts";
import type { Bucket } from "../store/buckets.ts";

const aBucket = z.strictObject(inputs.bucket);
const withDocument = <Name extends string>(name: Name) =>
  z.strictObject({ ...inputs.bucket, ...inputs.checksums, ContentMD5: inputs.text, [name]: z.unknown() });

/** Attaches a policy to a bucket; throws what AWS answers to one that is none, or that must not be public. */
export const setPolicy = ({ cloud }: S3, bucket: Bucket, policy: string): void => {
  if (!policy.startsWith("{")) throw s3Error("MalformedPolicy");
  try {
    cloud.resourcePolicies.attach(bucket.arn, policy);
  } catch (cause) {
    throw s3Error("MalformedPolicy", {}, (cause as Error).message);
  }
  bucket.settings.policy = policy;
};

export const settingOperations = (s3: S3) => {
  const of = (input: unknown) => s3.buckets.get(inputs.parse(aBucket, input).Bucket);
  /** The bucket, and the document of the request as `schema` describes it. */
  const put = <Schema extends z.ZodType>(input: unknown, name: string, schema: Schema) => {
    const sent = inputs.parse(withDocument(name), input) as Record<string, unknown> & { Bucket: string };
    const bucket = s3.buckets.get(sent.Bucket);
    return { bucket, document: inputs.parseDocument(schema, sent[name]) };
  };
  const missing = <Value>(value: Value | undefined, error: () => AwsError): Value => {
    if (value === undefined) throw error();
    return value;
  };

  return {
    PutBucketVersioning(input: unknown) {
      const schema = z.strictObject({
        Status: z.enum(["Enabled", "Suspended"]).optional(),
        MFADelete: inputs.text,
      });
      const { bucket, document } = put(input, "VersioningConfiguration", schema);
      if (document.Status === undefined) throw s3Error("IllegalVersioningConfigurationException");
      bucket.versioning = document.Status;
      return {};
    },
    GetBucketVersioning: (input: unknown) => ({ Status: of(input).versioning }),

    PutBucketCors(input: unknown) {
      const schema = z.strictObject({ CORSRules: z.array(settings.corsRule).min(1).max(100) });
      const { bucket, document } = put(input, "CORSConfiguration", schema);
      bucket.settings.cors = document.CORSRules;
      return {};
    },
    GetBucketCors(input: unknown) {
      const { name, settings } = of(input);
      return {
        CORSRules: [
          ...missing(settings.cors, () => s3Error("NoSuchCORSConfiguration", { BucketName: name })),
        ],
      };
    },
    DeleteBucketCors(input: unknown) {
      delete of(input).settings.cors;
      return {};
    },

    PutBucketPolicy(input: unknown) {
      const schema = z.strictObject({
        ...inputs.bucket,
        ...inputs.checksums,
        ContentMD5: inputs.text,
        Policy: z.string(),
        ConfirmRemoveSelfBucketAccess: z.boolean().optional(),
      });
      const sent = inputs.parse(schema, input);
      const bucket = s3.buckets.get(sent.Bucket);
      if (bucket.settings.publicAccessBlock?.BlockPublicPolicy && isPublic(sent.Policy))
        throw s3Error(
          "AccessDenied",
          {},
          "User is not authorized to perform: s3:PutBucketPolicy because public policies are blocked by the BlockPublicPolicy block public access setting.",
        );
      setPolicy(s3, bucket, sent.Policy);
      return {};
    },
    GetBucketPolicy(input: unknown) {
      const { name, settings } = of(input);
      return { Policy: missing(settings.policy, () => s3Error("NoSuchBucketPolicy", { BucketName: name })) };
    },
    GetBucketPolicyStatus(input: unknown) {
      const { name, settings } = of(input);
      const policy = missing(settings.policy, () => s3Error("NoSuchBucketPolicy", { BucketName: name }));
      return { PolicyStatus: { IsPublic: isPublic(policy) } };
    },
    DeleteBucketPolicy(input: unknown) {
      const bucket = of(input);
      delete bucket.settings.policy;
      s3.cloud.resourcePolicies.attach(bucket.arn, undefined);
      return {};
    },

    PutBucketLifecycleConfiguration(input: unknown) {
      const schema = z.strictObject({ Rules: z.array(settings.lifecycleRule).min(1).max(1000) });
      const sent = { ...(input as Record<string, unknown>) };
      delete sent.TransitionDefaultMinimumObjectSize;
      const { bucket, document } = put(sent, "LifecycleConfiguration", schema);
      bucket.settings.lifecycle = checkLifecycle(document.Rules);
      return {};
    },
    GetBucketLifecycleConfiguration(input: unknown) {
      const { name, settings } = of(input);
      const rules = missing(settings.lifecycle, () =>
        s3Error("NoSuchLifecycleConfiguration", { BucketName: name }),
      );
      return {
        Rules: rules as never,
        TransitionDefaultMinimumObjectSize: "all_storage_classes_128K" as const,
      };
    },
    DeleteBucketLifecycle(input: unknown) {
      delete of(input).settings.lifecycle;
      return {};
    },

    PutPublicAccessBlock(input: unknown) {
      const { bucket, document } = put(input, "PublicAccessBlockConfiguration", settings.publicAccessBlock);
      bucket.settings.publicAccessBlock = document;
      return {};
    },
    GetPublicAccessBlock(input: unknown) {
      const { name, settings } = of(input);
      const block = missing(settings.publicAccessBlock, () =>
        s3Error("NoSuchPublicAccessBlockConfiguration", { BucketName: name }),
      );
      const { BlockPublicAcls = false, IgnorePublicAcls = false, BlockPublicPolicy = false } = block;
      const { RestrictPublicBuckets = false } = block;
      return {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls,
          IgnorePublicAcls,
          BlockPublicPolicy,
          RestrictPublicBuckets,
        },
      };
    },
    DeletePublicAccessBlock(input: unknown) {
      delete of(input).settings.publicAccessBlock;
      return {};
    },

    PutBucketEncryption(input: unknown) {
      const schema = z.strictObject({ Rules: z.array(settings.encryptionRule).length(1) });
      const { bucket, document } = put(input, "ServerSideEncryptionConfiguration", schema);
      bucket.settings.encryption = document.Rules;
      return {};
    },
    GetBucketEncryption(input: unknown) {
      // Every bucket is encrypted since 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
      const rules = of(input).settings.encryption ?? [
        { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const }, BucketKeyEnabled: false },
      ];
      return { ServerSideEncryptionConfiguration: { Rules: rules as never } };
    },
    DeleteBucketEncryption(input: unknown) {
      delete of(input).settings.encryption;
      return {};
    },

    async PutBucketNotificationConfiguration(input: unknown) {
      const { SkipDestinationValidation: isTrusted, ...sent } = input as Record<string, unknown>;
      const { bucket, document } = put(sent, "NotificationConfiguration", settings.notificationConfiguration);
      checkNotification(document);
      if (isTrusted !== true) await s3.tryOut(bucket, document);
      bucket.settings.notification = document;
      return {};
    },
    GetBucketNotificationConfiguration: (input: unknown) => ({ ...of(input).settings.notification }) as never,

    PutBucketTagging(input: unknown) {
      const { bucket, document } = put(
        input,
        "Tagging",
        z.strictObject({ TagSet: settings.tagSet.default([]) }),
      );
      checkTags(document.TagSet, 50);
      bucket.settings.tags = document.TagSet;
      return {};
    },
    GetBucketTagging(input: unknown) {
      const { name, settings } = of(input);
      return { TagSet: missing(settings.tags, () => s3Error("NoSuchTagSet", { BucketName: name })) };
    },
    DeleteBucketTagging(input: unknown) {
      delete of(input).settings.tags;
      return {};
    },

    PutBucketOwnershipControls(input: unknown) {
      const schema = z.strictObject({ Rules: z.array(settings.ownershipRule).length(1) });
      const { bucket, document } = put(input, "OwnershipControls", schema);
      bucket.settings.ownership = document.Rules;
      return {};
    },
    GetBucketOwnershipControls(input: unknown) {
      const { name, settings } = of(input);
      const rules = missing(settings.ownership, () =>
        s3Error("OwnershipControlsNotFoundError", { BucketName: name }),
      );
      return { OwnershipControls: { Rules: [...rules] } };
    },
    DeleteBucketOwnershipControls(input: unknown) {
      delete of(input).settings.ownership;
      return {};
    },
  };
};
