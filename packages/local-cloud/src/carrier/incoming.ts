import { type IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Chunk } from "./protocol.ts";

/** A request or an answer that arrives as messages, in the shape of one that arrives at a socket. */
export class Incoming extends IncomingMessage {
  readonly #say: (type: "more" | "cut") => void;
  #owesMore = false;

  /** `say` tells the sender to go on, or that nobody wants the rest. */
  constructor(socket: object, rawHeaders: readonly string[], say: (type: "more" | "cut") => void) {
    super(socket as Socket);
    this.#say = say;
    this.httpVersion = "1.1";
    this.httpVersionMajor = 1;
    this.httpVersionMinor = 1;
    this.rawHeaders = [...rawHeaders];
    const headers: IncomingHttpHeaders = {};
    const headersDistinct: NodeJS.Dict<string[]> = Object.create(null);
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index]!.toLowerCase();
      const value = rawHeaders[index + 1]!;
      const all = headersDistinct[name];
      if (all) all.push(value);
      else headersDistinct[name] = [value];
      if (name === "set-cookie") headers[name] = headersDistinct[name];
      else headers[name] = all ? all.join(name === "cookie" ? "; " : ", ") : value;
    }
    this.headers = headers;
    this.headersDistinct = headersDistinct;
  }

  /** Takes in what came of the body. */
  arrive(chunk: Chunk | undefined, isLast: boolean): void {
    if (this.complete || this.destroyed) return;
    if (isLast) this.complete = true;
    const hasRoom = chunk === undefined || this.push(chunk, "utf8");
    if (isLast) this.push(null);
    else if (chunk !== undefined && hasRoom) this.#say("more");
    else if (chunk !== undefined) this.#owesMore = true;
  }

  override _read(): void {
    if (!this.#owesMore) return;
    this.#owesMore = false;
    this.#say("more");
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.complete) this.#say("cut");
    if (!this.complete || !this.readableEnded) {
      this.aborted = true;
      this.emit("aborted");
    }
    // As of a socket: whoever does not listen is not told.
    process.nextTick(() => done(this.listenerCount("error") > 0 ? error : null));
  }
}
