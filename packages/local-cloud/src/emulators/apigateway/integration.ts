import { isArnOf } from "../../core/arn.ts";
import type { Caller, Cloud, Principal } from "../../core/cloud.ts";
import type { ApiDefinition, Integration, Method } from "./definition.ts";
import type { BackendResponse, ClientResponse, Exchange, IntegrationRequest } from "./exchange.ts";
import { GatewayError } from "./gateway-error.ts";
import { compileIntegrationRequest } from "./integration-request.ts";
import { compileIntegrationResponse } from "./integration-response.ts";
import { createServiceCall } from "./integrations/aws-service.ts";
import { callHttp, forwardable } from "./integrations/http.ts";
import { invokeFunction, proxyToFunction } from "./integrations/lambda.ts";
import { streamFromFunction } from "./integrations/lambda-stream.ts";
import { mockResponse } from "./integrations/mock.ts";
import { parseAwsUri } from "./integrations/uri.ts";
import { executionArn } from "./resources.ts";

/** Hands a request that passed all checks to its integration and answers with what that says. */
export type Integrate = (exchange: Exchange) => Promise<ClientResponse>;

type Call = (request: IntegrationRequest, exchange: Exchange, caller: Caller) => Promise<BackendResponse>;

/** Compiles the integration of a method; throws when AWS would refuse it. */
export const compileIntegration = (
  cloud: Cloud,
  api: ApiDefinition,
  method: Method,
  resourcePath: string,
): Integrate => {
  const { integration } = method;
  if (!integration) throw new Error("It has no integration.");
  const callerOf = compileCaller(cloud, api, integration, method, resourcePath);
  const timeout = (work: Promise<ClientResponse>) =>
    withTimeout(cloud, integration.timeoutMilliseconds, work);

  if (integration.type === "AWS_PROXY") {
    const target = parseAwsUri(requireUri(integration));
    if (target.kind !== "lambda") throw new Error("An AWS_PROXY integration must be with a Lambda function.");
    const { functionName } = target;
    checkTransfer(integration, target.streams);
    if (target.streams)
      return (exchange) =>
        streamFromFunction(cloud, functionName, exchange, resourcePath, {
          caller: callerOf(exchange),
          milliseconds: integration.timeoutMilliseconds,
        });
    return (exchange) =>
      timeout(proxyToFunction(cloud, functionName, exchange, resourcePath, callerOf(exchange)));
  }
  if (integration.responseTransferMode === "STREAM")
    throw new Error(
      integration.type === "HTTP_PROXY"
        ? "The local cloud streams the answers of functions alone, and not those of HTTP_PROXY integrations: leave responseTransferMode out for this stage."
        : `An ${integration.type} integration does not stream: only AWS_PROXY and HTTP_PROXY have the responseTransferMode STREAM.`,
    );
  if (integration.type === "HTTP_PROXY") {
    const prepare = compileIntegrationRequest({ ...integration, requestTemplates: {} });
    const call = compileHttp(cloud, integration);
    return (exchange) => {
      const request = prepare(exchange);
      const passed: IntegrationRequest = {
        ...request,
        headers: { ...forwardable(exchange.parameters.header), ...request.headers },
        query: { ...exchange.parameters.querystring, ...request.query },
      };
      return timeout(call(passed, exchange, callerOf(exchange)).then(passOn));
    };
  }
  const prepare = compileIntegrationRequest(integration);
  const respond = compileIntegrationResponse(method);
  const call = compileCall(cloud, integration);
  return (exchange) => {
    const request = prepare(exchange);
    return timeout(
      call(request, exchange, callerOf(exchange)).then((response) => respond(exchange, response)),
    );
  };
};

const checkTransfer = ({ responseTransferMode }: Integration, streams: boolean): void => {
  if ((responseTransferMode === "STREAM") === streams) return;
  throw new Error(
    streams
      ? "Its uri is the function's response-streaming-invocations, and its responseTransferMode is not STREAM: set it."
      : "Its responseTransferMode is STREAM, and its uri is not the function's responseStreamingInvokeArn: use that.",
  );
};

const requireUri = ({ type, uri }: Integration): string => {
  if (uri === undefined) throw new Error(`Its ${type} integration has no uri.`);
  return uri;
};

const compileCall = (cloud: Cloud, integration: Integration): Call => {
  if (integration.type === "MOCK") return async (request) => mockResponse(request.body);
  if (integration.type === "HTTP") return compileHttp(cloud, integration);
  const target = parseAwsUri(requireUri(integration));
  if (target.kind === "lambda")
    return (request, _, caller) => invokeFunction(cloud, target.functionName, request, caller);
  if (!integration.credentials)
    throw new Error(
      `Its integration with ${target.service} has no credentials, so that the service would refuse it: set them to the ARN of a role that apigateway.amazonaws.com may assume.`,
    );
  const callService = createServiceCall(cloud, target);
  return (request, _, caller) => callService(request, caller);
};

const compileHttp = (cloud: Cloud, integration: Integration): Call => {
  const uri = requireUri(integration);
  const { integrationHttpMethod = "ANY" } = integration;
  return (request, exchange, caller) =>
    callHttp(
      cloud,
      uri,
      integrationHttpMethod === "ANY" ? exchange.method : integrationHttpMethod,
      request,
      exchange,
      caller,
    );
};

const compileCaller = (
  cloud: Cloud,
  api: ApiDefinition,
  { credentials }: Integration,
  method: Method,
  resourcePath: string,
): ((exchange: Exchange) => Caller) => {
  if (credentials && !isArnOf(credentials, "iam", "role"))
    throw new Error(`The credentials ${credentials} are not the ARN of a role.`);
  const anyPath = resourcePath.replace(/\{[^}]+\}/g, "*");
  return ({ hop, context }) => {
    const source = executionArn(cloud, api.id, String(context.stage), method.httpMethod + anyPath);
    const principal: Principal = credentials
      ? { kind: "role", arn: credentials }
      : { kind: "service", service: "apigateway.amazonaws.com", sourceArn: source };
    return { principal, causes: [hop.id], source };
  };
};

const passOn = ({ status, headers, body }: BackendResponse): ClientResponse => ({
  status,
  headers: forwardable(headers),
  body,
});

const withTimeout = (
  cloud: Cloud,
  milliseconds: number,
  work: Promise<ClientResponse>,
): Promise<ClientResponse> =>
  new Promise((resolve, reject) => {
    const cancel = cloud.clock.schedule(milliseconds, () =>
      reject(new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out")),
    );
    work.finally(cancel).then(resolve, reject);
  });
