import { z } from "zod";
import { pairs, texts } from "../../../state/shapes.ts";

const file = z.object({ name: z.string(), size: z.number() });
const checksum = z.looseObject({ algorithm: z.string(), type: z.string(), value: z.string() });
const part = { number: z.number(), size: z.number(), checksum: checksum.optional() };
const described = { Metadata: texts, StorageClass: z.string() };

/** Of what buckets keep. */
export const shapes = {
  bucket: z.object({ created: z.number(), isMade: z.boolean() }),
  version: z.object({
    bucket: z.string(),
    thing: z.looseObject({
      ...described,
      key: z.string(),
      versionId: z.string(),
      modified: z.number(),
      isDeleteMarker: z.boolean(),
      segments: z.array(file),
      size: z.number(),
      etag: z.string(),
      checksum: checksum.optional(),
      parts: z.array(z.looseObject(part)).optional(),
      tags: pairs,
      noncurrentSince: z.number().optional(),
    }),
  }),
  upload: z.object({
    bucket: z.string(),
    thing: z.looseObject({
      id: z.string(),
      key: z.string(),
      initiated: z.number(),
      described: z.looseObject(described),
      tags: pairs,
    }),
  }),
  part: z.object({
    upload: z.string(),
    part: z.looseObject({ ...part, etag: z.string(), modified: z.number(), segments: z.array(file) }),
  }),
};
