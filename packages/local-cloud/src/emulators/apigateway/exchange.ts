import type { HostContext } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { LOOPBACK } from "../../http/hosts.ts";
import type { RequestParameters } from "../../vtl/mapping-variables.ts";

/** `$context`: a plain object, since templates set members of its overrides. */
export interface RequestContext extends Record<string, unknown> {
  readonly requestId: string;
  readonly identity: Record<string, unknown>;
  readonly requestOverride: Record<"header" | "path" | "querystring", Record<string, unknown>>;
  readonly responseOverride: { header: Record<string, unknown>; status: unknown };
}

/** One request on its way through a REST API. */
export interface Exchange {
  readonly hop: Hop;
  readonly method: string;
  /** Below the stage: `/orders/ord-1`. */
  readonly path: string;
  /** The same with what the mapping of a domain takes of it, which is how a function sees it. */
  readonly calledPath: string;
  /** Those of the path are decoded here. */
  readonly parameters: RequestParameters;
  /** As the path has them, which is how a function sees them. */
  readonly rawPathParameters: Readonly<Record<string, string>>;
  readonly multiValueQuery: Readonly<Record<string, string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
  readonly context: RequestContext;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly signer: HostContext["signer"];
}

/** What the request to the integration is made of. */
export interface IntegrationRequest {
  readonly headers: Record<string, string>;
  readonly query: Record<string, string>;
  readonly path: Record<string, string>;
  readonly body: string;
}

/** What the integration answered, before it is mapped. */
export interface BackendResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  readonly body: string;
  /** What selection patterns are matched against: the status, or the error message of a function. */
  readonly selector: string;
  /** The backend refused because a permission is missing. */
  readonly denied?: Error;
}

/** What goes to the client. */
export interface ClientResponse {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Uint8Array<ArrayBuffer>;
  /** The body, where it goes out while the integration makes it. */
  pieces?: AsyncIterator<Uint8Array>;
}

export interface ContextFacts {
  readonly accountId: string;
  readonly apiId: string;
  readonly host: string;
  readonly stage: string;
  readonly deploymentId: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly method: string;
  /** With the stage, or with what the mapping of a domain takes of it. */
  readonly path: string;
  readonly userAgent: string;
  readonly now: number;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference */
export const createContext = (facts: ContextFacts): RequestContext => ({
  accountId: facts.accountId,
  apiId: facts.apiId,
  deploymentId: facts.deploymentId,
  domainName: facts.host,
  domainPrefix: facts.host.split(".")[0],
  extendedRequestId: Buffer.from(facts.requestId.replaceAll("-", "").slice(0, 22), "hex").toString("base64"),
  httpMethod: facts.method,
  identity: { sourceIp: LOOPBACK, userAgent: facts.userAgent },
  path: facts.path,
  protocol: "HTTP/1.1",
  requestId: facts.requestId,
  requestTime: commonLogTime(new Date(facts.now)),
  requestTimeEpoch: facts.now,
  stage: facts.stage,
  xrayTraceId: `Root=1-${facts.traceId.slice(0, 8)}-${facts.traceId.slice(8)}`,
  requestOverride: { header: {}, path: {}, querystring: {} },
  responseOverride: { header: {}, status: undefined },
});

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `30/Nov/2026:08:15:00 +0000` */
export const commonLogTime = (date: Date): string => {
  const [day, time] = date.toISOString().split("T") as [string, string];
  const [year, month, dayOfMonth] = day.split("-");
  return `${dayOfMonth}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
};
