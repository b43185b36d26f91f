import { randomBytes } from "node:crypto";
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Cloud, HostContext } from "../../../../core/cloud.ts";
import type { Hop } from "../../../../core/journal.ts";
import { refuseUpgrade } from "../../../../http/refuse-upgrade.ts";
import { decodedPath } from "../../../../http/target.ts";
import type { Entry } from "../../domain-names.ts";
import { executionArn } from "../../resources.ts";
import { writeAccessLog } from "../access-log.ts";
import type { ApiDefinition, Stage } from "../definition.ts";
import { type AuthorizeConnection, compileConnectAuthorizer, Refused } from "./authorize.ts";
import { type Connection, LIMITS, openConnection } from "./connection.ts";
import {
  type ConnectionFacts,
  connectEvent,
  offeredProtocols,
  readHandshake,
  requestContext,
} from "./events.ts";
import { manageConnection } from "./manage.ts";
import { compileSocketRoute, type SocketRoute } from "./route.ts";

/** A WebSocket API at one of its hosts. */
export interface SocketApi {
  /** Takes a client, or refuses it. */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    url: URL,
    signer: HostContext["signer"],
    entry: Entry,
  ): void;
  /** Requests to `@connections`. */
  handle(request: Request, context: HostContext, entry: Entry): Promise<Response>;
  stop(): void;
}

// What the library would refuse only after $connect had let it in.
const isHandshake = ({ headers }: IncomingMessage): boolean =>
  /^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "") &&
  headers["sec-websocket-version"] === "13";

const compileRoutes = (cloud: Cloud, api: ApiDefinition) => {
  const routes = new Map<string, SocketRoute>();
  let authorize: AuthorizeConnection = async () => undefined;
  for (const route of api.routes.values())
    try {
      routes.set(route.routeKey, compileSocketRoute(cloud, api, route));
      if (route.routeKey === "$connect") authorize = compileConnectAuthorizer(cloud, api, route);
    } catch (cause) {
      throw new Error(`The route ${route.routeKey} of ${api.name}: ${(cause as Error).message}`, { cause });
    }
  return { routes, authorize };
};

/** Serves one WebSocket API. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html */
export const createSocketApi = (cloud: Cloud, api: ApiDefinition): SocketApi => {
  const { routes, authorize } = compileRoutes(cloud, api);
  for (const { name, defaultRouteSettings, routeSettings } of api.stages.values())
    for (const settings of [defaultRouteSettings, ...routeSettings])
      if (settings?.throttlingRateLimit !== undefined || settings?.throttlingBurstLimit !== undefined)
        throw new Error(
          `The stage ${name} of ${api.name} throttles, which WebSocket APIs do not do here: leave it out for this stage.`,
        );
  const connections = new Map<string, Connection>();
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.messageBytes });

  /** Asks the authorizer and the $connect route; throws `Refused`, or gives the subprotocol that the route chose. */
  const admit = async (asking: Parameters<AuthorizeConnection>[0], stage: Stage) => {
    const authorizer = await authorize(asking);
    const { facts, handshake, hop } = asking;
    facts.authorizer = authorizer;
    const event = connectEvent(handshake, facts, { ...asking.context, authorizer });
    const route = routes.get("$connect");
    if (!route) return undefined;
    let answered: Awaited<ReturnType<SocketRoute["call"]>>;
    try {
      answered = await route.call(event, hop, stage.name);
    } catch (cause) {
      throw new Refused(502, (cause as Error).message, { cause });
    }
    if (answered.status < 200 || answered.status > 299)
      throw new Refused(answered.status, `$connect answered ${answered.status}.`);
    return answered.headers.get("sec-websocket-protocol") ?? undefined;
  };

  const connect: (asked: Parameters<SocketApi["upgrade"]>, stage: Stage, hop: Hop) => Promise<void> = async (
    [request, stream, head, url, signer, { host }],
    stage,
    hop,
  ) => {
    const now = cloud.clock.now();
    const facts: ConnectionFacts = {
      connectionId: `${randomBytes(12).toString("base64url").slice(0, 15)}=`,
      apiId: api.id,
      host,
      stage: stage.name,
      stageVariables: stage.stageVariables,
      connectedAt: now,
      userAgent: request.headers["user-agent"],
    };
    const context = requestContext(facts, "CONNECT", now, { routeKey: "$connect" });
    const handshake = readHandshake(request.rawHeaders, url, { host, traceId: hop.traceId });
    let status = 101;
    try {
      const protocol = await admit({ hop, handshake, facts, context, signer }, stage);
      const offered = offeredProtocols(request.headers);
      if (stream.destroyed) throw new Refused(499, "The client went away before it was connected.");
      // The library answers with the first that is offered, so that is all it may see.
      if (protocol !== undefined && offered.includes(protocol))
        request.headers["sec-websocket-protocol"] = protocol;
      else delete request.headers["sec-websocket-protocol"];
      server.handleUpgrade(request, stream, head, (socket) => {
        const closed = () => connections.delete(facts.connectionId);
        const connection = openConnection({ cloud, api, routes, facts, socket, stream, closed });
        connections.set(facts.connectionId, connection);
      });
      cloud.journal.finish(hop, { output: { status: 200, connectionId: facts.connectionId } });
    } catch (error) {
      const refused =
        error instanceof Refused ? error : new Refused(500, (error as Error).message, { cause: error });
      status = refused.status;
      if (status >= 500) cloud.warn(`${api.name} $connect answered ${status}: ${refused.message}`);
      refuseUpgrade(stream, `${status} ${STATUS_CODES[status] ?? "Refused"}`);
      cloud.journal.finish(hop, { output: { status }, error: refused });
    }
    writeAccessLog(cloud, stage, { ...context, status });
  };

  return {
    upgrade(...asked) {
      const [request, stream, , url, , { mapping }] = asked;
      const path = decodedPath(url);
      if (path === undefined || !isHandshake(request)) return refuseUpgrade(stream, "400 Bad Request");
      const [, name = "", rest = ""] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
      const stage = api.stages.get(mapping?.stage ?? name);
      const hop = cloud.journal.record({
        service: "execute-api",
        action: "Connect",
        resource: executionArn(cloud, api.id, stage?.name ?? name, "$connect"),
        input: { query: Object.fromEntries(url.searchParams) },
      });
      if (!stage || (!mapping && !/^\/?$/.test(rest))) {
        refuseUpgrade(stream, "403 Forbidden");
        cloud.journal.finish(hop, { output: { status: 403 } });
        return;
      }
      void connect(asked, stage, hop);
    },
    handle: (request, context, { mapping }) => {
      const { pathname } = context.url ?? new URL(request.url);
      const path = mapping ? `/${mapping.stage}${pathname.slice(mapping.basePath.length)}` : pathname;
      const connectionOf = (stage: string, id: string) => {
        const connection = connections.get(id);
        return connection?.facts.stage === stage ? connection : undefined;
      };
      return manageConnection(cloud, api, connectionOf, path, request, context);
    },
    stop() {
      for (const connection of connections.values()) connection.terminate();
    },
  };
};
