import type { Caller, Cloud } from "../../core/cloud.ts";
import type { KeptSettings } from "./buckets/kept-settings.ts";
import type { NotificationConfiguration } from "./settings.ts";
import type { Bucket, Buckets } from "./store/buckets.ts";
import type { Files } from "./store/files.ts";
import type { ObjectVersion } from "./store/model.ts";

/** What happened to an object: `s3:<name>` of notifications. */
export type ObjectEventName =
  | "ObjectCreated:Put"
  | "ObjectCreated:Post"
  | "ObjectCreated:Copy"
  | "ObjectCreated:CompleteMultipartUpload"
  | "ObjectRemoved:Delete"
  | "ObjectRemoved:DeleteMarkerCreated"
  | "ObjectTagging:Put"
  | "ObjectTagging:Delete"
  | "LifecycleExpiration:Delete"
  | "LifecycleExpiration:DeleteMarkerCreated"
  | "LifecycleTransition";

/** What is told of a change, once it is made. */
export interface ObjectEvent {
  readonly name: ObjectEventName;
  readonly bucket: Bucket;
  readonly key: string;
  /** The version it happened to, or that came of it; undefined when nothing of the object is left. */
  readonly version?: ObjectVersion;
  readonly caller: Caller;
}

/** What the operations share. */
export interface S3 {
  readonly cloud: Cloud;
  readonly buckets: Buckets;
  readonly files: Files;
  readonly keptSettings: KeptSettings;
  notify(event: ObjectEvent): void;
  /** Sees whether receivers of notifications can be told; throws what AWS answers when they cannot. */
  tryOut(bucket: Bucket, configuration: NotificationConfiguration): Promise<void>;
}
