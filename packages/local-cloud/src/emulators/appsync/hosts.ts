import { randomUUID } from "node:crypto";
import { WebSocketServer } from "ws";
import { z } from "zod";
import type { Cloud, VirtualHost } from "../../core/cloud.ts";
import { refuseUpgrade } from "../../http/refuse-upgrade.ts";
import { type AuthHeaders, lowerCaseKeys } from "./authorize.ts";
import { acceptConnection } from "./connection.ts";
import { badRequest, EventsError, errorsOf } from "./errors.ts";
import { type EventApi, LIMITS } from "./event-api.ts";
import { problemsOf, publishInput } from "./frames.ts";
import { publish } from "./publish.ts";

const SUBPROTOCOL = "aws-appsync-event-ws";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST,OPTIONS",
  "access-control-expose-headers": "x-amzn-RequestId,x-amzn-ErrorType",
};

const credentials = z.record(z.string(), z.unknown());

/**
 * The two hosts of an Event API. Both take sockets: on AWS only the realtime host does, but a client with a custom
 * endpoint, such as Amplify on a laptop, appends `/realtime` to the HTTP endpoint.
 */
export const eventApiHosts = (
  cloud: Cloud,
  api: EventApi,
  names: { HTTP: string; REALTIME: string },
): VirtualHost[] => {
  const server = new WebSocketServer({
    noServer: true,
    // A publish frame of Amplify carries its events twice.
    maxPayload: 3 * LIMITS.publishBytes,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });

  const upgrade: VirtualHost["upgrade"] = (request, socket, head, url) => {
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
    if (url.pathname !== "/event/realtime" || !offered.includes(SUBPROTOCOL)) {
      refuseUpgrade(socket, url.pathname === "/event/realtime" ? "400 Bad Request" : "404 Not Found");
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket) =>
      acceptConnection(cloud, api, webSocket, headerCredentials(offered)),
    );
  };

  const respond = (status: number, value: unknown, headers: Record<string, string> = {}) =>
    Response.json(value, { status, headers: { ...CORS, "x-amzn-RequestId": randomUUID(), ...headers } });

  const fetch: VirtualHost["fetch"] = async (request, { causes, url }) => {
    if (request.method === "OPTIONS") {
      const asked = request.headers.get("access-control-request-headers") ?? "*";
      return new Response(null, { headers: { ...CORS, "access-control-allow-headers": asked } });
    }
    try {
      if ((url ?? new URL(request.url)).pathname !== "/event" || request.method !== "POST")
        throw new EventsError("NotFoundException", "An Event API takes POST /event.", 404);
      const headers = lowerCaseKeys(Object.fromEntries(request.headers));
      const { channel, events } = parseBody(await request.text());
      const source = headers["user-agent"] ?? "http";
      return respond(200, await publish(cloud, api, { channel, events, headers, causes, source }));
    } catch (error) {
      const errors = errorsOf(error, cloud);
      const status = error instanceof EventsError ? error.status : 500;
      return respond(status, { errors }, { "x-amzn-ErrorType": errors[0]?.errorType ?? "" });
    }
  };

  return [
    { host: names.HTTP, fetch, upgrade },
    { host: names.REALTIME, fetch, upgrade },
  ];
};

const parseBody = (text: string): z.output<typeof publishInput> => {
  if (Buffer.byteLength(text) > LIMITS.publishBytes)
    throw badRequest(`The request is larger than ${LIMITS.publishBytes / 1024} KB`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("The request body is not valid JSON");
  }
  const parsed = publishInput.safeParse(value);
  if (!parsed.success) throw badRequest(problemsOf(parsed.error));
  return parsed.data;
};

/** The JSON in the `header-<base64url>` subprotocol; undefined when it is missing or no JSON object. */
const headerCredentials = (offered: readonly string[]): AuthHeaders | undefined => {
  const encoded = offered.find((name) => name.startsWith("header-"))?.slice("header-".length);
  if (encoded === undefined) return undefined;
  try {
    const parsed = credentials.safeParse(JSON.parse(Buffer.from(encoded, "base64url").toString()));
    return parsed.success ? lowerCaseKeys(parsed.data) : undefined;
  } catch {
    return undefined;
  }
};
