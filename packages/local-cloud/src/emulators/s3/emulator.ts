import { join } from "node:path";
import type { Caller, Cloud, Emulator } from "../../core/cloud.ts";
import type { S3Operations } from "./api.ts";
import { aclOperations } from "./buckets/acl.ts";
import { createKeptSettings, noting } from "./buckets/kept-settings.ts";
import { BUCKET, bucketOperations } from "./buckets/operations.ts";
import { settingOperations } from "./buckets/settings.ts";
import { createLifecycle } from "./lifecycle/lifecycle.ts";
import { bucketArn, objectArn } from "./names.ts";
import { createNotifier } from "./notifications/notify.ts";
import { attributeOperations } from "./objects/attributes.ts";
import { copyOperations } from "./objects/copy.ts";
import { deleteOperations } from "./objects/delete.ts";
import { getOperations } from "./objects/get.ts";
import { listOperations } from "./objects/list.ts";
import { listVersionsOperations } from "./objects/list-versions.ts";
import { multipartOperations } from "./objects/multipart.ts";
import { putOperations } from "./objects/put.ts";
import { taggingOperations } from "./objects/tagging.ts";
import { permissionsOf } from "./permissions.ts";
import { provisionOf } from "./provision.ts";
import type { S3 } from "./s3.ts";
import { type Bucket, createBuckets } from "./store/buckets.ts";
import { createFiles } from "./store/files.ts";
import { createKeptBuckets } from "./store/kept-buckets.ts";
import { createHttp } from "./wire/http.ts";

declare module "../../core/cloud.ts" {
  interface Shared {
    /** How much is in a bucket. */
    bucketSizes: {
      of(name: string): { versioning: string | undefined; objects: number; bytes: number };
    };
  }
}

const sizeOf = ({ versioning, objects }: Bucket) => {
  const versions = objects.keys().flatMap((key) => objects.of(key));
  return {
    versioning,
    objects: objects.keys().filter((key) => objects.newest(key)?.isDeleteMarker === false).length,
    bytes: versions.reduce((sum, { size }) => sum + size, 0),
  };
};

const resourceOf = (input: object): string => {
  const { Bucket, Key } = input as { Bucket?: unknown; Key?: unknown };
  if (typeof Bucket !== "string") return "*";
  return typeof Key === "string" ? objectArn(Bucket, Key) : bucketArn(Bucket);
};

/** The journal keeps of content only how much there is. */
const withoutContent = (input: object): object => {
  const { Body, ...rest } = input as { Body?: unknown };
  const size = typeof Body === "string" || Body instanceof Uint8Array ? Buffer.byteLength(Body) : undefined;
  return size === undefined ? rest : { ...rest, ContentLength: size };
};

/** S3: buckets in memory, the bytes of their objects on disk: beside the state, or in `.local/s3`. */
export const createS3Emulator = (cloud: Cloud): Emulator => {
  const files = createFiles(join(cloud.localFolder, "s3"), cloud.state);
  const keptBuckets = createKeptBuckets(cloud.state, files);
  const buckets = createBuckets(cloud, files, keptBuckets);
  const keptSettings = createKeptSettings(cloud);
  const notifier = createNotifier(cloud);
  const s3: S3 = { cloud, files, buckets, keptSettings, notify: notifier.notify, tryOut: notifier.tryOut };
  const may = ({ principal }: Caller, action: string, resource: string) =>
    cloud.authorize(principal, [{ action, resource }]);
  const settings = settingOperations(s3);
  const operations: S3Operations = {
    ...bucketOperations(s3),
    ...noting(s3, settings),
    ...aclOperations(s3),
    ...putOperations(s3),
    ...getOperations(s3),
    ...copyOperations(s3),
    ...deleteOperations(s3, may),
    ...listOperations(s3),
    ...listVersionsOperations(s3),
    ...multipartOperations(s3),
    ...attributeOperations(s3),
    ...taggingOperations(s3),
  };
  const { provision, later, forgetUndeclared } = provisionOf(s3, { ...operations, ...settings });
  const lifecycle = createLifecycle(s3);
  const http = createHttp(s3);
  cloud.offer("objects", http);
  cloud.offer("bucketSizes", { of: (name) => sizeOf(buckets.get(name)) });
  return {
    service: "s3",
    operations,
    provision,
    permissions: permissionsOf,
    recorded: (_operation, input) => ({ resource: resourceOf(input), input: withoutContent(input) }),
    takeover: http,
    restore() {
      for (const [name, { isMade, versions, uploads }] of keptBuckets.left) {
        if (isMade) {
          buckets.create(name, true);
          cloud.made.note(BUCKET, name, { bucket: name });
          continue;
        }
        cloud.state.drop(`bucket ${name} with ${versions.length} objects: the config has it no longer`);
        for (const version of versions) keptBuckets.versionsOf(name).delete(version);
        for (const upload of uploads.values()) keptBuckets.deleteUpload(upload);
        keptBuckets.delete(name);
      }
      forgetUndeclared();
      keptSettings.restore(buckets);
    },
    async start() {
      files.sweep();
      notifier.start();
      await later();
      lifecycle.start();
    },
    stop: () => lifecycle.stop(),
  };
};
