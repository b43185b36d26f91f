import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { executionArn } from "./resources.ts";

// Request line and header values: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const MAX_HEADER_BYTES = 10_240;

export const hasTooLargeHeaders = ({ method, headers }: Request, { pathname, search }: URL): boolean =>
  [`${method} ${pathname}${search} HTTP/1.1`, ...headers.values()].reduce(
    (size, part) => size + part.length,
    0,
  ) > MAX_HEADER_BYTES;

const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Records a request to an API, of whatever kind. One that brings a trace context belongs to the trace the client began.
 */
export const recordRequest = (
  cloud: Cloud,
  apiId: string,
  request: Request,
  {
    stage,
    path,
    read,
    causes,
  }: {
    stage: string;
    path: string;
    read: { readonly querystring: Readonly<Record<string, string>>; readonly body: string | undefined };
    causes: readonly number[];
  },
): Hop => {
  const traceId = TRACEPARENT.exec(request.headers.get("traceparent") ?? "")?.[1];
  return cloud.journal.record({
    service: "execute-api",
    action: request.method,
    resource: executionArn(cloud, apiId, stage, request.method + path),
    causes,
    input: { query: read.querystring, body: read.body },
    traceId: causes.length === 0 ? traceId : undefined,
  });
};
