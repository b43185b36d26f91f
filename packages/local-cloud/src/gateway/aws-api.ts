import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "../core/aws-error.ts";
import type { Caller, Cloud, CredentialHolder, Emulator } from "../core/cloud.ts";
import { decodeQuery, encodeQueryAnswer, encodeQueryError } from "./query-protocol.ts";
import { isRestService, matchRest } from "./rest-protocol.ts";

/** What the AWS API needs of the cloud beyond what emulators may use. */
export interface AwsApiHost {
  cloud: Cloud;
  emulator(service: string): Emulator | undefined;
  /** Who an access key belongs to; undefined for keys a person made up, which may do everything. */
  holderOf(accessKeyId: string): CredentialHolder | undefined;
}

interface AwsCall {
  service: string;
  operation: string;
  input: Record<string, unknown>;
  protocol: "json" | "query" | "rest";
  version?: string;
}

const root: CredentialHolder = { principal: { kind: "root" }, causes: () => [] };

// Services whose requests carry no signature: their X-Amz-Target tells them.
const unsigned: Record<string, string> = { AWSCognitoIdentityProviderService: "cognito-idp" };

const scopeOf = (request: IncomingMessage): { accessKeyId?: string; service?: string } => {
  const match = /Credential=([^/]+)\/[^/]+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? "");
  if (match) return { accessKeyId: match[1], service: match[2] };
  const prefix = String(request.headers["x-amz-target"] ?? "").split(".")[0]!;
  return { service: unsigned[prefix] };
};

// The endpoint prefix in the SigV4 scope is not always the name the emulators go by.
const aliases: Record<string, string> = { email: "ses", sfn: "states" };

const json = (key: string, value: unknown, holder: unknown): unknown => {
  const raw = (holder as Record<string, unknown>)[key];
  if (raw instanceof Date) return raw.getTime() / 1000;
  if (raw instanceof Uint8Array) return Buffer.from(raw).toString("base64");
  return value;
};
const toJson = (value: unknown) =>
  JSON.stringify(value ?? {}, function (key, member) {
    return json(key, member, this);
  });

const parseBody = (body: Buffer): Record<string, unknown> => {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>;
  } catch (cause) {
    throw new AwsError("SerializationException", "The request body is not JSON.", { cause });
  }
};

const readCall = (request: IncomingMessage, url: URL, body: Buffer, service: string): AwsCall => {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") {
    const [prefix = "", operation = ""] = target.split(/\.(?=[^.]*$)/);
    const streams = prefix.startsWith("DynamoDBStreams");
    return {
      service: streams ? "streams.dynamodb" : service,
      operation,
      input: parseBody(body),
      protocol: "json",
      version: String(request.headers["content-type"] ?? "application/x-amz-json-1.0"),
    };
  }
  if (isRestService(service)) {
    const call = matchRest(service, request.method ?? "GET", url.pathname);
    if (!call)
      throw new AwsError(
        "UnknownOperationException",
        `${service} has no operation at ${request.method} ${url.pathname}.`,
        {
          status: 404,
        },
      );
    const query = Object.fromEntries(url.searchParams);
    if (service === "lambda" && call.operation === "Invoke")
      return {
        service,
        operation: "Invoke",
        protocol: "rest",
        input: {
          ...call.input,
          ...query,
          InvocationType: request.headers["x-amz-invocation-type"] ?? "RequestResponse",
          LogType: request.headers["x-amz-log-type"],
          Payload: body.toString(),
        },
      };
    return {
      service,
      operation: call.operation,
      input: { ...query, ...parseBody(body), ...call.input },
      protocol: "rest",
    };
  }
  const form = request.method === "GET" ? url.searchParams : new URLSearchParams(body.toString());
  const operation = form.get("Action");
  if (!operation) throw new AwsError("MissingAction", "The request names no operation.", { status: 400 });
  return { service, operation, input: decodeQuery(form), protocol: "query" };
};

const asAwsError = (error: unknown, cloud: Cloud, what: string): AwsError => {
  if (error instanceof AwsError) return error;
  cloud.warn(
    `${what} failed inside the local cloud: ${error instanceof Error ? error.stack : String(error)}`,
  );
  return new AwsError("InternalFailure", "The local cloud failed; the terminal has the details.", {
    status: 500,
  });
};

/** Answers a request to the AWS API in the protocol it came in. */
export const handleAwsApi = async (
  host: AwsApiHost,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: Buffer,
): Promise<void> => {
  const requestId = randomUUID();
  const scope = scopeOf(request);
  const service = scope.service && (aliases[scope.service] ?? scope.service);
  const holder = (scope.accessKeyId ? host.holderOf(scope.accessKeyId) : undefined) ?? root;
  let call: AwsCall | undefined;
  try {
    if (!service)
      throw new AwsError(
        "MissingAuthenticationTokenException",
        "The request is not signed, so the local cloud cannot tell which AWS service it is for.",
        { status: 403 },
      );
    call = readCall(request, url, body, service);
    const { operation, input } = call;
    const target = call.service;
    const caller: Caller = { principal: holder.principal, causes: holder.causes(), source: holder.source };
    const run = () => host.cloud.call(target, operation, input, caller);
    const output = await (holder.around ? holder.around({ service: target, operation }, run) : run());
    answer(response, call, output, requestId);
  } catch (error) {
    const failure = asAwsError(error, host.cloud, `${service} ${call?.operation ?? url.pathname}`);
    answerError(response, call, service ?? "", request, failure, requestId);
  }
};

const answer = (
  response: ServerResponse,
  call: AwsCall,
  output: Record<string, unknown>,
  requestId: string,
) => {
  response.setHeader("x-amzn-requestid", requestId);
  if (call.protocol === "query") {
    response.setHeader("content-type", "text/xml");
    response.end(encodeQueryAnswer(call.service, call.operation, output ?? {}, requestId));
  } else if (call.service === "lambda" && call.operation === "Invoke") {
    response.statusCode = Number(output.StatusCode ?? 200);
    if (output.FunctionError) response.setHeader("x-amz-function-error", String(output.FunctionError));
    if (output.LogResult) response.setHeader("x-amz-log-result", String(output.LogResult));
    response.setHeader("x-amz-executed-version", "$LATEST");
    response.setHeader("content-type", "application/json");
    response.end(output.Payload ?? "");
  } else {
    response.setHeader("content-type", call.version ?? "application/json");
    response.end(toJson(output));
  }
};

const answerError = (
  response: ServerResponse,
  call: AwsCall | undefined,
  service: string,
  request: IncomingMessage,
  error: AwsError,
  requestId: string,
) => {
  response.statusCode = error.status;
  response.setHeader("x-amzn-requestid", requestId);
  const isForm = String(request.headers["content-type"] ?? "").includes("x-www-form-urlencoded");
  if (call?.protocol === "query" || (!call && isForm)) {
    response.setHeader("content-type", "text/xml");
    response.end(encodeQueryError(service, error, requestId));
    return;
  }
  response.setHeader("content-type", call?.version ?? "application/json");
  response.setHeader("x-amzn-errortype", error.code);
  // SQS clients know errors by the names of the older query protocol.
  if (service === "sqs")
    response.setHeader("x-amzn-query-error", `${error.code};${error.status < 500 ? "Sender" : "Receiver"}`);
  response.end(
    toJson({ __type: error.code, message: error.message, Message: error.message, ...error.fields }),
  );
};
