import { z } from "zod";
import type { InvocationEvent, StreamedInvocation } from "./invoke-streaming.ts";

const INTEGRATION_RESPONSE = "application/vnd.awslambda.http-integration-response";
const DELIMITER = Buffer.alloc(8);
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html */
const MOST_METADATA_BYTES = 16_384;

const value = z.union([z.string(), z.number(), z.boolean()]);
const metadata = z.object({
  statusCode: z.int().min(200).max(599).default(200),
  headers: z.record(z.string(), value).default({}),
  multiValueHeaders: z.record(z.string(), z.array(value)).default({}),
  cookies: z.array(z.string()).default([]),
});

/** The head of a streamed answer, and its body. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Record<string, string | string[]>;
  /** Throws when the function fails on the way; `return` stops listening. */
  readonly pieces: AsyncIterator<Uint8Array>;
}

/** An answer that is not whole, or no answer over HTTP: the function failed, or its metadata is not as it must be. */
export class StreamFailure extends Error {
  override readonly name = "StreamFailure";
}

const piecesOf = (events: AsyncIterator<InvocationEvent>): AsyncIterator<Uint8Array> => ({
  async next() {
    const { done, value: event } = await events.next();
    if (done) return { done, value: undefined };
    if ("PayloadChunk" in event) return { value: event.PayloadChunk.Payload };
    const { ErrorCode, ErrorDetails } = event.InvokeComplete;
    if (ErrorCode !== undefined) throw new StreamFailure(`The function failed: ${ErrorDetails}`);
    return { done: true, value: undefined };
  },
  async return() {
    await events.return?.();
    return { done: true, value: undefined };
  },
});

const withFirst = (
  first: Uint8Array | undefined,
  { next, return: end }: AsyncIterator<Uint8Array>,
): AsyncIterator<Uint8Array> => {
  let isFirst = first !== undefined && first.length > 0;
  return {
    async next() {
      if (!isFirst) return next();
      isFirst = false;
      return { value: first! };
    },
    return: end,
  };
};

const readMetadata = async (pieces: AsyncIterator<Uint8Array>): Promise<[text: string, rest: Uint8Array]> => {
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf(DELIMITER);
    if (end >= 0) return [read.toString("utf8", 0, end), read.subarray(end + DELIMITER.length)];
    if (read.length > MOST_METADATA_BYTES)
      throw new StreamFailure(
        `Eight NUL bytes must end the metadata of a streamed answer within ${MOST_METADATA_BYTES} bytes, and do not.`,
      );
    const next = await pieces.next();
    if (next.done)
      throw new StreamFailure(
        "The streamed answer ended before its metadata did: HttpResponseStream.from sends it with the first write(), so write one, if only an empty text, before end().",
      );
    read = Buffer.concat([read, next.value]);
  }
};

const parsed = (text: string): z.output<typeof metadata> => {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new StreamFailure(`The metadata of the streamed answer is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  const checked = metadata.safeParse(given);
  if (checked.success) return checked.data;
  throw new StreamFailure(
    `The metadata of the streamed answer is not as it must be: ${z.prettifyError(checked.error)}`,
  );
};

/**
 * Reads the head of an answer, which comes as metadata before the body: always, or where the content type says so. Throws
 * `StreamFailure` for a function that failed before its first byte, and for metadata that is none.
 */
export const readHttpAnswer = async (
  { contentType, events }: Pick<StreamedInvocation, "contentType" | "events">,
  { needsMetadata = contentType === INTEGRATION_RESPONSE } = {},
): Promise<HttpAnswer> => {
  const pieces = piecesOf(events);
  try {
    if (!needsMetadata) {
      const { value: first } = await pieces.next();
      return { status: 200, headers: { "content-type": contentType }, pieces: withFirst(first, pieces) };
    }
    const [text, rest] = await readMetadata(pieces);
    const { statusCode, headers, multiValueHeaders, cookies } = parsed(text);
    return {
      status: statusCode,
      headers: {
        "content-type": "application/octet-stream",
        ...lowered(headers, String),
        ...lowered(multiValueHeaders, (values) => values.map(String)),
        ...(cookies.length > 0 ? { "set-cookie": cookies } : {}),
      },
      pieces: withFirst(rest, pieces),
    };
  } catch (error) {
    await pieces.return?.();
    throw error;
  }
};

const lowered = <From, To>(headers: Record<string, From>, to: (from: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(headers).map(([name, each]) => [name.toLowerCase(), to(each)]));
