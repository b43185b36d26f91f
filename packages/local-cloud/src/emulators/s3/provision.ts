import { createReadStream, statSync } from "node:fs";
import { z } from "zod";
import type { Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type { S3Operations } from "./api.ts";
import {
  corsProperties,
  encryptionProperties,
  lifecycleOf,
  lifecycleProperties,
  notificationOf,
  notificationProperties,
  ownershipProperties,
  publicAccessProperties,
  settingOf,
  versioningProperties,
} from "./resource-settings.ts";
import { objectProperties, policyProperties } from "./resources.ts";
import type { S3 } from "./s3.ts";
import { serveWebsite } from "./website.ts";

const declaredObject = z.object({
  bucket: z.string(),
  key: z.string(),
  /** Changes with the file it is of. */
  source: z.string(),
});

const stampOf = ({ path }: { path?: string | undefined }): string => {
  const { size = 0, mtimeMs = 0 } = (path !== undefined && statSync(path, { throwIfNoEntry: false })) || {};
  return `${size} ${mtimeMs}`;
};

const contentOf = ({ path, text }: { path?: string | undefined; text?: string | undefined }) =>
  text ?? (path === undefined ? undefined : createReadStream(path));

/** Where SST keeps what it deploys; no resource of a config declares it. */
const ASSETS = "sst-asset-local";
const keyed = z.object({ key: z.string() });
const provisioned = z.object({ bucket: z.string() });
const tagged = z.object({ tags: z.record(z.string(), z.string()).optional() });
type Provision = NonNullable<Emulator["provision"]>;

const caller = { principal: { kind: "root" }, causes: [] } as const;

/**
 * Takes in the resources of a config by the operations that would make them on AWS. Notifications wait for `later`:
 * whom they tell may be declared behind them.
 */
export const provisionOf = (
  s3: S3,
  operations: S3Operations,
): { provision: Provision; later(): Promise<void>; forgetUndeclared(): void } => {
  const { cloud } = s3;
  const keptObjects = cloud.state.records("s3/declared-objects", declaredObject);
  const before = new Map(keptObjects.read());
  const declared = new Set<string>();
  const waiting: (() => Promise<unknown>)[] = [];
  const bucket = ({ inputs, outputs }: Resource) => {
    const made = s3.buckets.create(provisioned.parse(outputs).bucket, false);
    const { tags } = tagged.parse(inputs);
    if (tags) made.settings.tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  };
  const put = <Name extends keyof S3Operations>(
    operation: Name,
    input: Parameters<NonNullable<S3Operations[Name]>>[0],
  ) => operations[operation]?.(input, caller);

  const versioning = ({ inputs }: Resource) => {
    const { bucket: Bucket, versioningConfiguration } = versioningProperties.parse(inputs);
    const { status } = versioningConfiguration;
    if (status !== "Disabled")
      put("PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: status } });
  };
  const cors = ({ inputs }: Resource) => {
    const { bucket: Bucket, corsRules } = corsProperties.parse(inputs);
    const rules = corsRules.map(({ id, ...rule }) => ({
      ...(settingOf(rule) as object),
      ...(id === undefined ? {} : { ID: id }),
    }));
    put("PutBucketCors", { Bucket, CORSConfiguration: { CORSRules: rules } });
  };
  const lifecycle = ({ inputs }: Resource) => {
    const { bucket: Bucket, rules } = lifecycleProperties.parse(inputs);
    put("PutBucketLifecycleConfiguration", {
      Bucket,
      LifecycleConfiguration: { Rules: rules.map(lifecycleOf) },
    });
  };
  const encryption = ({ inputs }: Resource) => {
    const { bucket: Bucket, rules } = encryptionProperties.parse(inputs);
    const Rules = rules.map(({ applyServerSideEncryptionByDefault: by, bucketKeyEnabled }) => ({
      ApplyServerSideEncryptionByDefault: by && {
        SSEAlgorithm: by.sseAlgorithm,
        KMSMasterKeyID: by.kmsMasterKeyId,
      },
      BucketKeyEnabled: bucketKeyEnabled,
    }));
    put("PutBucketEncryption", { Bucket, ServerSideEncryptionConfiguration: { Rules } });
  };

  const website = serveWebsite(cloud);

  const object = async (resource: Resource) => {
    const { inputs, outputs } = resource;
    const properties = objectProperties.parse(inputs);
    const { bucket: Bucket, source, content, contentBase64, tags = {} } = properties;
    // The code of functions, which is bundled from its sources instead.
    if (Bucket === ASSETS && !s3.buckets.find(Bucket)) return;
    const { key: Key } = keyed.parse(outputs);
    const name = `${Bucket}/${Key}`;
    const stamp = source === undefined ? "" : stampOf(source);
    declared.add(name);
    keptObjects.put(name, { bucket: Bucket, key: Key, source: stamp });
    if (cloud.provisioned.isKept(resource) && before.get(name)?.source === stamp) return;
    const Body =
      source === undefined ? (content ?? Buffer.from(contentBase64 ?? "", "base64")) : contentOf(source);
    if (Body === undefined)
      throw new Error("its source is an archive; the local cloud uploads files and text");
    await put("PutObject", {
      Bucket,
      Key,
      Body: Body as never,
      ContentType: properties.contentType,
      CacheControl: properties.cacheControl,
      ContentDisposition: properties.contentDisposition,
      ContentEncoding: properties.contentEncoding,
      ContentLanguage: properties.contentLanguage,
      WebsiteRedirectLocation: properties.websiteRedirect,
      StorageClass: properties.storageClass as never,
      Metadata: properties.metadata,
      Tagging: new URLSearchParams(tags).toString(),
    });
  };

  return {
    provision: {
      "aws:s3/bucket:Bucket": bucket,
      "aws:s3/bucketV2:BucketV2": bucket,
      "aws:s3/bucketVersioning:BucketVersioning": versioning,
      "aws:s3/bucketVersioningV2:BucketVersioningV2": versioning,
      "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": cors,
      "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2": cors,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
      "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": lifecycle,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": encryption,
      "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2":
        encryption,
      "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": website,
      "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2": website,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ({ inputs }) => {
        const { bucket: Bucket, region: _, skipDestroy: __, ...flags } = publicAccessProperties.parse(inputs);
        put("PutPublicAccessBlock", { Bucket, PublicAccessBlockConfiguration: settingOf(flags) });
      },
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ({ inputs }) => {
        const { bucket: Bucket, rule } = ownershipProperties.parse(inputs);
        put("PutBucketOwnershipControls", { Bucket, OwnershipControls: { Rules: [settingOf(rule)] } });
      },
      "aws:s3/bucketPolicy:BucketPolicy": ({ inputs }) => {
        const { bucket: Bucket, policy } = policyProperties.parse(inputs);
        put("PutBucketPolicy", {
          Bucket,
          Policy: typeof policy === "string" ? policy : JSON.stringify(policy),
        });
      },
      "aws:s3/bucketObject:BucketObject": object,
      "aws:s3/bucketObjectv2:BucketObjectv2": object,
      "aws:s3/bucketNotification:BucketNotification": (resource) => {
        const { inputs, name } = resource;
        const properties = notificationProperties.parse(inputs);
        const sent = {
          Bucket: properties.bucket,
          NotificationConfiguration: notificationOf(properties),
        };
        // Receivers were told that they will be told, and work goes on as soon as anything has started.
        if (cloud.provisioned.isKept(resource))
          return put("PutBucketNotificationConfiguration", { ...sent, SkipDestinationValidation: true });
        return waiting.push(async () => {
          try {
            await put("PutBucketNotificationConfiguration", sent);
            s3.keptSettings.declare(s3.buckets.get(sent.Bucket), "notification");
          } catch (error) {
            throw new Error(
              `${name} (aws:s3/bucketNotification:BucketNotification): ${(error as Error).message}`,
              { cause: error },
            );
          }
        });
      },
    },
    forgetUndeclared() {
      for (const [name, { bucket, key }] of before) {
        if (declared.has(name)) continue;
        keptObjects.delete(name);
        const objects = s3.buckets.find(bucket)?.objects;
        const newest = objects?.newest(key);
        if (newest) objects?.remove(newest);
      }
    },
    later: async () => {
      for (const run of waiting.splice(0)) await run();
    },
  };
};
