import { randomBytes } from "node:crypto";
import type { Cloud, HostContext } from "../../../../core/cloud.ts";
import type { Hop } from "../../../../core/journal.ts";
import { LOOPBACK } from "../../../../http/hosts.ts";
import { commonLogTime } from "../../exchange.ts";

/** What an authorizer found out. */
export type Identity =
  | {
      readonly kind: "jwt";
      readonly claims: Readonly<Record<string, string>>;
      readonly scopes: readonly string[] | null;
    }
  | {
      readonly kind: "lambda";
      readonly principalId: string | undefined;
      readonly context: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "iam"; readonly accessKey: string; readonly userArn: string };

/** One request on its way through an HTTP API. */
export interface HttpExchange {
  readonly hop: Hop;
  readonly method: string;
  readonly routeKey: string;
  /** Below the stage and the mapping of a domain, as it was sent. */
  readonly path: string;
  /** With the stage, and decoded, which is how functions see it. */
  readonly rawPath: string;
  /** What the mapping of a domain takes of the path: `/orders`, or nothing. */
  readonly basePath: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Names in lower case; those that came several times joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly rawQuery: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly signer: HostContext["signer"];
  /** `$context`, which grows on the way. */
  readonly context: Context;
  identity?: Identity;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
export interface Context extends Record<string, unknown> {
  readonly accountId: string;
  readonly apiId: string;
  readonly domainName: string;
  readonly requestId: string;
  readonly requestTime: string;
  readonly requestTimeEpoch: number;
  readonly stage: string;
}

// `JKJaXmPLvHcESHA=`
export const newRequestId = (): string => `${randomBytes(12).toString("base64url").slice(0, 15)}=`;

export const createContext = (
  cloud: Cloud,
  facts: {
    apiId: string;
    host: string;
    stage: string;
    method: string;
    path: string;
    routeKey: string;
    userAgent: string;
  },
): Context => {
  const now = cloud.clock.now();
  const requestId = newRequestId();
  return {
    accountId: cloud.accountId,
    apiId: facts.apiId,
    domainName: facts.host,
    domainPrefix: facts.host.split(".")[0],
    extendedRequestId: requestId,
    httpMethod: facts.method,
    identity: { sourceIp: LOOPBACK, userAgent: facts.userAgent },
    path: facts.path,
    protocol: "HTTP/1.1",
    requestId,
    requestTime: commonLogTime(new Date(now)),
    requestTimeEpoch: Math.floor(now),
    routeKey: facts.routeKey,
    stage: facts.stage,
  };
};

/** All headers of a request as functions get them, by their names in lower case. */
export const readHeaders = (
  request: Request,
  url: URL,
  { headers: distinct }: HostContext,
  { host, traceId, bytes }: { host: string; traceId: string; bytes: number },
): Pick<HttpExchange, "headers" | "multiValueHeaders"> => {
  const multiValueHeaders: Record<string, readonly string[]> = Object.create(null);
  for (const [name, value] of request.headers)
    multiValueHeaders[name] = (name !== "cookie" && distinct?.[name]) || [value];
  for (const [name, value] of Object.entries({
    "content-length": String(bytes),
    host: url.host || host,
    "x-amzn-trace-id": `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
    "x-forwarded-for": LOOPBACK,
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  }))
    multiValueHeaders[name] ??= [value];
  const headers: Record<string, string> = Object.create(null);
  for (const [name, values] of Object.entries(multiValueHeaders)) headers[name] = values.join(", ");
  return { headers, multiValueHeaders };
};

export const readQuery = ({ searchParams }: URL): Record<string, string[]> => {
  // Without a prototype, so that no name in a request reaches one.
  const query: Record<string, string[]> = Object.create(null);
  for (const [name, value] of searchParams) (query[name] ??= []).push(value);
  return query;
};
