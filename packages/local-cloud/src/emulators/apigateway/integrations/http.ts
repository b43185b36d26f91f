import type { Caller, Cloud } from "../../../core/cloud.ts";
import { hopByHop } from "../../../http/web.ts";
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

/** Headers that an `HTTP_PROXY` integration passes on. */
export const forwardable = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !hopByHop.has(name) && name !== "content-length"),
  );
