import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { type Speaker, startsWith } from "./tell-apart.ts";

/** Answers a request, whatever happens. */
type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface Http2Limits {
  readonly headerBytes: number;
  /** Of a connection without open streams. */
  readonly idleMs: number;
}

/** A connection in HTTP/2 begins with it, and no method of HTTP/1.1: https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const MARK = "PRI ";
const MOST_STREAMS = 100;

/**
 * The request in the shape of HTTP/1.1, which everything behind a port is written for: HTTP/2 has the method, the target
 * and the host among its headers.
 */
const asHttp1 = (request: Http2ServerRequest): IncomingMessage => {
  const { method, url, authority } = request;
  const distinct: Record<string, string[]> = {};
  const headers: Record<string, string | string[]> = {};
  for (const [name, value = ""] of Object.entries(request.headers)) {
    if (name.startsWith(":")) continue;
    headers[name] = value;
    distinct[name] = [value].flat();
  }
  if (authority) {
    headers.host = authority;
    distinct.host = [authority];
  }
  const fixed = { method, url, headers, headersDistinct: distinct };
  for (const [name, value] of Object.entries(fixed)) Object.defineProperty(request, name, { value });
  return request as unknown as IncomingMessage;
};

/** HTTP/2 without TLS and without asking first: some AWS SDKs have no other way to some services. */
export const http2Speaker = (limits: Http2Limits, serve: Listener): Speaker => {
  const server = createServer(
    { settings: { maxConcurrentStreams: MOST_STREAMS, maxHeaderListSize: limits.headerBytes } },
    (request: Http2ServerRequest, response: Http2ServerResponse) =>
      serve(asHttp1(request), response as unknown as ServerResponse),
  );
  server.on("session", (session) => {
    session.setTimeout(limits.idleMs);
    // Streams that are open go on.
    session.on("timeout", () => session.close());
  });
  // Whoever does not keep to the protocol has its session ended; nothing failed here.
  server.on("sessionError", () => undefined);
  return {
    takes: startsWith(MARK),
    accept(socket) {
      // A client that has nothing more to send waits for what it asked for, and not for the session to be idle.
      server.once("session", (session) => socket.once("end", () => session.close()));
      server.emit("connection", socket);
    },
  };
};
