import { Writable } from "node:stream";

/** Of answers whose first part is the head: JSON with the status and headers, and eight zero bytes. */
const HTTP = "application/vnd.awslambda.http-integration-response";
const DELIMITER = new Uint8Array(8);
// As in AWS's runtime, for libraries that mark their handlers themselves.
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

/** Sends a part of an answer; `contentType` is what the function has set. */
export type SendPart = (part: Uint8Array<ArrayBuffer>, contentType: string | undefined) => void;

export class ResponseStream extends Writable {
  contentType: string | undefined;
  /** What goes before the first part. */
  head: Uint8Array[] = [];
  readonly #send: SendPart;

  constructor(send: SendPart) {
    super({ decodeStrings: true });
    this.#send = send;
  }

  setContentType(contentType: string): void {
    this.contentType = contentType;
  }

  override _write(part: Buffer, _encoding: BufferEncoding, done: () => void): void {
    for (const each of [...this.head.splice(0), part]) this.#send(new Uint8Array(each), this.contentType);
    done();
  }
}

/** `awslambda`, the global of AWS's runtime. https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
const awslambda = {
  streamifyResponse: <Handler extends object>(handler: Handler): Handler =>
    Object.assign(handler, { [STREAMING]: "response" }),
  HttpResponseStream: {
    from(stream: ResponseStream, head: object): ResponseStream {
      stream.setContentType(HTTP);
      stream.head = [Buffer.from(JSON.stringify(head)), DELIMITER];
      return stream;
    },
  },
};

export const offerStreams = (): void => {
  Object.assign(globalThis, { awslambda });
};

export const isStreaming = (handler: object): boolean => Reflect.get(handler, STREAMING) === "response";
