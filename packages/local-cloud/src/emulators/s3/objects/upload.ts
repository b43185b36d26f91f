import { z } from "zod";
import { s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import type { Bucket } from "../store/buckets.ts";
import type { Upload } from "../store/model.ts";

export const ofUpload = { ...inputs.object, UploadId: z.string() };
export const checksumType = z.enum(["COMPOSITE", "FULL_OBJECT"]).optional();

/** Throws `NoSuchUpload`, also for one of another key. */
export const uploadOf = (bucket: Bucket, { Key, UploadId }: { Key: string; UploadId: string }): Upload => {
  const upload = bucket.uploads.get(UploadId);
  if (upload?.key !== Key) throw s3Error("NoSuchUpload", { UploadId });
  return upload;
};
