import { z } from "zod";
import { region } from "../../core/resource-type.ts";
import { eventNames, type LifecycleRule, type NotificationConfiguration } from "./settings.ts";

const text = z.string().optional();
const number = z.number().optional();
const texts = z.array(z.string());
const ofBucket = { bucket: z.string(), expectedBucketOwner: text, region };

export const versioningProperties = z.strictObject({
  ...ofBucket,
  mfa: z.undefined({ error: "there is no second factor on a laptop; remove it" }).optional(),
  versioningConfiguration: z.strictObject({
    status: z.enum(["Enabled", "Suspended", "Disabled"]),
    mfaDelete: z.literal("Disabled").optional(),
  }),
});

export const corsProperties = z.strictObject({
  ...ofBucket,
  corsRules: z
    .array(
      z.strictObject({
        id: text,
        allowedHeaders: texts.optional(),
        allowedMethods: z.array(z.enum(["GET", "PUT", "HEAD", "POST", "DELETE"])),
        allowedOrigins: texts,
        exposeHeaders: texts.optional(),
        maxAgeSeconds: number,
      }),
    )
    .min(1),
});

const transition = z.strictObject({ date: text, days: number, storageClass: z.string() });
const size = { objectSizeGreaterThan: number, objectSizeLessThan: number };
const filter = z.strictObject({
  prefix: text,
  ...size,
  tag: z.strictObject({ key: z.string(), value: z.string() }).optional(),
  and: z
    .strictObject({ prefix: text, ...size, tags: z.record(z.string(), z.string()).optional() })
    .optional(),
});

export const lifecycleProperties = z.strictObject({
  ...ofBucket,
  transitionDefaultMinimumObjectSize: text,
  rules: z.array(
    z.strictObject({
      id: z.string(),
      status: z.enum(["Enabled", "Disabled"]),
      prefix: text,
      filter: filter.optional(),
      expiration: z
        .strictObject({ date: text, days: number, expiredObjectDeleteMarker: z.boolean().optional() })
        .optional(),
      transitions: z.array(transition).optional(),
      noncurrentVersionExpiration: z
        .strictObject({ noncurrentDays: number, newerNoncurrentVersions: number })
        .optional(),
      noncurrentVersionTransitions: z
        .array(
          z.strictObject({
            noncurrentDays: number,
            newerNoncurrentVersions: number,
            storageClass: z.string(),
          }),
        )
        .optional(),
      abortIncompleteMultipartUpload: z.strictObject({ daysAfterInitiation: number }).optional(),
    }),
  ),
});

export const encryptionProperties = z.strictObject({
  ...ofBucket,
  rules: z.array(
    z.strictObject({
      applyServerSideEncryptionByDefault: z
        .strictObject({ sseAlgorithm: z.enum(["AES256", "aws:kms", "aws:kms:dsse"]), kmsMasterKeyId: text })
        .optional(),
      bucketKeyEnabled: z.boolean().optional(),
      blockedEncryptionTypes: texts.optional(),
    }),
  ),
});

const flag = z.boolean().optional();
export const publicAccessProperties = z.strictObject({
  bucket: z.string(),
  region,
  blockPublicAcls: flag,
  blockPublicPolicy: flag,
  ignorePublicAcls: flag,
  restrictPublicBuckets: flag,
  skipDestroy: flag,
});

export const ownershipProperties = z.strictObject({
  bucket: z.string(),
  region,
  rule: z.strictObject({
    objectOwnership: z.enum(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]),
  }),
});

const receiver = {
  id: text,
  events: z.array(z.enum(eventNames)).min(1),
  filterPrefix: text,
  filterSuffix: text,
};
export const notificationProperties = z.strictObject({
  bucket: z.string(),
  region,
  eventbridge: flag,
  lambdaFunctions: z.array(z.strictObject({ ...receiver, lambdaFunctionArn: z.string() })).optional(),
  queues: z.array(z.strictObject({ ...receiver, queueArn: z.string() })).optional(),
  topics: z.array(z.strictObject({ ...receiver, topicArn: z.string() })).optional(),
});

/** `noncurrentDays` as the API names it: `NoncurrentDays`; `id` is `ID`. */
const pascal = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(pascal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === undefined ? [] : [[name[0]!.toUpperCase() + name.slice(1), pascal(inner)]],
    ),
  );
};

type Rule = z.output<typeof lifecycleProperties>["rules"][number];

/** As `PutBucketLifecycleConfiguration` takes a rule; what is not said of one is for every object. */
export const lifecycleOf = ({ id, filter: given, expiration, ...rule }: Rule): unknown => {
  const { and, ...of } = given ?? {};
  const tags = and?.tags && Object.entries(and.tags).map(([Key, Value]) => ({ Key, Value }));
  const Filter = {
    ...(pascal(of) as object),
    ...(and ? { And: { ...(pascal({ ...and, tags: undefined }) as object), Tags: tags } } : {}),
  };
  // Terraform writes a rule without any as one for the prefix "".
  return {
    ...(pascal(rule) as object),
    ID: id,
    ...(rule.prefix === undefined ? { Filter } : {}),
    ...(expiration && Object.values(expiration).some((value) => value !== undefined)
      ? {
          Expiration: pascal({
            ...expiration,
            expiredObjectDeleteMarker: expiration.expiredObjectDeleteMarker || undefined,
          }),
        }
      : {}),
  } satisfies Partial<Record<keyof LifecycleRule, unknown>>;
};

export const settingOf = pascal;

/** As `PutBucketNotificationConfiguration` takes it. */
export const notificationOf = (
  properties: z.output<typeof notificationProperties>,
): NotificationConfiguration => {
  const { eventbridge, lambdaFunctions = [], queues = [], topics = [] } = properties;
  const common = ({
    id,
    events,
    filterPrefix,
    filterSuffix,
  }: (typeof queues)[number] | (typeof topics)[number] | (typeof lambdaFunctions)[number]) => {
    const FilterRules = [
      ...(filterPrefix ? [{ Name: "prefix", Value: filterPrefix }] : []),
      ...(filterSuffix ? [{ Name: "suffix", Value: filterSuffix }] : []),
    ];
    return { Id: id, Events: events, Filter: FilterRules.length > 0 ? { Key: { FilterRules } } : undefined };
  };
  return {
    EventBridgeConfiguration: eventbridge ? {} : undefined,
    LambdaFunctionConfigurations: lambdaFunctions.map((one) => ({
      ...common(one),
      LambdaFunctionArn: one.lambdaFunctionArn,
    })),
    QueueConfigurations: queues.map((one) => ({ ...common(one), QueueArn: one.queueArn })),
    TopicConfigurations: topics.map((one) => ({ ...common(one), TopicArn: one.topicArn })),
  };
};
