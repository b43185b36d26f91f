import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type Bodies, createBodies } from "./bodies.ts";
import { holdWrites } from "./hold-writes.ts";
import { LOOPBACK } from "./hosts.ts";
import { http2Speaker } from "./http2.ts";
import { HttpRefusal, methodNotAllowed } from "./refusal.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";
import { targetOf } from "./target.ts";
import { asSet, tellApart } from "./tell-apart.ts";
import { type Tls, tlsSpeaker } from "./tls.ts";

/** A request whose target is a URL, and which the port's guard let in. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Rejects with what is answered when there are more than `limit` bytes. */
  body(limit: number): Promise<Buffer>;
}

/** Each is looked at whenever it counts: what is behind a port may change while it is open. */
export interface ListenerOptions {
  /** As in "<name> failed at GET /": "The console". */
  readonly name: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** What it throws is answered: a refusal as it says, anything else as 500 with a line in the terminal. */
  handle(exchange: Exchange): unknown;
  /** Takes a WebSocket over. Without it, an upgrade is answered as the request that it also is. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void;
  /** Why a request or an upgrade is refused before anything looks at it. */
  guard(request: IncomingMessage, url: URL): HttpRefusal | undefined;
  /** A refusal in the words of the port; by default `{"message": …}`. */
  describe?(refusal: HttpRefusal): object;
  warn(message: string): void;
  /**
   * Asked before anything looks at what comes over a connection, which waits for what it returns; whoever is gone by then
   * is not answered.
   */
  admit?(coming: ServerResponse | Duplex): Promise<void> | undefined;
  /** What every answer, and every part of one, waits for: that what it tells outlasts the process. */
  readonly settled?: (() => Promise<void> | undefined) | undefined;
  /** Headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long a client is told that a connection may wait for its next request. */
  readonly keepAliveMs?: number;
  /** Also HTTP/2, from whoever begins with it. */
  readonly http2?: true;
  /** Also TLS, with what is spoken without it inside. */
  readonly tls?: Tls;
}

export interface Listener {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Answers a request that came another way, and has no connection that could be ended. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
  /** Lets the process end although the port is open. */
  unref(): void;
}

const LIMITS = {
  headerBytes: 16 * 1024,
  headersMs: 15_000,
  requestMs: 60_000,
  /** Of one answer that its client does not take. */
  unreadMs: 60_000,
  keepAliveMs: 5_000,
  /**
   * How much longer than it was told a client may take to use its connection again. With Node's one second, a client
   * on a busy machine sends its request on a connection that has just been closed, and gets a reset.
   */
  keptAliveMs: 60_000,
  connections: 2_000,
  bodyBytes: 64 * 1024 * 1024,
  /** For a client that is still sending when its answer is complete. */
  lingerMs: 1_000,
};

const badRequest = () => new HttpRefusal(400, "BadRequest", "The request's target is no URL.");

/**
 * Listens on 127.0.0.1. Every port of the local cloud is one of these, since nothing that anybody sends may end the
 * process: what is no URL gets 400, what nobody foresaw 500, and headers, bodies, connections and waiting have limits.
 * Rejects with the system's error when the port is taken.
 */
export const listen = async (options: ListenerOptions): Promise<Listener> => {
  const describe = (refusal: HttpRefusal): object =>
    options.describe?.(refusal) ?? { message: refusal.message };
  const bodies = createBodies(LIMITS.bodyBytes);
  const sockets = new Set<Duplex>();

  const refusalOf = (request: IncomingMessage, error: unknown): HttpRefusal => {
    if (error instanceof HttpRefusal) return error;
    const what = `${request.method} ${(request.url ?? "").slice(0, 200)}`;
    options.warn(
      `${options.name} failed at ${what}: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return new HttpRefusal(500, "Internal", "The local cloud failed; the terminal has the details.");
  };

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // The server lets go of the sockets it hands over here, and they would keep it from closing.
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // A client that goes away while it is answered is nothing to fail for.
    socket.on("error", () => socket.destroy());
    const takeOver = () => {
      const url = targetOf(request);
      if (request.method === "CONNECT") throw methodNotAllowed();
      if (!url) throw badRequest();
      const refusal = options.guard(request, url);
      if (refusal) throw refusal;
      // Whoever listens now may be another than whom the connection was opened to.
      if (!options.upgrade) throw new HttpRefusal(404, "NotFound", "Nothing takes a WebSocket here.");
      options.upgrade(request, socket, head, url);
    };
    const refuseIt = (error: unknown) => {
      const { status } = refusalOf(request, error);
      refuseUpgrade(socket, `${status} ${STATUS_CODES[status]}`);
    };
    const admitted = options.admit?.(socket);
    if (admitted) return void admitted.then(() => socket.destroyed || takeOver()).catch(refuseIt);
    try {
      takeOver();
    } catch (error) {
      refuseIt(error);
    }
  };

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    body: ReturnType<Bodies["open"]>,
    admitted?: Promise<void>,
  ) => {
    try {
      for (const header in options.headers) response.setHeader(header, options.headers[header]!);
      await serve(options, request, response, body, admitted);
    } catch (error) {
      // Its sender went away: nobody is left to answer, and nothing failed.
      if (request.destroyed && !request.complete) return;
      try {
        const refusal = refusalOf(request, error);
        refuse(request, response, refusal, describe(refusal));
      } catch {
        response.destroy();
      }
    } finally {
      body.release();
    }
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    // Node has told this request's client already: it counts for how long the connection waits, and for the next answer.
    server.keepAliveTimeout = options.keepAliveMs ?? LIMITS.keepAliveMs;
    const body = bodies.open(request);
    boundAnswer(request, response);
    const admitted = options.admit?.(response);
    if (options.settled) holdWrites(response, () => options.settled?.());
    void answer(request, response, body, admitted);
  };

  const server = createServer(
    {
      maxHeaderSize: LIMITS.headerBytes,
      headersTimeout: LIMITS.headersMs,
      requestTimeout: LIMITS.requestMs,
      connectionsCheckingInterval: 5_000,
      keepAliveTimeout: options.keepAliveMs ?? LIMITS.keepAliveMs,
      keepAliveTimeoutBuffer: LIMITS.keptAliveMs,
      // A client that offers HTTP/2 (`Upgrade: h2c`) goes on in HTTP/1.1 when nobody takes the offer.
      shouldUpgradeCallback: ({ headers }) =>
        options.upgrade !== undefined && headers.upgrade?.toLowerCase() === "websocket",
    },
    onRequest,
  );
  server.maxConnections = LIMITS.connections;
  server.on("upgrade", upgrade);
  server.on("connect", upgrade);
  const endOthers = tellApart(server, LIMITS.headersMs, (http1) => [
    asSet(
      () => options.http2,
      () => http2Speaker({ ...LIMITS, idleMs: LIMITS.unreadMs }, onRequest),
    ),
    asSet(
      () => options.tls,
      (tls) => tlsSpeaker(tls, LIMITS.headersMs, http1),
    ),
  ]);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(options.port, LOOPBACK, resolve);
  await promise;
  const { port } = server.address() as AddressInfo;

  return {
    port,
    url: `http://${LOOPBACK}:${port}`,
    answer: (request, response) => void answer(request, response, bodies.open(request)),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
        endOthers();
        for (const socket of sockets) socket.destroy();
      }),
    unref: () => server.unref(),
  };
};

const serve = async (
  options: ListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  body: ReturnType<Bodies["open"]>,
  admitted: Promise<void> | undefined,
): Promise<void> => {
  if (admitted) {
    await admitted;
    if (response.destroyed) return;
  }
  const url = targetOf(request);
  if (!url) throw badRequest();
  // Fetch's Request, which carries a request on, does not have it; no AWS endpoint takes it.
  if (request.method === "TRACE") throw methodNotAllowed();
  const refusal = options.guard(request, url);
  if (refusal) throw refusal;
  await options.handle({ request, response, url, body: body.read });
};

/** Answers, and does not read what is left of the body: its sender may notice, and then is let go. */
const refuse = (
  request: IncomingMessage,
  response: ServerResponse,
  { status, allow }: HttpRefusal,
  described: object,
): void => {
  if (response.headersSent) {
    // A broken connection is the only way left to say that the answer is not whole.
    response.destroy();
    return;
  }
  const text = JSON.stringify(described);
  response.setHeader("content-type", "application/json");
  response.setHeader("content-length", Buffer.byteLength(text));
  if (allow) response.setHeader("allow", allow);
  // HTTP/2 ends the one stream, and lets its client go on with the connection; messages have no connection.
  if (request.complete || request.httpVersionMajor === 2 || !(request.socket instanceof Socket)) {
    response.writeHead(status).end(text);
    return;
  }
  // Node would end the connection with the answer, and whoever still sends would get a reset instead of it.
  response.setHeader("connection", "close");
  response.writeHead(status).write(text);
  setTimeout(() => response.destroy(), LIMITS.lingerMs).unref();
};

const boundAnswer = (request: IncomingMessage, response: ServerResponse): void => {
  const { socket } = request;
  response.on("prefinish", () => {
    // Most of what is written is gone by then.
    if (socket.writableLength > 0) socket.setTimeout(LIMITS.unreadMs);
  });
  response.on("finish", () => {
    if (request.complete) return;
    setTimeout(() => request.complete || socket.destroy(), LIMITS.lingerMs).unref();
  });
};
