import { createHash } from "node:crypto";
import { z } from "zod";
import { type Checksum, checksumAlgorithms, createHasher } from "../checksums.ts";
import { s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import type { S3 } from "../s3.ts";
import { ObjectContent } from "../store/content.ts";
import type { Upload, UploadedPart } from "../store/model.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const SMALLEST_PART = 5 * 1024 * 1024;

const document = z.strictObject({
  Parts: z
    .array(
      z.strictObject({
        PartNumber: z.coerce.number().int().min(1).max(10_000),
        ETag: z.string(),
        ...Object.fromEntries(checksumAlgorithms.map((algorithm) => [`Checksum${algorithm}`, inputs.text])),
      }),
    )
    .min(1)
    .max(10_000),
});

/** The parts that an object is to be made of; throws where they are not as they were uploaded, or too small. */
export const wantedParts = (upload: Upload, given: unknown): UploadedPart[] => {
  const { Parts } = inputs.parseDocument(document, given);
  let last = 0;
  const parts = Parts.map(({ PartNumber, ETag, ...checksums }) => {
    if (PartNumber <= last) throw s3Error("InvalidPartOrder", { UploadId: upload.id });
    last = PartNumber;
    const part = upload.parts.get(PartNumber);
    const etag = ETag.replace(/^"(.*)"$/, "$1");
    const { checksum } = part ?? {};
    const isOther = checksumAlgorithms.some((algorithm) => {
      const value = (checksums as Record<string, string | undefined>)[`Checksum${algorithm}`];
      return value !== undefined && (checksum?.algorithm !== algorithm || checksum.value !== value);
    });
    if (part?.etag !== etag || isOther)
      throw s3Error("InvalidPart", { UploadId: upload.id, PartNumber, ETag: etag });
    return part;
  });
  for (const { number, size, etag } of parts.slice(0, -1))
    if (size < SMALLEST_PART)
      throw s3Error("EntityTooSmall", {
        ProposedSize: size,
        MinSizeAllowed: SMALLEST_PART,
        PartNumber: number,
        ETag: etag,
      });
  return parts;
};

/** Entity tag and checksum of the object that parts make. */
export const assemble = async (
  { files }: S3,
  { checksumAlgorithm: algorithm = "CRC64NVME", checksumType: type = "FULL_OBJECT" }: Upload,
  parts: readonly UploadedPart[],
): Promise<{ etag: string; checksum: Checksum }> => {
  const md5 = createHash("md5");
  for (const { etag } of parts) md5.update(Buffer.from(etag, "hex"));
  const etag = `${md5.digest("hex")}-${parts.length}`;
  const hasher = createHasher(algorithm);
  if (type === "COMPOSITE") {
    for (const { checksum } of parts) hasher.update(Buffer.from(checksum?.value ?? "", "base64"));
    return { etag, checksum: { algorithm, type, value: `${await hasher.digest()}-${parts.length}` } };
  }
  for await (const chunk of new ObjectContent(
    files,
    parts.flatMap(({ segments }) => segments),
  ))
    hasher.update(chunk);
  return { etag, checksum: { algorithm, type, value: await hasher.digest() } };
};
