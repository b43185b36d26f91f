import type { IncomingMessage } from "node:http";
import { AwsError } from "../../../core/aws-error.ts";
import { isLoopback } from "../../../http/hosts.ts";

/** What a request is about, and the parts of its target as they came: they are signed, and no path of files. */
export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** Undecoded, as the client's host has it. */
  readonly path: string;
  /** That host, and the path before it, where the gateway was asked for another one. */
  readonly host?: { readonly name: string; readonly wholePath: string };
  readonly query: URLSearchParams;
}

// `bucket.s3.eu-west-1.amazonaws.com`, `bucket.s3.amazonaws.com`, without the bucket too; `bucket.localhost`.
const ofAws = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com$/i;
const ofLoopback = /^(.+?)(?:\.s3)?\.localhost$/i;

/** The bucket a host name stands for; undefined where it stands for none, and whether it is S3's at all. */
export const hostOf = (hostname: string): { bucket?: string; isS3: boolean } => {
  if (isLoopback(hostname)) return { isS3: false };
  const aws = ofAws.exec(hostname);
  if (aws) return { bucket: aws[1]?.toLowerCase(), isS3: true };
  const local = ofLoopback.exec(hostname)?.[1]?.toLowerCase();
  if (local === undefined) return { isS3: false };
  return { bucket: local === "s3" ? undefined : local, isS3: true };
};

/** What a path of a bucket is about. */
export const addressIn = (bucket: string, path: string, search = ""): Address => {
  const key = decoded(path.slice(1));
  return { bucket, key: key === "" ? undefined : key, path, query: new URLSearchParams(search) };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.", { status: 400, cause });
  }
};

/**
 * Reads the bucket and key of a request. The path is taken as it came: keys like `a/../b` are no relative paths, which
 * a URL would resolve.
 */
export const addressOf = ({ url: target = "/" }: IncomingMessage, { hostname }: URL): Address => {
  const [, whole = "/", search = ""] = /^(?:https?:\/\/[^/?]*)?([^?]*)\??(.*)$/is.exec(target) ?? [];
  const [, virtual, below] = /^\/_host\/([^/]+)(\/.*)?$/s.exec(whole) ?? [];
  const path = virtual === undefined ? whole || "/" : (below ?? "/");
  const query = new URLSearchParams(search);
  const { bucket: named } = hostOf(virtual ?? hostname);
  const host = virtual === undefined ? undefined : { name: virtual, wholePath: whole };
  if (named !== undefined) return { ...addressIn(named, path, search), ...(host && { host }) };
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return {
    bucket: path === "/" ? undefined : decoded(bucket),
    key: key === "" ? undefined : decoded(key),
    path,
    query,
    ...(host && { host }),
  };
};
