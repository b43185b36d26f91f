import { s3Error } from "../errors.ts";
import type { ObjectVersion } from "../store/model.ts";

const tagsOf = (list: string) =>
  list.split(",").map((tag) =>
    tag
      .trim()
      .replace(/^W\//, "")
      .replace(/^"(.*)"$/, "$1"),
  );

/** Whether one of the entity tags of a header is the object's. */
const names = (list: string, { etag }: ObjectVersion): boolean => {
  const tags = tagsOf(list);
  return tags.includes("*") || tags.includes(etag);
};

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

const failed = (Condition: string) => s3Error("PreconditionFailed", { Condition });

/**
 * Throws `PreconditionFailed` or `NotModified`, as the conditions of a read say.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const checkRead = (version: ObjectVersion, conditions: ReadConditions): void => {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!names(IfMatch, version)) throw failed("If-Match");
  } else if (IfUnmodifiedSince && version.modified > IfUnmodifiedSince.getTime())
    throw failed("If-Unmodified-Since");
  const headers = { ETag: `"${version.etag}"`, LastModified: new Date(version.modified) };
  if (IfNoneMatch !== undefined) {
    if (names(IfNoneMatch, version)) throw s3Error("NotModified", headers);
  } else if (IfModifiedSince && version.modified <= IfModifiedSince.getTime())
    throw s3Error("NotModified", headers);
};

/** The same of the source of a copy, where nothing is "not modified". */
export const checkCopySource = (version: ObjectVersion, conditions: ReadConditions): void => {
  try {
    checkRead(version, conditions);
  } catch (error) {
    const name =
      (error as { code?: string }).code === "NotModified"
        ? "x-amz-copy-source-If-None-Match"
        : "x-amz-copy-source-If-Match";
    throw failed(name);
  }
};

export interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/**
 * Throws where a write is to happen only to what is, or is not, there.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const checkWrite = (
  key: string,
  newest: ObjectVersion | undefined,
  { IfMatch, IfNoneMatch }: WriteConditions,
): void => {
  const present = newest && !newest.isDeleteMarker ? newest : undefined;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch.trim() !== "*")
      throw s3Error(
        "NotImplemented",
        { Header: "If-None-Match" },
        "A header you provided implies functionality that is not implemented",
      );
    if (present) throw failed("If-None-Match");
  }
  if (IfMatch === undefined) return;
  if (!present) throw s3Error("NoSuchKey", { Key: key });
  if (!names(IfMatch, present)) throw failed("If-Match");
};
