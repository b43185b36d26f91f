import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Cloud } from "../../../../core/cloud.ts";
import { valueAt } from "../../../../core/values.ts";
import { executionArn } from "../../resources.ts";
import { writeAccessLog } from "../access-log.ts";
import type { ApiDefinition } from "../definition.ts";
import { type ConnectionFacts, disconnectEvent, messageEvent, requestContext } from "./events.ts";
import { createFrameWatch } from "./frames.ts";
import type { SocketRoute } from "./route.ts";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
export const LIMITS = {
  messageBytes: 128 * 1024,
  frameBytes: 32 * 1024,
  idleMs: 10 * 60_000,
  durationMs: 2 * 3600_000,
  /** Ours: what may wait for a client that does not read before it is cut off. */
  unreadBytes: 16 * 1024 * 1024,
  /** Ours: messages of a client that are being handled until no more is read from it. */
  handledAtOnce: 64,
} as const;

const PROTOCOL_ERRORS: Readonly<Record<string, { code: number; reason: string }>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: { code: 1009, reason: "Message too long" },
  WS_ERR_INVALID_UTF8: { code: 1007, reason: "Invalid UTF-8" },
};

/** A client that is connected. */
export interface Connection {
  readonly facts: ConnectionFacts;
  /** When it last sent or got something. */
  readonly lastActiveAt: () => number;
  send(data: Buffer): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface ConnectionParts {
  readonly cloud: Cloud;
  readonly api: ApiDefinition;
  readonly routes: ReadonlyMap<string, SocketRoute>;
  readonly facts: ConnectionFacts;
  readonly socket: WebSocket;
  /** Below the WebSocket. */
  readonly stream: Duplex;
  closed(): void;
}

/** Looks after a client from the handshake on: its messages to their routes, limits, and its end. */
export const openConnection = (parts: ConnectionParts): Connection => {
  const { cloud, api, routes, facts, socket, stream } = parts;
  const { clock, journal } = cloud;
  const select = compileSelection(api.routeSelectionExpression ?? "");
  let lastActiveAt = clock.now();
  let endedBy: { code: number; reason: string } | undefined;
  let handled = 0;

  const close = (code: number, reason: string) => {
    endedBy ??= { code, reason };
    cloud.state.whenSettled(() => socket.close(code, reason));
  };
  const send = (data: Buffer | string) => {
    lastActiveAt = clock.now();
    // A frame of text has to be UTF-8.
    const isText = typeof data === "string" || Buffer.from(data.toString()).equals(data);
    cloud.state.whenSettled(() => {
      socket.send(data, { binary: !isText });
      if (socket.bufferedAmount > LIMITS.unreadBytes) socket.terminate();
    });
  };

  const onMessage = async (body: string) => {
    const routeKey = routes.has(select(body)) ? select(body) : "$default";
    const context = requestContext(facts, "MESSAGE", clock.now(), { routeKey, messageId: messageId() });
    const hop = journal.record({
      service: "execute-api",
      action: "Message",
      resource: executionArn(cloud, api.id, facts.stage, routeKey),
      input: { connectionId: facts.connectionId, body },
    });
    const fail = (message: string) =>
      send(JSON.stringify({ message, connectionId: facts.connectionId, requestId: context.requestId }));
    const found = routes.get(routeKey);
    let status = 200;
    try {
      if (!found) {
        status = 403;
        fail("Forbidden");
        journal.finish(hop, { output: { status } });
        return;
      }
      const answer = await found.call(messageEvent(body, facts, context), hop, facts.stage);
      status = answer.status;
      if (found.route.answers && answer.body.length > 0 && socket.readyState === socket.OPEN)
        send(typeof answer.body === "string" ? answer.body : Buffer.from(answer.body));
      journal.finish(hop, { output: { status, body: String(answer.body) } });
    } catch (error) {
      status = 500;
      cloud.warn(`${api.name} ${routeKey}: ${(error as Error).message}`);
      if (socket.readyState === socket.OPEN) fail("Internal server error");
      journal.finish(hop, { output: { status }, error });
    } finally {
      writeAccessLog(cloud, api.stages.get(facts.stage), { ...context, status });
    }
  };

  const onClose = async (disconnectStatusCode: number, disconnectReason: string) => {
    const found = routes.get("$disconnect");
    const context = requestContext(facts, "DISCONNECT", clock.now(), {
      routeKey: "$disconnect",
      disconnectStatusCode,
      disconnectReason,
    });
    const hop = journal.record({
      service: "execute-api",
      action: "Disconnect",
      resource: executionArn(cloud, api.id, facts.stage, "$disconnect"),
      input: { connectionId: facts.connectionId, disconnectStatusCode, disconnectReason },
    });
    try {
      await found?.call(disconnectEvent(facts, context), hop, facts.stage);
      journal.finish(hop, { output: { connectedMs: clock.now() - facts.connectedAt } });
    } catch (error) {
      cloud.warn(`${api.name} $disconnect: ${(error as Error).message}`);
      journal.finish(hop, { output: { connectedMs: clock.now() - facts.connectedAt }, error });
    }
  };

  const watch = createFrameWatch(LIMITS.frameBytes);
  const onData = (chunk: Buffer) => {
    if (!watch(chunk)) return;
    stream.off("data", onData);
    close(1009, "Message too long");
  };
  stream.prependListener("data", onData);
  socket.on("message", (data, isBinary) => {
    if (endedBy) return;
    lastActiveAt = clock.now();
    // "API Gateway disconnects the client with code 1003": websocket-api-develop-binary-media-types of the guide.
    if (isBinary) return close(1003, "Binary frames are not supported");
    if (++handled === LIMITS.handledAtOnce) socket.pause();
    void onMessage(data.toString()).finally(() => {
      if (handled-- === LIMITS.handledAtOnce) socket.resume();
    });
  });
  socket.on("ping", () => {
    lastActiveAt = clock.now();
  });
  // The library closes with the right code, and then only says that there was no close frame.
  socket.on("error", (error: Error & { code?: string }) => {
    endedBy ??= PROTOCOL_ERRORS[error.code ?? ""] ?? { code: 1002, reason: "Protocol error" };
  });

  const cancelDuration = clock.schedule(LIMITS.durationMs, () => close(1001, "Going away"));
  const awaitIdle = (ms: number): (() => void) =>
    clock.schedule(ms, () => {
      const left = lastActiveAt + LIMITS.idleMs - clock.now();
      if (left <= 0) close(1001, "Going away");
      else cancelIdle = awaitIdle(left);
    });
  let cancelIdle = awaitIdle(LIMITS.idleMs);

  socket.on("close", (code, reason) => {
    cancelDuration();
    cancelIdle();
    parts.closed();
    const { code: told, reason: why } = endedBy ?? { code, reason: reason.toString() };
    void onClose(told, code === 1005 && !endedBy ? "Client-side close frame status not set" : why);
  });
  return { facts, lastActiveAt: () => lastActiveAt, send, close, terminate: () => socket.terminate() };
};

let messages = 0;
const messageId = (): string =>
  `${Buffer.from(`${Date.now()}${(messages += 1)}`)
    .toString("base64url")
    .slice(-15)}=`;

/**
 * `$request.body.action`, also between braces and several of them; what is no JSON selects nothing.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
 */
const compileSelection = (expression: string): ((body: string) => string) => {
  const path = (variable: string) => variable.split(".").slice(2);
  return (body) => {
    let message: unknown;
    try {
      message = JSON.parse(body);
    } catch {
      return "";
    }
    return expression.replace(
      /\$\{(request\.body\.[^}]+)\}|\$(request\.body(?:\.[\w-]+)+)/g,
      (_, braced: string | undefined, plain: string | undefined) => {
        const value = valueAt(message, path(braced ?? plain ?? ""));
        return typeof value === "string" || typeof value === "number" ? String(value) : "";
      },
    );
  };
};
