import { z } from "zod";
import type { Caller, Cloud } from "../../core/cloud.ts";

/** Where an archive is: in the request, or in S3. */
export const zipOrObject = z
  .strictObject({
    ZipFile: z.base64().optional(),
    S3Bucket: z.string().optional(),
    S3Key: z.string().optional(),
    S3ObjectVersion: z.string().optional(),
    ImageUri: z.undefined("container images do not run locally").optional(),
  })
  .refine(
    ({ ZipFile, S3Bucket, S3Key }) =>
      (ZipFile === undefined) === (S3Bucket !== undefined && S3Key !== undefined),
    "the archive comes as ZipFile, or as S3Bucket and S3Key",
  );

export type ReadCode = (code: z.output<typeof zipOrObject>, caller: Caller) => Promise<Uint8Array>;

/** Reads an archive; from S3 as whoever asks for it, so that they need the permission to read it. */
export const createCodeReader =
  (cloud: Cloud): ReadCode =>
  async ({ ZipFile, S3Bucket, S3Key, S3ObjectVersion }, caller) => {
    if (ZipFile !== undefined) return Buffer.from(ZipFile, "base64");
    const asked = { Bucket: S3Bucket!, Key: S3Key!, VersionId: S3ObjectVersion };
    const { Body } = await cloud.call("s3", "GetObject", asked, caller);
    const pieces: Uint8Array[] = [];
    for await (const piece of Body as unknown as AsyncIterable<Uint8Array>) pieces.push(piece);
    return Buffer.concat(pieces);
  };
