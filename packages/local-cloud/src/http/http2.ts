import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { Socket } from "node:net";

/** Answers a request, whatever happens. */
type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface Http2Limits {
  readonly headerBytes: number;
  /** For a connection to say what it speaks. */
  readonly headersMs: number;
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

/**
 * Lets clients speak HTTP/2 on a port of HTTP/1.1, without TLS and without asking first: some AWS SDKs have no other
 * way to some services. Returns how to end the connections that speak it.
 */
export const acceptHttp2 = (server: Server, limits: Http2Limits, serve: Listener): (() => void) => {
  /** Those that HTTP/1.1 does not know of. */
  const sockets = new Set<Socket>();
  const http2 = createServer(
    { settings: { maxConcurrentStreams: MOST_STREAMS, maxHeaderListSize: limits.headerBytes } },
    (request: Http2ServerRequest, response: Http2ServerResponse) =>
      serve(asHttp1(request), response as unknown as ServerResponse),
  );
  http2.on("session", (session) => {
    session.setTimeout(limits.idleMs);
    // Streams that are open go on.
    session.on("timeout", () => session.close());
  });
  // Whoever does not keep to the protocol has its session ended; nothing failed here.
  http2.on("sessionError", () => undefined);
  const [accept] = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");

  server.on("connection", (socket: Socket) => {
    const end = () => socket.destroy();
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.setTimeout(limits.headersMs, end);
    socket.on("error", end);
    let seen = Buffer.alloc(0);
    const look = () => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      seen = Buffer.concat([seen, chunk]);
      const begin = seen.subarray(0, MARK.length).toString("latin1");
      if (begin !== MARK && MARK.startsWith(begin)) return;
      socket.unshift(seen);
      socket.removeListener("readable", look);
      socket.removeListener("error", end);
      socket.removeListener("timeout", end);
      socket.setTimeout(0);
      if (begin === MARK) {
        // A client that has nothing more to send waits for what it asked for, and not for the session to be idle.
        http2.once("session", (session) => socket.once("end", () => session.close()));
        return void http2.emit("connection", socket);
      }
      sockets.delete(socket);
      accept!.call(server, socket);
    };
    socket.on("readable", look);
  });

  return () => {
    for (const socket of sockets) socket.destroy();
  };
};
