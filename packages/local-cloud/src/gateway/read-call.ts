import type { IncomingMessage } from "node:http";
import { AwsError } from "../core/aws-error.ts";
import { parseJson } from "../core/parse-json.ts";
import { decodeQuery } from "./query-protocol.ts";
import { isRestService, matchRest } from "./rest-protocol.ts";
import { fromSqsQuery } from "./sqs-query.ts";

/** A request to the AWS API, whatever protocol it came in. */
export interface AwsCall {
  service: string;
  operation: string;
  input: Record<string, unknown>;
  protocol: "json" | "query" | "rest";
  version?: string;
}

// Services whose requests carry no signature: their X-Amz-Target tells them.
const unsigned: Record<string, string> = { AWSCognitoIdentityProviderService: "cognito-idp" };

// The endpoint prefix in the SigV4 scope is not always the name the emulators go by.
const aliases: Record<string, string> = { email: "ses", sfn: "states" };

/** Whose access key signed a request, and for which service; the signature itself is not checked. */
export const scopeOf = (request: IncomingMessage): { accessKeyId?: string; service?: string } => {
  const match = /Credential=([^/]+)\/[^/]+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? "");
  if (match) return { accessKeyId: match[1], service: aliases[match[2]!] ?? match[2] };
  const prefix = String(request.headers["x-amz-target"] ?? "").split(".")[0]!;
  return { service: unsigned[prefix] };
};

const parseBody = (body: Buffer): Record<string, unknown> => {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = parseJson(body.toString());
  } catch (cause) {
    throw new AwsError(
      "SerializationException",
      `The request body is not JSON: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new AwsError("SerializationException", "The request body is not a JSON object.");
};

const invocation = (request: IncomingMessage, body: Buffer) => {
  const { headers } = request;
  const context = headers["x-amz-client-context"];
  return {
    InvocationType: headers["x-amz-invocation-type"] ?? "RequestResponse",
    LogType: headers["x-amz-log-type"],
    ...(context !== undefined && { ClientContext: String(context) }),
    Payload: body.toString(),
  };
};

const readRest = (request: IncomingMessage, url: URL, body: Buffer, service: string): AwsCall => {
  const call = matchRest(service, request.method ?? "GET", url.pathname);
  if (!call)
    throw new AwsError(
      "UnknownOperationException",
      `${service} has no operation at ${request.method} ${url.pathname}.`,
      { status: 404 },
    );
  const { operation } = call;
  const query = Object.fromEntries(url.searchParams);
  const input =
    service === "lambda" && operation === "Invoke"
      ? { ...call.input, ...query, ...invocation(request, body) }
      : { ...query, ...parseBody(body), ...call.input };
  return { service, operation, input, protocol: "rest" };
};

/** Reads a request that is signed for `service`; throws what AWS answers to one it cannot read. */
export const readCall = (request: IncomingMessage, url: URL, body: Buffer, service: string): AwsCall => {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") {
    const [prefix = "", operation = ""] = target.split(/\.(?=[^.]*$)/);
    return {
      service: prefix.startsWith("DynamoDBStreams") ? "streams.dynamodb" : service,
      operation,
      input: parseBody(body),
      protocol: "json",
      version: String(request.headers["content-type"] ?? "application/x-amz-json-1.0"),
    };
  }
  if (isRestService(service)) return readRest(request, url, body, service);
  const form = body.length === 0 ? url.searchParams : new URLSearchParams(body.toString());
  const operation = form.get("Action");
  if (!operation) throw new AwsError("MissingAction", "The request names no operation.", { status: 400 });
  const input = decodeQuery(form);
  if (service !== "sqs") return { service, operation, input, protocol: "query" };
  const read = fromSqsQuery(operation, input);
  // A request to a queue's own address names it by that.
  if (url.pathname.length > 1) read.QueueUrl ??= url.pathname;
  return { service, operation, input: read, protocol: "query" };
};
