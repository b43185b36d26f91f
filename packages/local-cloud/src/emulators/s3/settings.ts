import { z } from "zod";

const text = z.string();
const optional = z.string().optional();
const texts = z.array(text);

/** A structure; an element without content may be one. */
const structure = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => (value === "" ? {} : value), z.strictObject(shape));

const tag = z.strictObject({ Key: text, Value: text });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html */
export const corsRule = z.strictObject({
  ID: z.string().max(255).optional(),
  AllowedHeaders: texts.optional(),
  AllowedMethods: z.array(z.enum(["GET", "PUT", "HEAD", "POST", "DELETE"])).min(1),
  AllowedOrigins: texts.min(1),
  ExposeHeaders: texts.optional(),
  MaxAgeSeconds: z.coerce.number().int().optional(),
});
export type CorsRule = z.output<typeof corsRule>;

const days = z.coerce.number().int().positive();
const date = z.coerce.date();
const storageClass = z.enum([
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
]);
const size = z.coerce.number().int().nonnegative().optional();
const filterParts = {
  Prefix: optional,
  ObjectSizeGreaterThan: size,
  ObjectSizeLessThan: size,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html */
export const lifecycleRule = z.strictObject({
  ID: z.string().max(255).optional(),
  Status: z.enum(["Enabled", "Disabled"]),
  Prefix: optional,
  Filter: structure({
    ...filterParts,
    Tag: tag.optional(),
    And: structure({ ...filterParts, Tags: z.array(tag).optional() }).optional(),
  }).optional(),
  Expiration: z
    .strictObject({
      Days: days.optional(),
      Date: date.optional(),
      ExpiredObjectDeleteMarker: z.stringbool().or(z.boolean()).optional(),
    })
    .optional(),
  Transitions: z
    .array(
      z.strictObject({
        Days: z.coerce.number().int().nonnegative().optional(),
        Date: date.optional(),
        StorageClass: storageClass,
      }),
    )
    .optional(),
  NoncurrentVersionExpiration: z
    .strictObject({
      NoncurrentDays: days.optional(),
      NewerNoncurrentVersions: z.coerce.number().int().min(1).max(100).optional(),
    })
    .optional(),
  NoncurrentVersionTransitions: z
    .array(
      z.strictObject({
        NoncurrentDays: z.coerce.number().int().nonnegative().optional(),
        NewerNoncurrentVersions: z.coerce.number().int().min(1).max(100).optional(),
        StorageClass: storageClass,
      }),
    )
    .optional(),
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: days.optional() }).optional(),
});
export type LifecycleRule = z.output<typeof lifecycleRule>;

const flag = z.stringbool().or(z.boolean()).optional();

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export const publicAccessBlock = z.strictObject({
  BlockPublicAcls: flag,
  IgnorePublicAcls: flag,
  BlockPublicPolicy: flag,
  RestrictPublicBuckets: flag,
});

export const encryptionRule = z.strictObject({
  ApplyServerSideEncryptionByDefault: z
    .strictObject({ SSEAlgorithm: z.enum(["AES256", "aws:kms", "aws:kms:dsse"]), KMSMasterKeyID: optional })
    .optional(),
  BucketKeyEnabled: flag,
  BlockedEncryptionTypes: z.looseObject({}).optional(),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html */
export const eventNames = [
  "s3:TestEvent",
  "s3:ObjectCreated:*",
  "s3:ObjectCreated:Put",
  "s3:ObjectCreated:Post",
  "s3:ObjectCreated:Copy",
  "s3:ObjectCreated:CompleteMultipartUpload",
  "s3:ObjectRemoved:*",
  "s3:ObjectRemoved:Delete",
  "s3:ObjectRemoved:DeleteMarkerCreated",
  "s3:ObjectRestore:*",
  "s3:ObjectRestore:Post",
  "s3:ObjectRestore:Completed",
  "s3:ObjectRestore:Delete",
  "s3:ReducedRedundancyLostObject",
  "s3:Replication:*",
  "s3:Replication:OperationFailedReplication",
  "s3:Replication:OperationNotTracked",
  "s3:Replication:OperationMissedThreshold",
  "s3:Replication:OperationReplicatedAfterThreshold",
  "s3:LifecycleExpiration:*",
  "s3:LifecycleExpiration:Delete",
  "s3:LifecycleExpiration:DeleteMarkerCreated",
  "s3:LifecycleTransition",
  "s3:IntelligentTiering",
  "s3:ObjectTagging:*",
  "s3:ObjectTagging:Put",
  "s3:ObjectTagging:Delete",
  "s3:ObjectAcl:Put",
] as const;

const receiver = {
  Id: optional,
  Events: z.array(z.enum(eventNames)).min(1),
  Filter: z
    .strictObject({
      Key: z
        .strictObject({
          FilterRules: z
            .array(
              z.strictObject({
                Name: z.string().regex(/^(?:prefix|suffix)$/i),
                Value: z.string().default(""),
              }),
            )
            .default([]),
        })
        .optional(),
    })
    .optional(),
};
const queueConfiguration = z.strictObject({ ...receiver, QueueArn: text });
const topicConfiguration = z.strictObject({ ...receiver, TopicArn: text });
const functionConfiguration = z.strictObject({ ...receiver, LambdaFunctionArn: text });

export const notificationConfiguration = z.strictObject({
  QueueConfigurations: z.array(queueConfiguration).optional(),
  TopicConfigurations: z.array(topicConfiguration).optional(),
  LambdaFunctionConfigurations: z.array(functionConfiguration).optional(),
  EventBridgeConfiguration: structure({}).optional(),
});
export type NotificationConfiguration = z.output<typeof notificationConfiguration>;

export const ownershipRule = z.strictObject({
  ObjectOwnership: z.enum(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]),
});

export const tagSet = z.array(tag).max(50);

/** What a bucket is set to; absent what nobody set. */
export interface Settings {
  cors?: readonly CorsRule[];
  lifecycle?: readonly LifecycleRule[];
  publicAccessBlock?: z.output<typeof publicAccessBlock>;
  encryption?: readonly z.output<typeof encryptionRule>[];
  notification?: NotificationConfiguration;
  ownership?: readonly z.output<typeof ownershipRule>[];
  tags?: z.output<typeof tagSet>;
  /** JSON as it came. */
  policy?: string;
}
