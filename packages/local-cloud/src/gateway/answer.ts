import type { IncomingMessage, ServerResponse } from "node:http";
import type { AwsError } from "../core/aws-error.ts";
import type { ServiceDescription } from "../core/service.ts";
import type { QueryProtocol } from "../core/wire.ts";
import { cborHeaders, writeCbor } from "./cbor.ts";
import { answerEvents } from "./event-stream.ts";
import { encodeQueryAnswer, encodeQueryError } from "./query-protocol.ts";
import type { AwsCall } from "./read-call.ts";
import { toJson } from "./to-json.ts";

/** Answers with what the operation gave; resolves when that is all. */
export const answer = async (
  response: ServerResponse,
  call: AwsCall,
  output: Record<string, unknown>,
  requestId: string,
): Promise<void> => {
  const member = call.service.wire?.events?.[call.operation];
  const events = member === undefined ? undefined : output[member];
  const raw = call.service.wire?.raw?.[call.operation];
  response.setHeader("x-amzn-requestid", requestId);
  if (events)
    await answerEvents(response, events as AsyncIterable<unknown>, {
      headers: raw?.write(output).headers,
      // REST has what an operation answers beside the events in its headers.
      hasInitial: call.protocol !== "rest",
    });
  else if (call.protocol === "query") {
    response.setHeader("content-type", "text/xml");
    response.end(encodeQueryAnswer(call.service, call.operation, output ?? {}, requestId));
  } else if (call.protocol === "cbor") {
    response.writeHead(200, cborHeaders);
    response.end(writeCbor(output ?? {}));
  } else if (raw) {
    const { status, headers, body } = raw.write(output);
    response.writeHead(status, headers);
    response.end(body ?? "");
  } else {
    response.statusCode = call.service.wire?.statuses?.[call.operation] ?? 200;
    response.setHeader("content-type", call.version ?? "application/json");
    response.end(toJson(output));
  }
};

// Clients of a service that once spoke the query protocol know its errors by those names.
const queryErrorOf = (query: QueryProtocol | undefined, error: AwsError): Record<string, string> =>
  query?.error
    ? { "x-amzn-query-error": `${query.error(error).Code};${error.status < 500 ? "Sender" : "Receiver"}` }
    : {};

/** Answers with an error in the protocol of the request; `call` is undefined when it could not be read. */
export const answerError = (
  request: IncomingMessage,
  response: ServerResponse,
  {
    call,
    service,
    error,
    requestId,
  }: { call?: AwsCall; service?: ServiceDescription; error: AwsError; requestId: string },
): void => {
  response.statusCode = error.status;
  response.setHeader("x-amzn-requestid", requestId);
  const isForm = String(request.headers["content-type"] ?? "").includes("x-www-form-urlencoded");
  if (call?.protocol === "query" || (!call && isForm)) {
    response.setHeader("content-type", "text/xml");
    response.end(encodeQueryError(service, error, requestId));
    return;
  }
  const { errorType, query } = service?.wire ?? {};
  const type = errorType ? errorType(error.code) : error.code;
  if (call?.protocol === "cbor" || request.headers["smithy-protocol"] === cborHeaders["smithy-protocol"]) {
    const body = { __type: type, message: error.message, ...error.fields };
    response.writeHead(error.status, { ...cborHeaders, ...queryErrorOf(query, error) });
    response.end(writeCbor(body));
    return;
  }
  response.setHeader("content-type", call?.version ?? "application/json");
  response.setHeader("x-amzn-errortype", type);
  for (const [name, value] of Object.entries(queryErrorOf(query, error))) response.setHeader(name, value);
  response.end(toJson({ __type: type, message: error.message, Message: error.message, ...error.fields }));
};
