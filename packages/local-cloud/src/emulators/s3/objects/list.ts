import { z } from "zod";
import { accountRoot } from "../../../core/arn.ts";
import { invalidArgument } from "../errors.ts";
import * as inputs from "../inputs.ts";
import { urlEncoded } from "../names.ts";
import type { S3 } from "../s3.ts";
import type { Bucket } from "../store/buckets.ts";
import type { ObjectVersion } from "../store/model.ts";
import { pageOfKeys } from "./pages.ts";

const MOST = 1000;
const most = z.coerce
  .number({ error: "Provided max-keys not an integer or within integer range" })
  .int()
  .min(0)
  .max(2_147_483_647)
  .default(MOST);
const common = {
  ...inputs.bucket,
  Prefix: z.string().default(""),
  Delimiter: z.string().default(""),
  EncodingType: z.enum(["url"]).optional(),
  MaxKeys: most,
  OptionalObjectAttributes: z.unknown().optional(),
};
const v1 = z.strictObject({ ...common, Marker: z.string().default("") });
const v2 = z.strictObject({
  ...common,
  ContinuationToken: inputs.text,
  StartAfter: z.string().default(""),
  FetchOwner: z.stringbool().or(z.boolean()).optional(),
});

/** Keys as the answer has them. */
export const encoderOf = (type: "url" | undefined) => (type === "url" ? urlEncoded : (key: string) => key);

export const ownerOf = ({ cloud }: S3) => ({
  ID: accountRoot(cloud.accountId),
  DisplayName: cloud.accountId,
});

const listed = (version: ObjectVersion, encode: (key: string) => string) => ({
  Key: encode(version.key),
  LastModified: new Date(version.modified),
  ETag: `"${version.etag}"`,
  ChecksumAlgorithm: version.checksum && [version.checksum.algorithm],
  ChecksumType: version.checksum?.type,
  Size: version.size,
  StorageClass: version.StorageClass as "STANDARD",
});

const tokenOf = (last: string) => Buffer.from(`1${last}`).toString("base64");
const readToken = (token: string): string => {
  const text = Buffer.from(token, "base64").toString();
  if (!text.startsWith("1") || tokenOf(text.slice(1)) !== token)
    throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
  return text.slice(1);
};

export const listOperations = (s3: S3) => {
  const page = (
    bucket: Bucket,
    sent: { Prefix: string; Delimiter: string; MaxKeys: number },
    after: string,
  ) =>
    pageOfKeys(
      bucket.objects.keys(),
      { prefix: sent.Prefix, delimiter: sent.Delimiter, after, most: Math.min(sent.MaxKeys, MOST) },
      (key) => bucket.objects.newest(key)?.isDeleteMarker === false,
    );
  return {
    ListObjects(input: unknown) {
      const sent = inputs.parse(v1, input);
      const bucket = s3.buckets.get(sent.Bucket);
      const { keys, prefixes, isTruncated, last } = page(bucket, sent, sent.Marker);
      const encode = encoderOf(sent.EncodingType);
      return {
        Name: bucket.name,
        Prefix: encode(sent.Prefix),
        Marker: encode(sent.Marker),
        MaxKeys: Math.min(sent.MaxKeys, MOST),
        Delimiter: sent.Delimiter === "" ? undefined : encode(sent.Delimiter),
        EncodingType: sent.EncodingType,
        IsTruncated: isTruncated,
        NextMarker: isTruncated && sent.Delimiter !== "" && last !== undefined ? encode(last) : undefined,
        Contents: keys.map((key) => ({ ...listed(bucket.objects.newest(key)!, encode), Owner: ownerOf(s3) })),
        CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },
    ListObjectsV2(input: unknown) {
      const sent = inputs.parse(v2, input);
      const bucket = s3.buckets.get(sent.Bucket);
      const after =
        sent.ContinuationToken === undefined ? sent.StartAfter : readToken(sent.ContinuationToken);
      const { keys, prefixes, isTruncated, last } = page(bucket, sent, after);
      const encode = encoderOf(sent.EncodingType);
      return {
        Name: bucket.name,
        Prefix: encode(sent.Prefix),
        StartAfter: sent.StartAfter === "" ? undefined : encode(sent.StartAfter),
        ContinuationToken: sent.ContinuationToken,
        NextContinuationToken: isTruncated && last !== undefined ? tokenOf(last) : undefined,
        KeyCount: keys.length + prefixes.length,
        MaxKeys: Math.min(sent.MaxKeys, MOST),
        Delimiter: sent.Delimiter === "" ? undefined : encode(sent.Delimiter),
        EncodingType: sent.EncodingType,
        IsTruncated: isTruncated,
        Contents: keys.map((key) => ({
          ...listed(bucket.objects.newest(key)!, encode),
          Owner: sent.FetchOwner ? ownerOf(s3) : undefined,
        })),
        CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },
  };
};
