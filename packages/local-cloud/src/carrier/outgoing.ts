import {
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  validateHeaderName,
  validateHeaderValue,
} from "node:http";
import { Writable, type WritableOptions } from "node:stream";
import type { Chunk } from "./protocol.ts";

/** More than this goes in pieces, so that no whole object is copied at once. */
const PIECE = 1024 * 1024;

interface Part {
  readonly chunk?: Chunk;
  readonly last: boolean;
}

/**
 * A request or an answer that leaves as messages, in the shape of one that is written to a socket. One that is ended with
 * its only chunk is one message; otherwise each chunk waits until the one before was taken.
 */
export abstract class Outgoing extends Writable {
  headersSent = false;
  readonly #headers = new Map<string, readonly [name: string, value: OutgoingHttpHeader]>();
  #isEnding = false;
  #isWhole = false;
  #goOn: (() => void) | undefined;
  /** Bytes that the head announces and that are not sent yet. */
  #left = Number.POSITIVE_INFINITY;

  constructor(options?: WritableOptions) {
    super({ decodeStrings: false, ...options });
  }

  /** Hands a message over; `transfer` is what the sender then no longer has. */
  protected abstract send(message: object, transfer: ArrayBuffer[]): void;
  protected abstract head(): object;
  /** Whether a body belongs to it at all. */
  protected abstract mayHaveBody(): boolean;
  /** Sets the length, or what says that it is not known, where the code has not. */
  protected abstract frame(length: number | undefined): void;

  setHeader(name: string, value: number | string | readonly string[]): this {
    if (this.headersSent) throw alreadySent("set");
    validateHeaderName(name);
    for (const one of Array.isArray(value) ? value : [value]) validateHeaderValue(name, one as string);
    this.#headers.set(name.toLowerCase(), [name, value as OutgoingHttpHeader]);
    return this;
  }

  appendHeader(name: string, value: string | readonly string[]): this {
    const before = this.getHeader(name);
    return this.setHeader(name, before === undefined ? value : [before, value].flat().map(String));
  }

  getHeader(name: string): OutgoingHttpHeader | undefined {
    return this.#headers.get(name.toLowerCase())?.[1];
  }

  hasHeader(name: string): boolean {
    return this.#headers.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    if (this.headersSent) throw alreadySent("remove");
    this.#headers.delete(name.toLowerCase());
  }

  getHeaders(): OutgoingHttpHeaders {
    return Object.fromEntries([...this.#headers].map(([key, [, value]]) => [key, value]));
  }

  getHeaderNames(): string[] {
    return [...this.#headers.keys()];
  }

  getRawHeaderNames(): string[] {
    return [...this.#headers.values()].map(([name]) => name);
  }

  flushHeaders(): void {
    if (!this.headersSent) this.#post({ last: false });
  }

  /** The other side took what it got. */
  more(): void {
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }

  protected get rawHeaders(): string[] {
    const raw: string[] = [];
    for (const [name, value] of this.#headers.values())
      for (const one of Array.isArray(value) ? value : [value]) raw.push(name, String(one));
    return raw;
  }

  override end(...args: unknown[]): this {
    this.#isEnding = true;
    return Reflect.apply(super.end, this, args) as this;
  }

  override _write(given: Chunk, encoding: BufferEncoding, done: () => void): void {
    const isLast = this.#isEnding && this.writableLength === given.length;
    const isOther = typeof given === "string" && !/^utf-?8$/i.test(encoding);
    this.#write(isOther ? Buffer.from(given, encoding) : given, isLast, done);
  }

  override _final(done: () => void): void {
    if (!this.#isWhole) this.#post({ last: true });
    done();
  }

  #write(chunk: Chunk, isLast: boolean, done: () => void): void {
    if (!this.mayHaveBody() || this.#isWhole) {
      done();
      return;
    }
    if (chunk.length <= PIECE) {
      this.#post({ chunk, last: isLast });
      if (this.#isWhole) done();
      else this.#goOn = done;
      return;
    }
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    this.#post({ chunk: bytes.subarray(0, PIECE), last: false }, isLast ? bytes.length : undefined);
    this.#goOn = () => this.#write(bytes.subarray(PIECE), isLast, done);
  }

  /** `whole` is the length of all of the body, where that is known. */
  #post({ chunk, last }: Part, whole?: number): void {
    const length = chunk === undefined ? 0 : Buffer.byteLength(chunk);
    const isFirst = !this.headersSent;
    if (isFirst) {
      if (!this.hasHeader("content-length") && !this.hasHeader("transfer-encoding"))
        this.frame(last ? length : whole);
      this.#left = Number(this.getHeader("content-length") ?? Number.POSITIVE_INFINITY);
    }
    this.#left -= length;
    this.#isWhole = last || (length > 0 && this.#left <= 0);
    // A copy, since what a view is of may be a pool, and the sender may send the same again.
    const own = typeof chunk === "object" ? new Uint8Array(chunk) : chunk;
    const transfer = typeof own === "object" ? [own.buffer] : [];
    this.send({ ...(isFirst ? this.head() : { type: "chunk" }), chunk: own, last: this.#isWhole }, transfer);
    this.headersSent = true;
  }
}

const alreadySent = (what: string) =>
  Object.assign(new Error(`Cannot ${what} headers after they are sent to the client`), {
    code: "ERR_HTTP_HEADERS_SENT",
  });
