import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, HostContext } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { hasNoBody, setHeader, streamedResponse } from "../../http/web.ts";
import type {} from "../wafv2/emulator.ts";
import { type Authorize, createAuthorizers } from "./authorizer.ts";
import { type ApiDefinition, type Definitions, type Method, pathOf } from "./definition.ts";
import type { Entry } from "./domain-names.ts";
import { type ClientResponse, createContext, type Exchange } from "./exchange.ts";
import { GatewayError, internalError } from "./gateway-error.ts";
import { compileGatewayResponses } from "./gateway-response.ts";
import { compileIntegration, type Integrate } from "./integration.ts";
import { readRequest } from "./read-request.ts";
import { hasTooLargeHeaders, recordRequest } from "./request-hop.ts";
import { stageArn } from "./resources.ts";
import { createRouter } from "./router.ts";
import { createTokenBucket, limitOf, type TokenBucket } from "./throttle.ts";
import { type CheckKey, createKeyCheck, type KeptUsage } from "./usage-plans.ts";
import { compileValidator, type Validate } from "./validation.ts";

interface Route {
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly apiKeyRequired: boolean;
  readonly authorize: Authorize | undefined;
  readonly validate: Validate;
  readonly integrate: Integrate;
}

interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly buckets: Map<Route, TokenBucket>;
  readonly checkKey: CheckKey;
}

type Resource = Map<string, Route>;

export interface RestApi {
  handle(request: Request, context: HostContext, entry: Entry): Promise<Response>;
}

/** The stage that a request is for, and the path below it. */
const stagePath = (pathname: string, mapping: Entry["mapping"]): { stageName: string; path: string } => {
  const below = pathname.slice(mapping?.basePath.length ?? 0);
  if (mapping?.stage !== undefined) return { stageName: mapping.stage, path: below || "/" };
  const [, stageName = "", rest = ""] = /^\/+([^/]*)(.*)$/.exec(below) ?? [];
  return { stageName, path: rest === "" ? "/" : rest };
};

/** Serves one REST API with all its stages. Everything is compiled here: routes, templates, models, mappings. */
export const createRestApi = (
  cloud: Cloud,
  api: ApiDefinition,
  definitions: Definitions,
  usage: KeptUsage,
): RestApi => {
  const router = createRouter<Resource>();
  const resources = new Map<string, Resource>();
  const authorizerOf = createAuthorizers(cloud, api);
  for (const method of api.methods.values()) {
    const path = pathOf(api, method.resourceId);
    const resource: Resource = resources.get(path) ?? new Map();
    resources.set(path, resource);
    resource.set(method.httpMethod, compileRoute(cloud, api, method, path, authorizerOf));
  }
  for (const [path, resource] of resources) router.add(path, resource);
  const stages = new Map<string, Stage>(
    [...api.stages].map(([name, { deployment, variables }]) => [
      name,
      {
        name,
        deploymentId: deployment,
        variables,
        buckets: throttles(api, name, [...resources.values()]),
        checkKey: createKeyCheck(definitions, api.id, name, usage),
      },
    ]),
  );
  const answerError = compileGatewayResponses(api);
  // Asked for where there is one: most APIs stand in front of no firewall.
  const protectedStages = new Set(
    cloud.graph.resources
      .filter(({ type }) => type === "aws:wafv2/webAclAssociation:WebAclAssociation")
      .map(({ inputs }) => inputs.resourceArn),
  );

  const answer = async (
    exchange: Exchange,
    route: Route | undefined,
    stage: Stage,
  ): Promise<ClientResponse> => {
    if (!route) throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
    await route.authorize?.(exchange);
    if (route.apiKeyRequired) stage.checkKey(exchange, cloud.clock.now());
    if (stage.buckets.get(route)?.take(cloud.clock.now()) === false)
      throw new GatewayError("THROTTLED", "Too Many Requests");
    route.validate(exchange);
    return route.integrate(exchange);
  };

  const fail = (error: unknown, exchange: Exchange): ClientResponse => {
    const known = error instanceof GatewayError ? error : internalError(error);
    // A refused call has been reported where it was refused.
    if (known.status >= 500 && !(known.cause instanceof AwsError))
      cloud.warn(
        `${api.name} ${exchange.method} ${String(exchange.context.resourcePath ?? exchange.path)} answered ${known.status}: ${causeOf(known).message}`,
      );
    return answerError(known, exchange);
  };

  return {
    async handle(request, { causes, signer, url = new URL(request.url) }, { host, mapping }) {
      const { stageName, path } = stagePath(url.pathname, mapping);
      const read = await readRequest(request, url, api.binaryMediaTypes);
      const hop = recordRequest(cloud, api.id, request, { stage: stageName, path, read, causes });
      if (hasTooLargeHeaders(request, url)) return finish(cloud, hop, tooLarge(), undefined);
      const stage = stages.get(stageName);
      // Without a stage there are no gateway responses to customise.
      if (!stage) return finish(cloud, hop, forbidden(), undefined);
      const found = router.find(path);
      const route = found && routeOf(found.value, request.method);
      const context = createContext({
        accountId: cloud.accountId,
        apiId: api.id,
        host,
        stage: stage.name,
        deploymentId: stage.deploymentId,
        requestId: randomUUID(),
        traceId: hop.traceId,
        method: request.method,
        // A domain's path as it was called, an API's own with the stage.
        path: mapping ? url.pathname : `/${stage.name}${path}`,
        userAgent: request.headers.get("user-agent") ?? "",
        now: cloud.clock.now(),
      });
      context.resourcePath = route?.resourcePath;
      context.resourceId = route?.resourceId;
      const exchange: Exchange = {
        hop,
        method: request.method,
        path,
        calledPath: mapping ? url.pathname : path,
        parameters: { ...read, path: decoded(found?.parameters ?? {}) },
        rawPathParameters: found?.parameters ?? {},
        multiValueQuery: read.multiValueQuery,
        body: read.body ?? "",
        isBase64Encoded: read.isBase64Encoded,
        context,
        stageVariables: stage.variables,
        signer,
      };
      try {
        const arn = stageArn(cloud, api.id, stage.name);
        const refusal = protectedStages.has(arn) ? cloud.use("firewall").refuse(arn, request) : undefined;
        if (refusal?.answer) return finish(cloud, hop, refusal.answer, exchange, blockedBy(refusal));
        if (refusal) throw new GatewayError("WAF_FILTERED", "Forbidden", { cause: blockedBy(refusal) });
        if (read.body === undefined) throw new GatewayError("REQUEST_TOO_LARGE", "Request Too Long");
        return finish(cloud, hop, await answer(exchange, route, stage), exchange);
      } catch (error) {
        return finish(cloud, hop, fail(error, exchange), exchange, causeOf(error));
      }
    },
  };
};

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
const ANY = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

const routeOf = (resource: Resource, method: string): Route | undefined =>
  resource.get(method) ?? (ANY.has(method) ? resource.get("ANY") : undefined);

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html: REST APIs decode the
// parameters of a request before they pass them to an integration.
const decoded = (parameters: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, value.split("/").map(decode).join("/")]),
  );

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

const compileRoute = (
  cloud: Cloud,
  api: ApiDefinition,
  method: Method,
  path: string,
  authorizerOf: (method: Method) => Authorize | undefined,
): Route => {
  try {
    return {
      resourceId: method.resourceId,
      resourcePath: path,
      apiKeyRequired: method.apiKeyRequired,
      authorize: authorizerOf(method),
      validate: compileValidator(api, method),
      integrate: compileIntegration(cloud, api, method, path),
    };
  } catch (error) {
    throw new Error(`The route ${method.httpMethod} ${path} of ${api.name}: ${(error as Error).message}`, {
      cause: error,
    });
  }
};

const throttles = (api: ApiDefinition, stage: string, resources: readonly Resource[]) => {
  const settings = api.methodSettings.filter(({ stageName }) => stageName === stage);
  const buckets = new Map<Route, TokenBucket>();
  for (const resource of resources)
    for (const [httpMethod, route] of resource) {
      const limit = limitOf(settings, route.resourcePath, httpMethod);
      if (limit) buckets.set(route, createTokenBucket(limit));
    }
  return buckets;
};

const causeOf = (error: unknown): Error =>
  error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : new Error(String(error));

const blockedBy = ({ rule }: { rule: string }) => new Error(`The firewall's rule ${rule} refuses it.`);

const ownRefusal = (status: number, errorType: string, message: string): ClientResponse => ({
  status,
  headers: { "content-type": "application/json", "x-amzn-errortype": errorType },
  body: JSON.stringify({ message }),
});
const forbidden = () => ownRefusal(403, "ForbiddenException", "Forbidden");
const tooLarge = () => ownRefusal(431, "RequestTooLongException", "Request Header Fields Too Large");

const finish = (
  cloud: Cloud,
  hop: Hop,
  answer: ClientResponse,
  exchange: Exchange | undefined,
  error?: unknown,
): Response => {
  cloud.journal.finish(hop, {
    output: { status: answer.status, body: answer.pieces ? "(streamed)" : answer.body },
    error,
  });
  const headers = new Headers();
  const { context } = exchange ?? {};
  headers.set("x-amzn-requestid", context?.requestId ?? randomUUID());
  if (context) {
    headers.set("x-amz-apigw-id", String(context.extendedRequestId));
    headers.set("x-amzn-trace-id", String(context.xrayTraceId));
  }
  for (const [name, value] of Object.entries(answer.headers)) setHeader(headers, name, value);
  if (answer.pieces && !hasNoBody(answer.status))
    return streamedResponse({ status: answer.status, headers }, answer.pieces);
  void answer.pieces?.return?.();
  const body = hasNoBody(answer.status) ? null : answer.body;
  return new Response(body, { status: answer.status, headers });
};
