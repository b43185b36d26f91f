import type { Checksum } from "../checksums.ts";
import type { StoredFile } from "./files.ts";

export type Tags = ReadonlyMap<string, string>;

/** What a client says of an object, and gets back with it. */
export interface Described {
  readonly ContentType?: string;
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  /** As it came, which need not be a time. */
  readonly ExpiresString?: string;
  readonly WebsiteRedirectLocation?: string;
  readonly Metadata: Readonly<Record<string, string>>;
  readonly StorageClass: string;
}

export interface ObjectPart {
  readonly number: number;
  readonly size: number;
  /** Of parts that were uploaded with one. */
  readonly checksum?: Checksum;
}

/** One version of an object; in a bucket without versioning the only one, with the id `null`. */
export interface ObjectVersion extends Described {
  readonly key: string;
  readonly versionId: string;
  /** Milliseconds of the cloud's clock, cut to the second as clients see it. */
  readonly modified: number;
  readonly isDeleteMarker: boolean;
  readonly segments: readonly StoredFile[];
  readonly size: number;
  /** Without its quotation marks. */
  readonly etag: string;
  readonly checksum?: Checksum;
  /** Of an object that was uploaded in parts. */
  readonly parts?: readonly ObjectPart[];
  tags: Tags;
  /** Of a version that is not the newest any more: since when. */
  noncurrentSince?: number;
}

export interface UploadedPart extends ObjectPart {
  readonly etag: string;
  readonly modified: number;
  readonly segments: readonly StoredFile[];
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiated: number;
  readonly described: Described;
  readonly tags: Tags;
  readonly checksumAlgorithm?: Checksum["algorithm"];
  readonly checksumType?: Checksum["type"];
  readonly parts: Map<number, UploadedPart>;
}
