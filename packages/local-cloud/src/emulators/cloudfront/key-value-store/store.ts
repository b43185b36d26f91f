import { AwsError } from "../../../core/aws-error.ts";
import type { Clock } from "../../../core/clock.ts";

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-keyvaluestores */
export const LIMITS = { keyBytes: 512, valueBytes: 1024, storeBytes: 5 * 1024 * 1024, updateKeys: 50 };

/**
 * Changes reach all edge locations "in a few seconds"; AWS promises no number.
 * https://aws.amazon.com/blogs/aws/introducing-amazon-cloudfront-keyvaluestore-a-low-latency-datastore-for-cloudfront-functions/
 */
export const PROPAGATION_MS = 3_000;

/** What functions see of a store. */
export interface EdgeView {
  readonly id: string;
  readonly created: number;
  readonly updated: number;
  readonly entries: ReadonlyMap<string, string>;
}

export interface Change {
  readonly put: readonly { readonly key: string; readonly value: string }[];
  readonly remove: readonly string[];
}

export interface KeyValueStore {
  readonly arn: string;
  readonly etag: string;
  readonly created: number;
  readonly updated: number;
  readonly entries: ReadonlyMap<string, string>;
  readonly bytes: number;
  /** Changes it, and the edge a few seconds later; throws AWS's errors for what is too large or not there. */
  change(change: Change): void;
  /** What a deployment brings is there before anybody asks. */
  deploy(change: Change): void;
  onEdge(listener: (view: EdgeView) => void): void;
}

const bytesOf = (text: string) => Buffer.byteLength(text);

const quota = (message: string) => new AwsError("ServiceQuotaExceededException", message, { status: 402 });

export const createKeyValueStore = (arn: string, clock: Clock): KeyValueStore => {
  const entries = new Map<string, string>();
  let edge = new Map<string, string>();
  const listeners: ((view: EdgeView) => void)[] = [];
  const created = clock.now();
  let updated = created;
  let bytes = 0;
  let version = 1;
  const id = arn.slice(arn.lastIndexOf("/") + 1);

  const apply = (to: Map<string, string>, { put, remove }: Change) => {
    for (const key of remove) to.delete(key);
    for (const { key, value } of put) to.set(key, value);
  };
  const tell = () => {
    const view = { id, created, updated, entries: edge };
    for (const listener of listeners) listener(view);
  };
  const propagate = (change: Change) => {
    edge = new Map(edge);
    apply(edge, change);
    tell();
  };
  const check = ({ put, remove }: Change) => {
    for (const key of remove)
      if (!entries.has(key))
        throw new AwsError("ResourceNotFoundException", `Key ${key} was not found.`, { status: 404 });
    let size = bytes;
    for (const key of remove) size -= bytesOf(key) + bytesOf(entries.get(key) ?? "");
    for (const { key, value } of put) {
      if (bytesOf(key) > LIMITS.keyBytes) throw quota(`Key has more than ${LIMITS.keyBytes} bytes.`);
      if (bytesOf(value) > LIMITS.valueBytes)
        throw quota(`Value of ${key} has more than ${LIMITS.valueBytes} bytes.`);
      const before = entries.get(key);
      size += bytesOf(value) - (before === undefined ? -bytesOf(key) : bytesOf(before));
    }
    if (size > LIMITS.storeBytes)
      throw quota(`The key value store has more than ${LIMITS.storeBytes} bytes.`);
    return size;
  };

  return {
    arn,
    get etag() {
      return `E${version.toString(36).toUpperCase().padStart(12, "0")}`;
    },
    created,
    get updated() {
      return updated;
    },
    entries,
    get bytes() {
      return bytes;
    },
    change(change) {
      bytes = check(change);
      apply(entries, change);
      version++;
      updated = clock.now();
      clock.schedule(PROPAGATION_MS, () => propagate(change));
    },
    deploy(change) {
      bytes = check(change);
      apply(entries, change);
      version++;
      propagate(change);
    },
    onEdge(listener) {
      listeners.push(listener);
      listener({ id, created, updated, entries: edge });
    },
  };
};
