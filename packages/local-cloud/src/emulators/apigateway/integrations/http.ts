import type { Caller, Cloud } from "../../../core/cloud.ts";
import type { BackendResponse, Exchange, IntegrationRequest } from "../exchange.ts";
import { GatewayError } from "../gateway-error.ts";

/** Calls the HTTP endpoint of an `HTTP` or `HTTP_PROXY` integration. */
export const callHttp = async (
  cloud: Cloud,
  uri: string,
  method: string,
  request: IntegrationRequest,
  exchange: Exchange,
  caller: Caller,
): Promise<BackendResponse> => {
  const url = new URL(
    uri.replace(/\{(\w+)\+?\}/g, (_, name: string) =>
      (request.path[name] ?? exchange.parameters.path[name] ?? "")
        .split("/")
        .map(encodeURIComponent)
        .join("/"),
    ),
  );
  for (const [name, value] of Object.entries(request.query)) url.searchParams.append(name, value);
  const body = method === "GET" || method === "HEAD" ? undefined : request.body;
  try {
    const response = await cloud.fetch(new Request(url, { method, headers: request.headers, body }), caller);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
      selector: String(response.status),
    };
  } catch (error) {
    cloud.warn(`API Gateway could not reach ${url.origin}: ${(error as Error).message}`);
    throw new GatewayError("INTEGRATION_FAILURE", "Network error communicating with endpoint", {
      cause: error,
    });
  }
};

// Of one connection only: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
const HOP_BY_HOP = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** Headers that an `HTTP_PROXY` integration passes on. */
export const forwardable = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
