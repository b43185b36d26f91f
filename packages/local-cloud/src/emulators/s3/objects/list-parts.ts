import { z } from "zod";
import { checksumMember } from "../checksums.ts";
import * as inputs from "../inputs.ts";
import type { S3 } from "../s3.ts";
import { ownerOf } from "./list.ts";
import { ofUpload, uploadOf } from "./upload.ts";

const listParts = z.strictObject({
  ...ofUpload,
  MaxParts: z.coerce.number().int().min(0).default(1000),
  PartNumberMarker: z.coerce.number().int().min(0).default(0),
});

export const listPartsOperations = (s3: S3) => ({
  ListParts(input: unknown) {
    const sent = inputs.parse(listParts, input);
    const bucket = s3.buckets.get(sent.Bucket);
    const upload = uploadOf(bucket, sent);
    const most = Math.min(sent.MaxParts, 1000);
    const rest = [...upload.parts.values()]
      .filter(({ number }) => number > sent.PartNumberMarker)
      .sort((a, b) => a.number - b.number);
    const page = rest.slice(0, most);
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: String(sent.PartNumberMarker),
      NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
      MaxParts: most,
      IsTruncated: rest.length > page.length && most > 0,
      Parts: page.map(({ number, modified, etag, size, checksum }) => ({
        PartNumber: number,
        LastModified: new Date(modified),
        ETag: `"${etag}"`,
        Size: size,
        ...checksumMember(checksum),
      })),
      Initiator: ownerOf(s3),
      Owner: ownerOf(s3),
      StorageClass: upload.described.StorageClass as "STANDARD",
      ChecksumAlgorithm: upload.checksumAlgorithm,
      ChecksumType: upload.checksumType,
    };
  },
});
