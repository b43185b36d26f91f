import type { IncomingHttpHeaders } from "node:http";
import { LOOPBACK } from "../../../../http/hosts.ts";
import { commonLogTime } from "../../exchange.ts";
import { newRequestId } from "../http/exchange.ts";

// What functions get: captures of https://github.com/rails-lambda/lamby/issues/74 (all three kinds),
// https://github.com/aws/aws-lambda-java-libs/issues/71 and
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html

/** What a connection keeps from the request it began with. */
export interface ConnectionFacts {
  readonly connectionId: string;
  readonly apiId: string;
  readonly host: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly connectedAt: number;
  readonly userAgent: string | undefined;
  /** What the authorizer found out, which goes with all events of the connection. */
  authorizer?: Readonly<Record<string, unknown>>;
}

export type EventType = "CONNECT" | "MESSAGE" | "DISCONNECT";

/** `requestContext` of an event, of which `more` depends on its type. */
export const requestContext = (
  facts: ConnectionFacts,
  eventType: EventType,
  now: number,
  more: { routeKey: string } & Readonly<Record<string, unknown>>,
): Record<string, unknown> & { readonly requestId: string } => {
  const requestId = newRequestId();
  return {
    ...more,
    authorizer: facts.authorizer,
    eventType,
    extendedRequestId: requestId,
    requestTime: commonLogTime(new Date(now)),
    messageDirection: "IN",
    stage: facts.stage,
    connectedAt: Math.floor(facts.connectedAt),
    requestTimeEpoch: Math.floor(now),
    identity: { sourceIp: LOOPBACK, userAgent: facts.userAgent },
    requestId,
    domainName: facts.host,
    connectionId: facts.connectionId,
    apiId: facts.apiId,
  };
};

const ifAny = <Value extends object>(map: Value): Value | undefined =>
  Object.keys(map).length > 0 ? map : undefined;

const lastOf = (map: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(map).map(([name, values]) => [name, values.at(-1)]));

/** Headers and query of the request that asks for a connection; names of headers as they came. */
export const readHandshake = (
  rawHeaders: readonly string[],
  url: URL,
  { host, traceId }: { host: string; traceId: string },
) => {
  const multiValueHeaders: Record<string, string[]> = Object.create(null);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    if (/^(connection|upgrade|host)$/i.test(name)) continue;
    (multiValueHeaders[name] ??= []).push(value);
  }
  for (const [name, value] of Object.entries({
    Host: host,
    "X-Amzn-Trace-Id": `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
    "X-Forwarded-For": LOOPBACK,
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
  }))
    multiValueHeaders[name] ??= [value];
  const query: Record<string, string[]> = Object.create(null);
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  return { multiValueHeaders, query };
};

export type Handshake = ReturnType<typeof readHandshake>;

/** What a function, or an authorizer, gets of the request that asks for a connection. */
export const connectEvent = (
  { multiValueHeaders, query }: Handshake,
  facts: ConnectionFacts,
  context: object,
) => ({
  headers: lastOf(multiValueHeaders),
  multiValueHeaders,
  queryStringParameters: ifAny(lastOf(query)),
  multiValueQueryStringParameters: ifAny(query),
  requestContext: context,
  stageVariables: ifAny(facts.stageVariables),
  isBase64Encoded: false,
});

export const messageEvent = (body: string, facts: ConnectionFacts, context: object) => ({
  requestContext: context,
  stageVariables: ifAny(facts.stageVariables),
  body,
  isBase64Encoded: false,
});

export const disconnectEvent = (facts: ConnectionFacts, context: object) => {
  const headers = { Host: facts.host, "x-api-key": "", "X-Forwarded-For": "" };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: context,
    stageVariables: ifAny(facts.stageVariables),
    isBase64Encoded: false,
  };
};

/** Subprotocols that a client offers, in its order. */
export const offeredProtocols = ({ "sec-websocket-protocol": offered }: IncomingHttpHeaders): string[] =>
  (offered ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
