import { invalidArgument, s3Error } from "../errors.ts";
import type { Tags } from "../store/model.ts";

const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
export const checkTags = (
  tags: readonly { readonly Key: string; readonly Value: string }[],
  most = 10,
): Tags => {
  const map = new Map<string, string>();
  if (tags.length > most)
    throw most === 10
      ? s3Error("InvalidTag", {}, "Object tags cannot be greater than 10")
      : s3Error("InvalidTag", {}, `Bucket tag count cannot be greater than ${most}`);
  for (const { Key, Value } of tags) {
    if (Key.length === 0 || Key.length > 128 || !CHARACTERS.test(Key))
      throw s3Error("InvalidTag", { TagKey: Key });
    if (Value.length > 256 || !CHARACTERS.test(Value))
      throw s3Error(
        "InvalidTag",
        { TagKey: Key, TagValue: Value },
        "The TagValue you have provided is invalid",
      );
    if (Key.toLowerCase().startsWith("aws:"))
      throw s3Error("InvalidTag", { TagKey: Key }, "System tags cannot be added/updated by requester");
    if (map.has(Key))
      throw s3Error("InvalidTag", { TagKey: Key }, "Cannot provide multiple Tags with the same key");
    map.set(Key, Value);
  }
  return map;
};

/** Of the header `x-amz-tagging`: `a=1&b=2`. */
export const readTagging = (header: string | undefined): Tags => {
  if (header === undefined || header === "") return new Map();
  try {
    decodeURIComponent(header.replaceAll("+", " "));
  } catch {
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      "x-amz-tagging",
      header,
    );
  }
  return checkTags([...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value })));
};

export const tagSetOf = (tags: Tags) => [...tags].map(([Key, Value]) => ({ Key, Value }));
