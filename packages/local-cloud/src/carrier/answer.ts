import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders } from "node:http";
import { hasNoBody } from "../http/web.ts";
import { Outgoing } from "./outgoing.ts";
import type { AnswerHead } from "./protocol.ts";

/** What the local cloud answers to a carried request, in the shape of Node's `ServerResponse`. */
export class Answer extends Outgoing {
  readonly req: IncomingMessage;
  statusCode = 200;
  statusMessage = "";
  readonly #send: (message: object, transfer: ArrayBuffer[]) => void;

  constructor(req: IncomingMessage, send: (message: object, transfer: ArrayBuffer[]) => void) {
    super();
    this.req = req;
    this.#send = send;
    // Who goes away while it is answered is nothing to fail for.
    this.on("error", () => undefined);
  }

  writeHead(status: number, ...rest: (string | OutgoingHttpHeaders | undefined)[]): this {
    this.statusCode = status;
    for (const given of rest)
      if (typeof given === "string") this.statusMessage = given;
      else
        for (const [name, value] of Object.entries(given ?? {}))
          if (value !== undefined) this.setHeader(name, value as OutgoingHttpHeader);
    return this;
  }

  protected mayHaveBody(): boolean {
    return this.req.method !== "HEAD" && !hasNoBody(this.statusCode);
  }

  protected frame(length: number | undefined): void {
    if (!this.mayHaveBody()) return;
    if (length === undefined) this.setHeader("Transfer-Encoding", "chunked");
    else this.setHeader("Content-Length", length);
  }

  protected head(): AnswerHead {
    if (!this.hasHeader("date")) this.setHeader("Date", new Date().toUTCString());
    return {
      type: "answer",
      status: this.statusCode,
      reason: this.statusMessage,
      headers: this.rawHeaders,
    };
  }

  protected send(message: object, transfer: ArrayBuffer[]): void {
    this.#send(message, transfer);
  }
}
