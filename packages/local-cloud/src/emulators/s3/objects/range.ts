import { s3Error } from "../errors.ts";
import type { ByteRange } from "../store/content.ts";

/**
 * The bytes that a `Range` header names; undefined for what is no single range of bytes, which S3 ignores. Throws
 * `InvalidRange` where the object has none of them. https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
 */
export const readRange = (header: string, size: number): ByteRange | undefined => {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) ?? [];
  if (first === "" && last === "") return undefined;
  const outside = () => s3Error("InvalidRange", { ActualObjectSize: size, RangeRequested: header });
  if (first === "") {
    const length = Math.min(Number(last), size);
    if (length === 0) throw outside();
    return { start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) throw outside();
  return { start, end: last === "" ? size : Math.min(Number(last) + 1, size) };
};
