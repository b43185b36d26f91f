import { isLoopback } from "./hosts.ts";

/** What pages of other origins may do, as function URLs and HTTP APIs are told. */
export interface CorsRules {
  readonly allowCredentials?: boolean | undefined;
  readonly allowHeaders?: readonly string[] | undefined;
  readonly allowMethods?: readonly string[] | undefined;
  /** `*`, `https://*`, or origins as they are. */
  readonly allowOrigins?: readonly string[] | undefined;
  readonly exposeHeaders?: readonly string[] | undefined;
  /** Seconds. */
  readonly maxAge?: number | undefined;
}

const isAllowed = (pattern: string, origin: string): boolean =>
  pattern === "*" ||
  pattern === origin ||
  (/^https?:\/\/\*$/.test(pattern) && origin.startsWith(pattern.slice(0, -1)));

/** Whether a request asks what a page may do, before the page does it. */
export const isPreflight = ({ method, headers }: Request): boolean =>
  method === "OPTIONS" && headers.has("origin") && headers.has("access-control-request-method");

/** What every answer to a page of the origin has; nothing for one that is not allowed. */
export const answerHeaders = (rules: CorsRules | undefined, origin: string | null): Headers => {
  const headers = new Headers();
  const { allowOrigins = [], allowCredentials, exposeHeaders } = rules ?? {};
  if (!origin || !allowOrigins.some((pattern) => isAllowed(pattern, origin))) return headers;
  const isOpen = allowOrigins.includes("*") && !allowCredentials;
  headers.set("access-control-allow-origin", isOpen ? "*" : origin);
  if (!isOpen) headers.set("vary", "origin");
  if (allowCredentials) headers.set("access-control-allow-credentials", "true");
  if (exposeHeaders) headers.set("access-control-expose-headers", exposeHeaders.join(","));
  return headers;
};

/** What the answer to a preflight request has. */
export const preflightHeaders = (rules: CorsRules | undefined, origin: string | null): Headers => {
  const headers = answerHeaders(rules, origin);
  if (!rules || !headers.has("access-control-allow-origin")) return headers;
  const { allowMethods, allowHeaders, maxAge } = rules;
  if (allowMethods) headers.set("access-control-allow-methods", allowMethods.join(","));
  if (allowHeaders) headers.set("access-control-allow-headers", allowHeaders.join(","));
  if (maxAge !== undefined) headers.set("access-control-max-age", String(maxAge));
  return headers;
};

// SST lets pages of every origin call its function URLs and HTTP APIs. On this machine that is every page of this
// machine: a site that somebody visits is let in only where the configuration names it.
/** Whether the gateway lets pages of the origin in. */
export const admitsOrigin = (rules: CorsRules | undefined, origin: string): boolean => {
  const { allowOrigins = [] } = rules ?? {};
  const hostname = URL.parse(origin)?.hostname;
  return (
    allowOrigins.includes(origin) ||
    (hostname !== undefined &&
      isLoopback(hostname) &&
      allowOrigins.some((pattern) => isAllowed(pattern, origin)))
  );
};
