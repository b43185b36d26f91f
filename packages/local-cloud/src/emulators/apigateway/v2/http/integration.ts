import { AwsError } from "../../../../core/aws-error.ts";
import type { Caller, Cloud } from "../../../../core/cloud.ts";
import { forwardable } from "../../integrations/http.ts";
import { executionArn } from "../../resources.ts";
import type { ApiDefinition, Integration, Route } from "../definition.ts";
import { functionOf, principalOf } from "../target.ts";
import { type Answer, readAnswer10, readAnswer20 } from "./answer.ts";
import { internalError, unavailable } from "./error.ts";
import type { HttpExchange } from "./exchange.ts";
import { compileRequestMapping, compileResponseMapping } from "./mapping.ts";
import { event10, event20 } from "./payload.ts";
import { parseRouteKey } from "./routes.ts";
import { compileServiceIntegration } from "./services.ts";

/** Hands a request that may pass to its integration and answers with what that says. */
export type Integrate = (exchange: HttpExchange) => Promise<Answer>;

type Call = (exchange: MappedExchange, caller: Caller) => Promise<Answer>;
type MappedExchange = HttpExchange & { readonly newPath?: string };

/** Compiles the integration of a route; throws when AWS would refuse it. */
export const compileIntegration = (cloud: Cloud, api: ApiDefinition, route: Route): Integrate => {
  const integration = integrationOf(api, route);
  const { integrationSubtype, credentialsArn, timeoutMilliseconds } = integration;
  const call = compileCall(cloud, integration);
  // The parameters of a service's operation are no mapping.
  const map = integrationSubtype ? (exchange: HttpExchange) => exchange : compileRequestMapping(integration);
  const mapAnswer = compileResponseMapping(integration);
  const key = parseRouteKey(route.routeKey);
  const pattern = key ? key.method + key.path.replace(/\{[^}]+\}/g, "*") : route.routeKey;
  return async (exchange) => {
    const source = executionArn(cloud, api.id, exchange.context.stage, pattern);
    const principal = principalOf(credentialsArn, source);
    const caller: Caller = { principal, causes: [exchange.hop.id], source };
    const began = cloud.clock.now();
    const answer = await withTimeout(cloud, timeoutMilliseconds, call(map(exchange), caller));
    const latency = Math.round(cloud.clock.now() - began);
    exchange.context.integration = { status: answer.status, integrationStatus: 200, latency, requestId: "-" };
    exchange.context.integrationLatency = latency;
    exchange.context.integrationStatus = answer.status;
    return mapAnswer(exchange, answer);
  };
};

const integrationOf = (api: ApiDefinition, { target }: Route): Integration => {
  const id = /^integrations\/(\w+)$/.exec(target ?? "")?.[1];
  const integration = api.integrations.get(id ?? "");
  if (!integration) throw new Error(`Its target ${target ?? "(none)"} is no integration of the API.`);
  return integration;
};

const compileCall = (cloud: Cloud, integration: Integration): Call => {
  const { integrationType, integrationSubtype, payloadFormatVersion, integrationUri } = integration;
  if (integrationSubtype !== undefined) {
    if (integrationType !== "AWS_PROXY" || payloadFormatVersion !== "1.0")
      throw new Error("An integration with a subtype is AWS_PROXY with payloadFormatVersion 1.0.");
    return compileServiceIntegration(cloud, integration);
  }
  if (integrationUri === undefined)
    throw new Error(`Its ${integrationType} integration has no integrationUri.`);
  if (integrationType === "AWS_PROXY") {
    const functionArn = functionOf(integrationUri);
    return (exchange, caller) => callFunction(cloud, functionArn, payloadFormatVersion, exchange, caller);
  }
  if (payloadFormatVersion !== "1.0")
    throw new Error("An HTTP_PROXY integration has payloadFormatVersion 1.0.");
  if (integration.connectionType === "VPC_LINK" && !/^https?:/.test(integrationUri))
    return async () => {
      throw unavailable(
        new Error(
          `${integrationUri} is behind a VPC link, and no network is modelled here. For this stage, give the route a URL: api.routeUrl(…) instead of api.routePrivate(…).`,
        ),
      );
    };
  return (exchange, caller) => callHttp(cloud, integration, integrationUri, exchange, caller);
};

const callFunction = async (
  cloud: Cloud,
  FunctionName: string,
  version: "1.0" | "2.0",
  exchange: HttpExchange,
  caller: Caller,
): Promise<Answer> => {
  const event = version === "2.0" ? event20(exchange) : event10(exchange);
  const result = await invoke(cloud, FunctionName, JSON.stringify(event), caller);
  if (result.failed) throw internalError(new Error(`The function failed: ${result.payload}`));
  try {
    return version === "2.0" ? readAnswer20(result.payload) : readAnswer10(result.payload);
  } catch (cause) {
    throw internalError(
      new Error(
        `The function's answer is none in format ${version}: expected {statusCode, headers, body}, got ${result.payload}`,
        { cause },
      ),
    );
  }
};

const invoke = async (cloud: Cloud, FunctionName: string, payload: string, caller: Caller) => {
  try {
    const input = { FunctionName, InvocationType: "RequestResponse", Payload: payload };
    const { FunctionError, Payload } = (await cloud.dispatch("lambda", "Invoke", input, caller)) as {
      FunctionError?: string;
      Payload?: string;
    };
    return { failed: FunctionError !== undefined, payload: Payload ?? "null" };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw error.code === "TooManyRequestsException" ? unavailable(error) : internalError(error);
  }
};

const fill = (uri: string, parameters: Readonly<Record<string, string>>): string =>
  uri.replace(/\{(\w+)\+?\}/g, (_, name: string) =>
    (parameters[name] ?? "").split("/").map(encodeURIComponent).join("/"),
  );

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html */
const callHttp = async (
  cloud: Cloud,
  { integrationMethod = "ANY", connectionType }: Integration,
  uri: string,
  exchange: MappedExchange,
  caller: Caller,
): Promise<Answer> => {
  const url = new URL(fill(uri, exchange.pathParameters));
  // A private integration gets the path of the request, a public one that of its URI.
  const path = exchange.newPath ?? (connectionType === "VPC_LINK" ? exchange.rawPath : undefined);
  if (path !== undefined) url.pathname = path.startsWith("/") ? path : `/${path}`;
  for (const [name, value] of new URLSearchParams(exchange.rawQuery)) url.searchParams.append(name, value);
  const method = integrationMethod === "ANY" ? exchange.method : integrationMethod;
  const headers = new Headers(forwardable(exchange.headers));
  headers.set(
    "forwarded",
    `for=${exchange.headers["x-forwarded-for"]};host=${exchange.context.domainName};proto=https`,
  );
  headers.set("via", "HTTP/1.1 AmazonAPIGateway");
  const body = method === "GET" || method === "HEAD" ? undefined : new Uint8Array(exchange.body);
  try {
    const response = await cloud.fetch(new Request(url, { method, headers, body }), caller);
    const answered = new Headers();
    for (const [name, value] of response.headers)
      if (name === "set-cookie" || name in forwardable({ [name]: value })) answered.append(name, value);
    // Fetch has unpacked it.
    answered.delete("content-encoding");
    return { status: response.status, headers: answered, body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    throw unavailable(
      new Error(`${url.origin} could not be reached: ${(error as Error).message}`, { cause: error }),
    );
  }
};

const withTimeout = (cloud: Cloud, milliseconds: number, work: Promise<Answer>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const cancel = cloud.clock.schedule(milliseconds, () =>
      reject(unavailable(new Error(`The integration did not answer within ${milliseconds} ms.`))),
    );
    work.finally(cancel).then(resolve, reject);
  });
