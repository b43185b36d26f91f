import type { InvokeWithResponseStreamResponseEvent } from "@aws-sdk/client-lambda";
import { streamOf } from "../../http/web.ts";
import type { RunRequest, RunResult } from "./runner.ts";

const DELIMITER = Buffer.alloc(8);
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html */
const MOST_HEAD_BYTES = 16 * 1024;

export type Parts = AsyncIterable<Uint8Array>;

/** A run that has begun to answer. */
export interface Streaming {
  readonly contentType: string | undefined;
  readonly parts: Parts;
  readonly ended: Promise<RunResult>;
}

/** Runs a function and resolves when it begins to answer; one that fails before, or does not stream, when it has ended. */
export const startStreaming = (
  run: (onPart: NonNullable<RunRequest["onPart"]>) => Promise<RunResult>,
): Promise<Streaming | RunResult> =>
  new Promise((resolve, reject) => {
    let controller: ReadableStreamDefaultController<Uint8Array>;
    let isOpen = true;
    const parts = new ReadableStream<Uint8Array>({
      start: (its) => {
        controller = its;
      },
      // Whoever reads goes away; the function runs on.
      cancel: () => {
        isOpen = false;
      },
    });
    const ended = run((bytes, contentType) => {
      if (isOpen && bytes.length > 0) controller.enqueue(bytes);
      resolve({ contentType, parts, ended });
    });
    ended.then((result) => {
      if (isOpen) controller.close();
      resolve(result);
    }, reject);
  });

/** All parts, breaking off where the function fails in the middle. */
export const wholeParts = async function* ({ parts, ended }: Streaming): AsyncGenerator<Uint8Array> {
  yield* parts;
  const { error } = await ended;
  if (error) throw new Error(error.errorMessage);
};

/** What `InvokeWithResponseStream` sends. */
export const invocationEvents = async function* (
  run: Streaming | RunResult,
  logOf: (result: RunResult) => string | undefined,
): AsyncGenerator<InvokeWithResponseStreamResponseEvent> {
  const isStreaming = "parts" in run;
  if (isStreaming) for await (const Payload of run.parts) yield { PayloadChunk: { Payload } };
  const result = isStreaming ? await run.ended : run;
  const { error, payload } = result;
  if (!isStreaming && !error) yield { PayloadChunk: { Payload: Buffer.from(payload) } };
  yield {
    InvokeComplete: {
      ...(error && { ErrorCode: "Unhandled", ErrorDetails: payload }),
      LogResult: logOf(result),
    },
  };
};

/** The other way round; throws when the function failed. */
export const partsOf = async function* (
  events: AsyncIterable<InvokeWithResponseStreamResponseEvent>,
): AsyncGenerator<Uint8Array> {
  for await (const { PayloadChunk, InvokeComplete } of events) {
    if (PayloadChunk?.Payload) yield PayloadChunk.Payload;
    if (InvokeComplete?.ErrorCode) throw new Error(`The function failed: ${InvokeComplete.ErrorDetails}`);
  }
};

/** Takes the head off an answer: JSON up to eight zero bytes. Throws where there is none. */
export const readHead = async (
  parts: Parts,
): Promise<{ head: unknown; body: ReadableStream<Uint8Array> }> => {
  const iterator = parts[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const { value, done } = await iterator.next();
    if (done || held.length > MOST_HEAD_BYTES)
      throw new Error(
        `The answer has no head: JSON with the status and headers, and eight zero bytes in the first ${MOST_HEAD_BYTES} bytes. Make it with awslambda.HttpResponseStream.from.`,
      );
    held = Buffer.concat([held, value]);
    end = held.indexOf(DELIMITER);
  }
  const first = held.subarray(end + DELIMITER.length);
  const rest = async function* () {
    if (first.length > 0) yield first;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return { head: JSON.parse(held.subarray(0, end).toString()), body: streamOf(rest()) };
};
