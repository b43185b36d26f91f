import type { IncomingMessage, ServerResponse } from "node:http";
import type { AwsError } from "../core/aws-error.ts";
import type { ServiceDescription } from "../core/service.ts";
import type { QueryProtocol } from "../core/wire.ts";
import { hasNoBody } from "../http/web.ts";
import { cborHeaders, writeCbor } from "./cbor.ts";
import { answerEvents } from "./event-stream.ts";
import { encodeQueryAnswer, encodeQueryError } from "./query-protocol.ts";
import type { AwsCall } from "./read-call.ts";
import { toJson } from "./to-json.ts";

type Headers = Readonly<Record<string, string>>;

/** All of it at once and with its length, which is the least that Node can do. */
const send = (response: ServerResponse, status: number, headers: Headers, body: string | Uint8Array) => {
  if (hasNoBody(status)) response.writeHead(status, headers).end();
  else response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
};

/** Answers with what the operation gave; what it returns resolves when that is all, and is absent when it is. */
export const answer = (
  response: ServerResponse,
  call: AwsCall,
  output: Record<string, unknown>,
  requestId: string,
): Promise<void> | undefined => {
  const { wire } = call.service;
  const member = wire?.events?.[call.operation];
  const events = member === undefined ? undefined : output[member];
  const raw = wire?.raw?.[call.operation];
  const id = { "x-amzn-requestid": requestId };
  if (events) {
    response.setHeader("x-amzn-requestid", requestId);
    return answerEvents(response, events as AsyncIterable<unknown>, {
      headers: raw?.write(output).headers,
      // REST has what an operation answers beside the events in its headers.
      hasInitial: call.protocol !== "rest",
    });
  }
  if (call.protocol === "query") {
    const xml = encodeQueryAnswer(call.service, call.operation, output ?? {}, requestId);
    send(response, 200, { ...id, "content-type": "text/xml" }, xml);
  } else if (call.protocol === "cbor") {
    send(response, 200, { ...id, ...cborHeaders }, writeCbor(output ?? {}));
  } else if (raw) {
    const { status, headers, body = "" } = raw.write(output);
    send(response, status, { ...id, ...headers }, body as string | Uint8Array);
  } else {
    const status = wire?.statuses?.[call.operation] ?? 200;
    send(response, status, { ...id, "content-type": call.version ?? "application/json" }, toJson(output));
  }
  return undefined;
};

// Clients of a service that once spoke the query protocol know its errors by those names.
const queryErrorOf = (query: QueryProtocol | undefined, error: AwsError): Headers =>
  query?.error
    ? { "x-amzn-query-error": `${query.error(error).Code};${error.status < 500 ? "Sender" : "Receiver"}` }
    : {};

interface Failure {
  readonly call?: AwsCall;
  readonly service?: ServiceDescription;
  readonly error: AwsError;
  readonly requestId: string;
}

const describe = (
  { headers }: IncomingMessage,
  { call, service, error, requestId }: Failure,
): readonly [headers: Headers, body: string | Uint8Array] => {
  const isForm = String(headers["content-type"] ?? "").includes("x-www-form-urlencoded");
  if (call?.protocol === "query" || (!call && isForm))
    return [{ "content-type": "text/xml" }, encodeQueryError(service, error, requestId)];
  const { errorType, query } = service?.wire ?? {};
  const type = errorType ? errorType(error.code) : error.code;
  const ofQuery = queryErrorOf(query, error);
  const { message, fields } = error;
  if (call?.protocol === "cbor" || headers["smithy-protocol"] === cborHeaders["smithy-protocol"])
    return [{ ...cborHeaders, ...ofQuery }, writeCbor({ __type: type, message, ...fields })];
  const contentType = call?.version ?? "application/json";
  return [
    { "content-type": contentType, "x-amzn-errortype": type, ...ofQuery },
    toJson({ __type: type, message, Message: message, ...fields }),
  ];
};

/** Answers with an error in the protocol of the request; `call` is undefined when it could not be read. */
export const answerError = (request: IncomingMessage, response: ServerResponse, failure: Failure): void => {
  const [headers, body] = describe(request, failure);
  send(response, failure.error.status, { "x-amzn-requestid": failure.requestId, ...headers }, body);
};
