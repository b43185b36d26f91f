import { z } from "zod";
import type { Caller } from "../../../core/cloud.ts";
import { checksumMember } from "../checksums.ts";
import { invalidArgument } from "../errors.ts";
import * as inputs from "../inputs.ts";
import type { S3 } from "../s3.ts";
import type { ObjectVersion } from "../store/model.ts";
import { seenBy } from "./get.ts";
import { versionIdOf } from "./put.ts";

const names = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"] as const;
const schema = z.strictObject({
  ...inputs.object,
  VersionId: inputs.text,
  ObjectAttributes: z.array(z.string()).default([]),
  MaxParts: z.coerce.number().int().min(0).default(1000),
  PartNumberMarker: z.coerce.number().int().min(0).default(0),
});
type Sent = z.output<typeof schema>;

const partsOf = ({ parts, checksum }: ObjectVersion, { MaxParts, PartNumberMarker }: Sent) => {
  if (!parts) return undefined;
  const most = Math.min(MaxParts, 1000);
  const rest = parts.filter(({ number }) => number > PartNumberMarker);
  const page = rest.slice(0, most);
  // Sizes are listed only with checksums of the parts. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html
  const isListed = checksum?.type === "COMPOSITE";
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: isListed ? String(PartNumberMarker) : undefined,
    NextPartNumberMarker: isListed ? String(page.at(-1)?.number ?? 0) : undefined,
    MaxParts: isListed ? most : undefined,
    IsTruncated: isListed ? rest.length > page.length : undefined,
    Parts: isListed
      ? page.map((part) => ({ PartNumber: part.number, Size: part.size, ...checksumMember(part.checksum) }))
      : undefined,
  };
};

export const attributeOperations = (s3: S3) => ({
  GetObjectAttributes(input: unknown, caller: Caller) {
    const sent = inputs.parse(schema, input);
    const bucket = s3.buckets.get(sent.Bucket);
    const wanted = new Set(sent.ObjectAttributes);
    if (wanted.size === 0 || [...wanted].some((name) => !names.some((known) => known === name)))
      throw invalidArgument(
        "Invalid attribute name specified.",
        "x-amz-object-attributes",
        [...wanted].join(","),
      );
    const version = seenBy(s3, caller, bucket, sent);
    const { checksum } = version;
    return {
      VersionId: versionIdOf(bucket, version),
      LastModified: new Date(version.modified),
      ETag: wanted.has("ETag") ? version.etag : undefined,
      Checksum:
        wanted.has("Checksum") && checksum
          ? { ...checksumMember(checksum), ChecksumType: checksum.type }
          : undefined,
      ObjectParts: wanted.has("ObjectParts") ? partsOf(version, sent) : undefined,
      StorageClass: wanted.has("StorageClass") ? (version.StorageClass as "STANDARD") : undefined,
      ObjectSize: wanted.has("ObjectSize") ? version.size : undefined,
    };
  },
});
