import type { InvocationType } from "@aws-sdk/client-lambda";
import { z } from "zod";
import type { Caller, Cloud } from "../../../core/cloud.ts";
import type { BackendResponse, ClientResponse, Exchange } from "../exchange.ts";
import { GatewayError, internalError } from "../gateway-error.ts";

const invoke = async (cloud: Cloud, functionName: string, payload: string, caller: Caller, type?: string) => {
  // A header gives the type; Lambda says which there are.
  const InvocationType = (type ?? "RequestResponse") as InvocationType;
  const input = { FunctionName: functionName, InvocationType, Payload: payload };
  const {
    StatusCode = 200,
    FunctionError,
    Payload = "",
  } = await cloud.call("lambda", "Invoke", input, caller);
  return { status: StatusCode, failed: FunctionError !== undefined, payload: Payload };
};

/** An `AWS` integration with a function: templates make the event and map the result. */
export const invokeFunction = async (
  cloud: Cloud,
  functionName: string,
  request: { body: string; headers: Record<string, string> },
  caller: Caller,
): Promise<BackendResponse> => {
  const result = await invoke(
    cloud,
    functionName,
    request.body,
    caller,
    request.headers["x-amz-invocation-type"],
  );
  return {
    status: result.status,
    headers: { "content-type": "application/json" },
    body: result.payload,
    selector: result.failed ? errorMessageOf(result.payload) : "",
  };
};

const errorMessageOf = (payload: string): string => {
  try {
    return z.object({ errorMessage: z.string() }).parse(JSON.parse(payload)).errorMessage;
  } catch {
    return payload;
  }
};

const proxyResult = z.object({
  statusCode: z.union([z.number().int(), z.string().regex(/^\d{3}$/)]).transform(Number),
  headers: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .nullish()
    .transform((headers) => headers ?? {}),
  multiValueHeaders: z
    .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])))
    .nullish()
    .transform((headers) => headers ?? {}),
  body: z
    .string()
    .nullish()
    .transform((body) => body ?? ""),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * An `AWS_PROXY` integration: the function gets the request and gives the answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export const proxyToFunction = async (
  cloud: Cloud,
  functionName: string,
  exchange: Exchange,
  resourcePath: string,
  caller: Caller,
): Promise<ClientResponse> => {
  const event = JSON.stringify(proxyEvent(exchange, resourcePath));
  const result = await invoke(cloud, functionName, event, caller);
  if (result.failed) throw internalError(new Error(`The function failed: ${result.payload}`), 502);
  const answer = readProxyResult(result.payload);
  const headers: ClientResponse["headers"] = { "content-type": "application/json" };
  for (const [name, value] of Object.entries(answer.headers)) headers[name.toLowerCase()] = String(value);
  for (const [name, values] of Object.entries(answer.multiValueHeaders))
    headers[name.toLowerCase()] = values.map(String);
  return {
    status: answer.statusCode,
    headers,
    body: answer.isBase64Encoded ? Uint8Array.from(Buffer.from(answer.body, "base64")) : answer.body,
  };
};

const readProxyResult = (payload: string) => {
  try {
    return proxyResult.parse(JSON.parse(payload));
  } catch (cause) {
    throw new GatewayError("API_CONFIGURATION_ERROR", "Internal server error", {
      status: 502,
      cause: new Error(
        `Malformed Lambda proxy response: expected {statusCode, headers, body}, got ${payload}`,
        { cause },
      ),
    });
  }
};

const orNull = <Value extends object>(map: Value): Value | null => (Object.keys(map).length > 0 ? map : null);

/** What a function gets of a request, and an authorizer but for the body. */
export const proxyEvent = (exchange: Exchange, resourcePath: string) => {
  const { context, parameters, multiValueQuery, stageVariables } = exchange;
  const { requestOverride, responseOverride, error, xrayTraceId, ...requestContext } = context;
  return {
    resource: resourcePath,
    path: exchange.calledPath,
    httpMethod: exchange.method,
    headers: orNull(parameters.header),
    multiValueHeaders: orNull(
      Object.fromEntries(Object.entries(parameters.header).map(([name, value]) => [name, [value]])),
    ),
    queryStringParameters: orNull(parameters.querystring),
    multiValueQueryStringParameters: orNull(multiValueQuery),
    pathParameters: orNull(exchange.rawPathParameters),
    stageVariables: orNull(stageVariables),
    requestContext,
    body: exchange.body === "" ? null : exchange.body,
    isBase64Encoded: exchange.isBase64Encoded,
  };
};
