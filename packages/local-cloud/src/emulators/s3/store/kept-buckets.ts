import type { State } from "../../../state/state.ts";
import { type Files, type KeptFile, toKeptFile } from "./files.ts";
import type { ObjectVersion, Upload, UploadedPart } from "./model.ts";
import { shapes } from "./shapes.ts";
import type { KeptVersions } from "./versions.ts";

type KeptTags = readonly (readonly [name: string, value: string])[];

interface OfBucket<Thing> {
  readonly bucket: string;
  readonly thing: Thing;
}
interface OfUpload {
  readonly upload: Upload;
  readonly part: UploadedPart;
}
type WithoutBytes<Thing> = Omit<Thing, "segments"> & { readonly segments: readonly KeptFile[] };
type KeptVersion = OfBucket<Omit<WithoutBytes<ObjectVersion>, "tags"> & { readonly tags: KeptTags }>;
type KeptUpload = OfBucket<Omit<Upload, "tags" | "parts"> & { readonly tags: KeptTags }>;
interface KeptPart {
  readonly upload: string;
  readonly part: WithoutBytes<UploadedPart>;
}

export interface KeptBucket {
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** By a call, not by the config. */
  readonly isMade: boolean;
}

/** What the run before had of a bucket. */
export interface LeftBucket extends KeptBucket {
  readonly versions: ObjectVersion[];
  readonly uploads: Map<string, Upload>;
}

/** Buckets with their objects and uploads, over restarts; the bytes are in `files`. */
export interface KeptBuckets {
  /** By name. Whoever takes one up takes it away. */
  readonly left: Map<string, LeftBucket>;
  put(name: string, bucket: KeptBucket): void;
  delete(name: string): void;
  versionsOf(bucket: string): KeptVersions;
  putUpload(bucket: string, upload: Upload): void;
  putPart(upload: Upload, part: UploadedPart): void;
  /** With its parts. */
  deleteUpload(upload: Upload): void;
}

const versionKey = (bucket: string, { key, versionId }: ObjectVersion) => `${bucket}/${key}?${versionId}`;
const partKey = (upload: string, { number }: UploadedPart) => `${upload} ${number}`;

export const createKeptBuckets = (state: State, files: Files): KeptBuckets => {
  const buckets = state.records<KeptBucket>("s3/buckets", shapes.bucket);
  const versions = state.records<OfBucket<ObjectVersion>, KeptVersion>(
    "s3/objects",
    shapes.version,
    ({ bucket, thing: { tags, segments, ...version } }) => ({
      bucket,
      thing: { ...version, segments: segments.map(toKeptFile), tags: [...tags] },
    }),
  );
  const uploads = state.records<OfBucket<Upload>, KeptUpload>(
    "s3/uploads",
    shapes.upload,
    ({ bucket, thing: { tags, parts: _, ...upload } }) => ({ bucket, thing: { ...upload, tags: [...tags] } }),
  );
  const parts = state.records<OfUpload, KeptPart>("s3/parts", shapes.part, ({ upload, part }) => ({
    upload: upload.id,
    part: { ...part, segments: part.segments.map(toKeptFile) },
  }));

  const left = new Map<string, LeftBucket>(
    [...buckets.read()].map(([name, bucket]) => [name, { ...bucket, versions: [], uploads: new Map() }]),
  );
  for (const [, { bucket, thing }] of versions.read())
    left.get(bucket)?.versions.push({
      ...thing,
      segments: thing.segments.map(files.find),
      tags: new Map(thing.tags),
    });
  const leftUploads = new Map<string, Upload>();
  for (const [id, { bucket, thing }] of uploads.read()) {
    const upload: Upload = { ...thing, tags: new Map(thing.tags), parts: new Map() };
    leftUploads.set(id, upload);
    left.get(bucket)?.uploads.set(id, upload);
  }
  for (const [, { upload, part }] of parts.read())
    leftUploads.get(upload)?.parts.set(part.number, { ...part, segments: part.segments.map(files.find) });

  return {
    left,
    put: buckets.put,
    delete: buckets.delete,
    versionsOf: (bucket) => ({
      put: (version) => versions.put(versionKey(bucket, version), { bucket, thing: version }),
      delete: (version) => versions.delete(versionKey(bucket, version)),
    }),
    putUpload: (bucket, upload) => uploads.put(upload.id, { bucket, thing: upload }),
    putPart: (upload, part) => parts.put(partKey(upload.id, part), { upload, part }),
    deleteUpload(upload) {
      uploads.delete(upload.id);
      for (const part of upload.parts.values()) parts.delete(partKey(upload.id, part));
    },
  };
};
