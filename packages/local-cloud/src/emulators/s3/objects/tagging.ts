import { z } from "zod";
import type { Caller } from "../../../core/cloud.ts";
import * as inputs from "../inputs.ts";
import type { S3 } from "../s3.ts";
import { tagSet } from "../settings.ts";
import { versionOf } from "./get.ts";
import { versionIdOf } from "./put.ts";
import { checkTags, tagSetOf } from "./tags.ts";

const ofObject = z.strictObject({ ...inputs.object, VersionId: inputs.text });
const put = z.strictObject({
  ...inputs.object,
  ...inputs.checksums,
  ContentMD5: inputs.text,
  VersionId: inputs.text,
  Tagging: z.unknown(),
});
const document = z.strictObject({ TagSet: z.array(tagSet.element).default([]) });

export const taggingOperations = (s3: S3) => ({
  PutObjectTagging(input: unknown, caller: Caller) {
    const sent = inputs.parse(put, input);
    const bucket = s3.buckets.get(sent.Bucket);
    const version = versionOf(bucket, sent);
    version.tags = checkTags(inputs.parseDocument(document, sent.Tagging).TagSet);
    bucket.objects.changed(version);
    s3.notify({ name: "ObjectTagging:Put", bucket, key: version.key, version, caller });
    return { VersionId: versionIdOf(bucket, version) };
  },
  GetObjectTagging(input: unknown) {
    const sent = inputs.parse(ofObject, input);
    const bucket = s3.buckets.get(sent.Bucket);
    const version = versionOf(bucket, sent);
    return { VersionId: versionIdOf(bucket, version), TagSet: tagSetOf(version.tags) };
  },
  DeleteObjectTagging(input: unknown, caller: Caller) {
    const sent = inputs.parse(ofObject, input);
    const bucket = s3.buckets.get(sent.Bucket);
    const version = versionOf(bucket, sent);
    version.tags = new Map();
    bucket.objects.changed(version);
    s3.notify({ name: "ObjectTagging:Delete", bucket, key: version.key, version, caller });
    return { VersionId: versionIdOf(bucket, version) };
  },
});
