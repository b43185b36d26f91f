import { globalArn } from "../../core/arn.ts";
import { s3Error } from "./errors.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
  !name.includes("..") &&
  !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
  !/^(?:xn--|sthree-|amzn-s3-demo-)/.test(name) &&
  !/(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);

export const bucketArn = (bucket: string): string => globalArn("s3", "", bucket);
export const objectArn = (bucket: string, key: string): string => `${bucketArn(bucket)}/${key}`;

const MAX_KEY_BYTES = 1024;

/** Throws for a key that S3 does not take: an empty one, or one of more than 1,024 bytes. */
export const checkKey = (key: string): void => {
  if (key === "") throw s3Error("InvalidRequest", {}, "A key must be specified.");
  const Size = Buffer.byteLength(key);
  if (Size > MAX_KEY_BYTES) throw s3Error("KeyTooLongError", { Size, MaxSizeAllowed: MAX_KEY_BYTES });
};

// Halves of surrogate pairs stand below U+E000 in UTF-16, and above in UTF-8.
const rank = (unit: number) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** In the order of their UTF-8 bytes, as S3 lists them. */
export const compareKeys = (a: string, b: string): number => {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
};

/** As `encoding-type=url` and notifications write a key. */
export const urlEncoded = (key: string): string =>
  encodeURIComponent(key.toWellFormed())
    .replace(/[!'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");

// https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints
const dashed = new Set([
  "ap-northeast-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "eu-west-1",
  "sa-east-1",
  "us-east-1",
  "us-west-1",
  "us-west-2",
]);

/** Below it, buckets answer as websites: the older regions are behind a hyphen, the others behind a dot. */
export const websiteDomain = (region: string): string =>
  `s3-website${dashed.has(region) ? "-" : "."}${region}.amazonaws.com`;
