export interface BucketList {
  buckets: Bucket[];
}

export interface Bucket {
  name: string;
  label: string;
  node: string;
  area: string;
  /** `Enabled` or `Suspended`; absent where versions never were kept. */
  versioning?: string;
  objects: number;
  /** Bytes of all versions. */
  size: number;
}

/** What is directly in a folder of a bucket. */
export interface ObjectPage {
  /** Prefixes that keys further down have in common, each ending with a slash. */
  folders: string[];
  objects: StoredObject[];
  cursor?: string;
}

export interface StoredObject {
  key: string;
  size: number;
  /** Milliseconds since the epoch. */
  modified: number;
  storageClass: string;
  etag: string;
}
