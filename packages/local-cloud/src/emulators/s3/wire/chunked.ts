import { AwsError } from "../../../core/aws-error.ts";
import { s3Error } from "../errors.ts";

/** Headers of a chunk, and each trailer, with their signatures. */
const LONGEST_LINE = 1024;
const LARGEST_CHUNK = 1024 ** 3;
const MOST_TRAILERS = 16;

const malformedTrailer = () =>
  new AwsError(
    "MalformedTrailerError",
    "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  );

/** Takes lines and runs of bytes out of a stream. */
const readerOf = (source: AsyncIterable<Uint8Array>) => {
  const iterator = source[Symbol.asyncIterator]();
  let buffer = Buffer.alloc(0);
  /** More bytes; false at the end. */
  const more = async () => {
    const { done, value } = await iterator.next();
    if (done) return false;
    buffer = buffer.length === 0 ? Buffer.from(value) : Buffer.concat([buffer, value]);
    return true;
  };
  return {
    /** Without the line's end; undefined where the stream ends first. */
    async line(): Promise<string | undefined> {
      for (;;) {
        const end = buffer.indexOf("\r\n");
        if (end >= 0 && end <= LONGEST_LINE) {
          const line = buffer.subarray(0, end).toString("latin1");
          buffer = buffer.subarray(end + 2);
          return line;
        }
        if (buffer.length > LONGEST_LINE)
          throw s3Error("IncompleteBody", {}, "A chunk's header is too long.");
        if (!(await more())) return buffer.length === 0 ? undefined : buffer.toString("latin1");
      }
    },
    async *bytes(count: number): AsyncGenerator<Uint8Array> {
      let left = count;
      while (left > 0) {
        if (buffer.length === 0 && !(await more())) throw s3Error("IncompleteBody");
        const chunk = buffer.subarray(0, left);
        buffer = buffer.subarray(chunk.length);
        left -= chunk.length;
        yield chunk;
      }
    },
  };
};

/**
 * The bytes in a body that is sent in chunks of `aws-chunked`; `trailers` fills with what stands behind them. Signatures
 * of chunks are not checked. Throws `IncompleteBody` for a body that ends early.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function* unchunked(
  source: AsyncIterable<Uint8Array>,
  declared: number | undefined,
  trailers: Record<string, string>,
): AsyncGenerator<Uint8Array> {
  const reader = readerOf(source);
  let total = 0;
  for (;;) {
    const header = await reader.line();
    if (header === undefined) throw s3Error("IncompleteBody");
    const [, digits = ""] = /^([0-9a-f]{1,8})(?:;[\x21-\x7e]*)?$/i.exec(header) ?? [];
    const size = Number.parseInt(digits, 16);
    if (Number.isNaN(size) || size > LARGEST_CHUNK)
      throw s3Error("IncompleteBody", {}, "The body is no sequence of aws-chunked chunks.");
    if (size === 0) break;
    total += size;
    if (declared !== undefined && total > declared) throw s3Error("IncompleteBody");
    yield* reader.bytes(size);
    if ((await reader.line()) !== "") throw s3Error("IncompleteBody");
  }
  for (let count = 0; ; count++) {
    const line = await reader.line();
    if (line === undefined || line === "") break;
    const [, name, value] = /^([\w-]+):([\x20-\x7e]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || count >= MOST_TRAILERS) throw malformedTrailer();
    trailers[name.toLowerCase()] = value.trim();
  }
  if (declared !== undefined && total !== declared) throw s3Error("IncompleteBody");
}
