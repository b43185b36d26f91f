import { PassThrough } from "node:stream";
import type { FoundFunction } from "../functions.ts";
import { logTail } from "../logs.ts";
import type { Runner, RunRequest, RunResult } from "../runner.ts";

/** What comes of an invocation, as `InvokeWithResponseStream` tells it: pieces of the answer, then that it is complete. */
export type InvocationEvent =
  | { readonly PayloadChunk: { readonly Payload: Uint8Array } }
  | {
      readonly InvokeComplete: {
        readonly ErrorCode?: string;
        readonly ErrorDetails?: string;
        readonly LogResult?: string;
      };
    };

/** An invocation whose answer has begun. */
export interface StreamedInvocation {
  readonly contentType: string;
  readonly version: string;
  /** Whoever stops listening calls `return`; the function goes on, and nobody takes what it writes. */
  readonly events: AsyncIterableIterator<InvocationEvent>;
}

/**
 * Runs a function and passes its answer on in pieces, no faster than they are taken; one that answers whole is one piece.
 * Resolves with the first byte, or the end. Throws what `Runner.run` throws; a failing function is an event.
 */
export const invokeStreaming = async (
  runner: Pick<Runner, "run">,
  found: FoundFunction,
  request: RunRequest,
  { withLog = false } = {},
): Promise<StreamedInvocation> => {
  const body = new PassThrough();
  const gone = new Promise<void>((resolve) => void body.once("close", resolve));
  body.on("error", () => {});
  const begun = Promise.withResolvers<string | undefined>();
  const result = runner.run(found, {
    ...request,
    answer: {
      begin: begun.resolve,
      write(bytes) {
        if (body.destroyed || body.write(bytes)) return undefined;
        const drained = new Promise<void>((resolve) => void body.once("drain", resolve));
        return Promise.race([drained, gone]);
      },
    },
  });
  result.then(() => begun.resolve(undefined), begun.reject);
  const contentType = await begun.promise;
  result.then(
    ({ error, payload }) => body.end(contentType === undefined && !error ? payload : undefined),
    () => body.destroy(),
  );
  return {
    contentType: contentType ?? "application/json",
    version: found.version,
    events: eventsOf(body, result, withLog),
  };
};

const eventsOf = (
  body: PassThrough,
  result: Promise<RunResult>,
  withLog: boolean,
): StreamedInvocation["events"] => {
  const pieces = body[Symbol.asyncIterator]();
  let isComplete = false;
  return {
    async next() {
      if (isComplete) return { done: true, value: undefined };
      const piece = await pieces.next();
      if (!piece.done) return { value: { PayloadChunk: { Payload: piece.value } } };
      isComplete = true;
      const { error, payload, lines } = await result;
      return {
        value: {
          InvokeComplete: {
            ErrorCode: error?.errorType,
            ErrorDetails: error && payload,
            LogResult: withLog ? logTail(lines) : undefined,
          },
        },
      };
    },
    async return() {
      body.destroy();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
