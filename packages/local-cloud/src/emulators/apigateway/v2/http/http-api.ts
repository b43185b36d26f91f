import { AwsError } from "../../../../core/aws-error.ts";
import type { Cloud, HostContext } from "../../../../core/cloud.ts";
import type { Hop } from "../../../../core/journal.ts";
import { answerHeaders, isPreflight, preflightHeaders } from "../../../../http/cors.ts";
import { decodedPath } from "../../../../http/target.ts";
import type { Entry } from "../../domain-names.ts";
import { hasTooLargeHeaders, recordRequest } from "../../request-hop.ts";
import { executionArn } from "../../resources.ts";
import { createTokenBucket, type TokenBucket } from "../../throttle.ts";
import { writeAccessLog } from "../access-log.ts";
import type { ApiDefinition, Route, Stage } from "../definition.ts";
import { type Answer, ownAnswer, toResponse } from "./answer.ts";
import { type Authorize, createAuthorizers } from "./authorize.ts";
import { HttpApiError, internalError } from "./error.ts";
import {
  createContext,
  type HttpExchange,
  type Identity,
  newRequestId,
  readHeaders,
  readQuery,
} from "./exchange.ts";
import { compileIntegration, type Integrate } from "./integration.ts";
import { createRouteTable } from "./routes.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const DEFAULT = "$default";

export interface HttpApi {
  handle(request: Request, context: HostContext, entry: Entry): Promise<Response>;
}

interface CompiledRoute {
  readonly key: string;
  readonly isOpen: boolean;
  readonly authorize: Authorize;
  readonly integrate: Integrate;
}

/** Serves one HTTP API with all its stages. Everything is compiled here: routes, mappings, authorizers. */
export const createHttpApi = (cloud: Cloud, api: ApiDefinition): HttpApi => {
  const authorizerOf = createAuthorizers(cloud, api);
  const routes = [...api.routes.values()].map((route) => compileRoute(cloud, api, route, authorizerOf));
  const table = createRouteTable(routes.map((route) => [route.key, route]));
  const buckets = new Map([...api.stages.values()].map((stage) => [stage.name, throttles(stage, routes)]));
  for (const stage of api.stages.values())
    if (!stage.autoDeploy && stage.deploymentId === undefined)
      cloud.warn(
        `The stage ${stage.name} of ${api.name} serves nothing on AWS: it has no deployment, and autoDeploy is off.`,
      );

  /** The stage of a path, and the path below it; `$default` takes what begins with no other's name. */
  const stageOf = (path: string, { mapping }: Entry): { stage: Stage | undefined; path: string } => {
    if (mapping)
      return {
        stage: api.stages.get(mapping.stage ?? DEFAULT),
        path: path.slice(mapping.basePath.length) || "/",
      };
    if (api.isHidden) return { stage: undefined, path };
    const [, name = "", rest = ""] = /^\/+([^/]*)(.*)$/s.exec(path) ?? [];
    const named = name === DEFAULT ? undefined : api.stages.get(name);
    return named ? { stage: named, path: rest || "/" } : { stage: api.stages.get(DEFAULT), path };
  };

  const answer = async (exchange: HttpExchange, route: CompiledRoute | undefined, stage: Stage) => {
    if (!route) throw new HttpApiError(404, "Not Found");
    if (buckets.get(stage.name)?.get(route)?.take(cloud.clock.now()) === false)
      throw new HttpApiError(429, "Too Many Requests");
    const { method, path } = exchange;
    const resource = executionArn(cloud, api.id, stage.name, method + path);
    exchange.identity = await route.authorize(exchange, resource);
    exchange.context.authorizer = authorizerContext(exchange.identity);
    return route.integrate(exchange);
  };

  const fail = (error: unknown, exchange: HttpExchange): { answer: Answer; cause: unknown } => {
    const known = error instanceof HttpApiError ? error : internalError(error);
    const cause = known.cause ?? known;
    // A refused call has been reported where it was refused.
    if (known.status >= 500 && !(cause instanceof AwsError))
      cloud.warn(
        `${api.name} ${exchange.routeKey} answered ${known.status}: ${(cause as Error).message ?? String(cause)}`,
      );
    exchange.context.error = {
      message: known.message,
      messageString: JSON.stringify(known.message),
      responseType: known.name,
    };
    return { answer: ownAnswer(known.status, known.message, known.headers), cause };
  };

  const finish = (hop: Hop, given: Answer, cors: Headers, exchange?: HttpExchange, error?: unknown) => {
    const headers = new Headers(given.headers);
    headers.set("apigw-requestid", exchange?.context.requestId ?? newRequestId());
    // "API Gateway ignores CORS headers returned from your backend integration": http-api-cors of the developer guide.
    if (api.cors)
      for (const name of [...headers.keys()]) if (name.startsWith("access-control-")) headers.delete(name);
    for (const [name, value] of cors) headers.set(name, value);
    const { status, body } = given;
    const text = typeof body === "string" ? body : Buffer.from(body).toString();
    cloud.journal.finish(hop, { output: { status, body: text }, error });
    if (exchange) {
      Object.assign(exchange.context, {
        status,
        responseLength: Buffer.byteLength(body),
        dataProcessed: exchange.body.length + Buffer.byteLength(body),
        responseLatency: Math.round(hop.durationMs ?? 0),
      });
      writeAccessLog(cloud, api.stages.get(exchange.context.stage), exchange.context);
    }
    return toResponse({ status, headers, body });
  };

  const handle: HttpApi["handle"] = async (request, context, entry) => {
    const url = context.url ?? new URL(request.url);
    const { stage, path } = stageOf(url.pathname.replace(/^\/+/, "/"), entry);
    const query = readQuery(url);
    const body = await readBody(request);
    const origin = request.headers.get("origin");
    const cors = answerHeaders(api.cors, origin);
    const hop = recordRequest(cloud, api.id, request, {
      stage: stage?.name ?? DEFAULT,
      path,
      read: {
        querystring: Object.fromEntries(
          Object.entries(query).map(([name, values]) => [name, values.join(",")]),
        ),
        body: body?.toString(),
      },
      causes: context.causes,
    });
    const refuse = (status: number, message: string) => finish(hop, ownAnswer(status, message), cors);
    if (hasTooLargeHeaders(request, url)) return refuse(431, "Request Header Fields Too Large");
    if (!stage) return refuse(404, "Not Found");
    const rawPath = decodedPath({ pathname: path })?.split("?", 1)[0];
    if (rawPath === undefined) return refuse(400, "Bad Request");
    const found = table.find(request.method, path);
    // Preflight requests are answered without a route, but for one that asks everybody who they are and takes all there
    // is: http-api-cors of the developer guide, "$default route and an authorizer".
    if (api.cors && isPreflight(request) && !(found?.value.key === DEFAULT && !found.value.isOpen))
      return finish(
        hop,
        { status: 204, headers: new Headers(), body: "" },
        preflightHeaders(api.cors, origin),
      );
    const isNamed = stage.name !== DEFAULT && !entry.mapping;
    const bytes = body?.length ?? 0;
    const exchange: HttpExchange = {
      hop,
      method: request.method,
      routeKey: found?.value.key ?? "-",
      path,
      rawPath: isNamed ? `/${stage.name}${rawPath}` : rawPath,
      basePath: entry.mapping?.basePath ?? "",
      pathParameters: decoded(found?.parameters ?? {}),
      ...readHeaders(request, url, context, { host: entry.host, traceId: hop.traceId, bytes }),
      rawQuery: url.search.slice(1),
      query,
      body: body ?? Buffer.alloc(0),
      stageVariables: stage.stageVariables,
      signer: context.signer,
      context: createContext(cloud, {
        apiId: api.id,
        host: entry.host,
        stage: stage.name,
        method: request.method,
        path: isNamed ? `/${stage.name}${rawPath}` : rawPath,
        routeKey: found?.value.key ?? "-",
        userAgent: request.headers.get("user-agent") ?? "",
      }),
    };
    try {
      if (!body) throw new HttpApiError(413, "Request Entity Too Large");
      return finish(hop, await answer(exchange, found?.value, stage), cors, exchange);
    } catch (error) {
      const failed = fail(error, exchange);
      return finish(hop, failed.answer, cors, exchange, failed.cause);
    }
  };
  return { handle };
};

const compileRoute = (
  cloud: Cloud,
  api: ApiDefinition,
  route: Route,
  authorizerOf: (route: Route) => Authorize,
): CompiledRoute => {
  const { routeKey: key } = route;
  try {
    return {
      key,
      isOpen: route.authorizationType === "NONE",
      authorize: authorizerOf(route),
      integrate: compileIntegration(cloud, api, route),
    };
  } catch (cause) {
    throw new Error(`The route ${key} of ${api.name}: ${(cause as Error).message}`, { cause });
  }
};

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
const throttles = (stage: Stage, routes: readonly CompiledRoute[]): Map<CompiledRoute, TokenBucket> => {
  const limited = new Map<CompiledRoute, TokenBucket>();
  for (const route of routes) {
    const own = stage.routeSettings.find(({ routeKey }) => routeKey === route.key);
    const { throttlingRateLimit: rate, throttlingBurstLimit: burst } =
      own ?? stage.defaultRouteSettings ?? {};
    if (rate !== undefined) limited.set(route, createTokenBucket({ rate, burst: burst ?? rate }));
  }
  return limited;
};

const authorizerContext = (identity: Identity | undefined): Record<string, unknown> => {
  if (identity?.kind === "jwt") return { claims: identity.claims };
  if (identity?.kind === "lambda") return { ...identity.context, principalId: identity.principalId };
  return {};
};

const decoded = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]));

/** Undefined when it has more than 10 MB. */
const readBody = async (request: Request): Promise<Buffer | undefined> => {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return undefined;
  if (!request.body) return Buffer.alloc(0);
  const bytes = Buffer.from(await request.arrayBuffer());
  return bytes.length > MAX_BODY_BYTES ? undefined : bytes;
};
