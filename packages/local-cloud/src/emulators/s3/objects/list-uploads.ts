import { z } from "zod";
import * as inputs from "../inputs.ts";
import { compareKeys } from "../names.ts";
import type { S3 } from "../s3.ts";
import type { Upload } from "../store/model.ts";
import { encoderOf, ownerOf } from "./list.ts";
import { commonPrefix } from "./pages.ts";

const MOST = 1000;
const schema = z.strictObject({
  ...inputs.bucket,
  Prefix: z.string().default(""),
  Delimiter: z.string().default(""),
  EncodingType: z.enum(["url"]).optional(),
  KeyMarker: z.string().default(""),
  UploadIdMarker: z.string().default(""),
  MaxUploads: z.coerce.number().int().min(0).default(MOST),
});

const inOrder = (a: Upload, b: Upload) =>
  compareKeys(a.key, b.key) || a.initiated - b.initiated || (a.id < b.id ? -1 : 1);

export const listUploads = (s3: S3, input: unknown) => {
  const sent = inputs.parse(schema, input);
  const { uploads, name } = s3.buckets.get(sent.Bucket);
  const { Prefix, Delimiter, KeyMarker, UploadIdMarker } = sent;
  const sorted = [...uploads.values()].sort(inOrder).filter(({ key }) => key.startsWith(Prefix));
  const marker = sorted.findIndex(({ key, id }) => key === KeyMarker && id === UploadIdMarker);
  const rest = sorted.filter(({ key }, index) =>
    marker >= 0 ? index > marker : KeyMarker === "" || compareKeys(key, KeyMarker) > 0,
  );
  const most = Math.min(sent.MaxUploads, MOST);
  const page: Upload[] = [];
  const prefixes: string[] = [];
  let last: Upload | undefined;
  let isTruncated = false;
  for (const upload of rest) {
    const group = commonPrefix(upload.key, { prefix: Prefix, delimiter: Delimiter });
    if (group !== undefined && group === prefixes.at(-1)) continue;
    if (page.length + prefixes.length >= most) {
      isTruncated = most > 0;
      break;
    }
    if (group === undefined) page.push(upload);
    else prefixes.push(group);
    last = upload;
  }
  const encode = encoderOf(sent.EncodingType);
  return {
    Bucket: name,
    KeyMarker: encode(KeyMarker),
    UploadIdMarker,
    NextKeyMarker: isTruncated && last ? encode(last.key) : undefined,
    NextUploadIdMarker: isTruncated ? last?.id : undefined,
    Prefix: encode(Prefix),
    Delimiter: Delimiter === "" ? undefined : encode(Delimiter),
    EncodingType: sent.EncodingType,
    MaxUploads: most,
    IsTruncated: isTruncated,
    Uploads: page.map(({ key, id, initiated, described, checksumAlgorithm, checksumType }) => ({
      Key: encode(key),
      UploadId: id,
      Initiated: new Date(initiated),
      StorageClass: described.StorageClass as "STANDARD",
      Initiator: ownerOf(s3),
      Owner: ownerOf(s3),
      ChecksumAlgorithm: checksumAlgorithm,
      ChecksumType: checksumType,
    })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
};
