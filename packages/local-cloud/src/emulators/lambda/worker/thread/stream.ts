import { Writable } from "node:stream";
import type { ThreadInvocation, ThreadMessage } from "../protocol.ts";
import { runtimeError } from "./errors.ts";

// What AWS's runtime marks handlers with; libraries look for it.
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

const INTEGRATION_RESPONSE = "application/vnd.awslambda.http-integration-response";
const DELIMITER = new Uint8Array(8);

type StreamingHandler = (event: unknown, stream: Writable, context: object) => unknown;

/** The global of AWS's Node.js runtime. https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
const awslambda = {
  streamifyResponse: (handler: StreamingHandler, options?: { highWaterMark?: unknown }) =>
    Object.assign(handler, {
      [STREAMING]: "response",
      [HIGH_WATER_MARK]: Number(options?.highWaterMark) || undefined,
    }),
  HttpResponseStream: {
    /** Sends status, headers and cookies before the body: with the first `write`, so never without one, as on AWS. */
    from(stream: ResponseStream, metadata: unknown): ResponseStream {
      stream.setContentType(INTEGRATION_RESPONSE);
      const text = JSON.stringify(metadata);
      stream._onBeforeFirstWrite = (write) => {
        write(text);
        write(DELIMITER);
      };
      return stream;
    },
  },
};

export const offerStreaming = (): void => {
  Object.assign(globalThis, { awslambda });
};

export const isStreaming = (handler: object): boolean => Reflect.get(handler, STREAMING) === "response";

/** Where the bytes of an answer go. */
export interface Outlet {
  begin(contentType: string): void;
  /** Calls `taken` once there is room for more. */
  send(bytes: Uint8Array<ArrayBuffer>, taken: () => void): void;
}

class ResponseStream extends Writable {
  _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
  #contentType = "application/octet-stream";
  isBegun = false;
  readonly #outlet: Outlet;

  constructor(outlet: Outlet, highWaterMark: number | undefined) {
    super({ highWaterMark });
    this.#outlet = outlet;
  }

  setContentType(contentType: string) {
    if (this.isBegun) throw runtimeError("InvalidStreamingOperation", "Cannot set content-type, too late.");
    this.#contentType = contentType;
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const isPlain = typeof chunk === "string" || chunk instanceof Uint8Array;
    const before = this._onBeforeFirstWrite;
    delete this._onBeforeFirstWrite;
    if (!this.isBegun) before?.((first) => void super.write(first));
    this.#begin();
    return Reflect.apply(super.write, this, [isPlain ? chunk : JSON.stringify(chunk), ...rest]);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.#begin();
    // A copy of its own, which the thread hands over whole: a buffer may be a part of Node's pool.
    this.#outlet.send(new Uint8Array(chunk), done);
  }

  override _final(done: () => void) {
    this.#begin();
    done();
  }

  #begin() {
    if (this.isBegun) return;
    this.isBegun = true;
    this.#outlet.begin(this.#contentType);
  }
}

/** Runs a handler that writes its answer; settles once that is written whole and the handler is done. */
export const callStreamingHandler = async (
  handler: object,
  event: unknown,
  context: object,
  outlet: Outlet,
): Promise<void> => {
  const stream = new ResponseStream(outlet, Reflect.get(handler, HIGH_WATER_MARK));
  const written = new Promise<void>((resolve, reject) => {
    stream.once("finish", resolve);
    stream.once("error", reject);
  });
  written.catch(() => {});
  try {
    const result = (handler as StreamingHandler)(event, stream, context);
    if (typeof (result as PromiseLike<unknown> | undefined)?.then !== "function")
      throw runtimeError("InvalidStreamingOperation", "Streaming does not support non-async handlers.");
    if ((await result) !== undefined) console.warn("Streaming handlers ignore return values.");
  } catch (error) {
    // What was written before still goes out.
    if (stream.isBegun) await new Promise((done) => void stream.end(done));
    throw error;
  }
  await written;
};

/** Sends an answer in pieces, no faster than they are taken. */
export const createOutlet = (
  { id }: ThreadInvocation,
  post: (message: ThreadMessage, transfer?: ArrayBuffer[]) => void,
): Outlet & { taken(): void } => {
  let next: (() => void) | undefined;
  return {
    begin: (contentType) => post({ type: "stream", id, contentType }),
    send(bytes, taken) {
      next = taken;
      post({ type: "chunk", id, bytes }, [bytes.buffer]);
    },
    taken: () => next?.(),
  };
};
