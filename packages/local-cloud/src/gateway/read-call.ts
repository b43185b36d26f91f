import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { AwsError } from "../core/aws-error.ts";
import { forLast } from "../core/for-last.ts";
import { parseJson } from "../core/parse-json.ts";
import type { ServiceDescription } from "../core/service.ts";
import { cborOperationOf, readCbor } from "./cbor.ts";
import { decodeQuery } from "./query-protocol.ts";
import { matchRest } from "./rest-protocol.ts";

/** A request to the AWS API, whatever protocol it came in. */
export interface AwsCall {
  service: ServiceDescription;
  operation: string;
  input: Record<string, unknown>;
  protocol: "json" | "query" | "rest" | "cbor";
  version?: string;
}

/** What the signature says, which is not checked: the access key, and the service by the name in its scope. */
export const scopeOf = forLast(({ headers }: IncomingMessage): { accessKeyId?: string; scope?: string } => {
  const { authorization = "" } = headers;
  // Version 4A has no region in its scope. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
  const match =
    /^AWS4-ECDSA-P256-SHA256 Credential=([^/]+)\/[^/]+\/([^/]+)\//.exec(authorization) ??
    /Credential=([^/]+)\/[^/]+\/[^/]+\/([^/]+)\//.exec(authorization);
  return { accessKeyId: match?.[1], scope: match?.[2] };
});

/** `X-Amz-Target`: what it begins with, and the operation. */
export const targetOf = ({
  headers,
}: IncomingMessage): readonly [prefix: string, operation: string] | undefined => {
  const target = headers["x-amz-target"];
  if (typeof target !== "string") return undefined;
  const dot = target.lastIndexOf(".");
  return dot < 0 ? [target, ""] : [target.slice(0, dot), target.slice(dot + 1)];
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

/** Larger bodies are refused before they get here; one that is packed may be as large. */
const LARGEST_BODY = 16 * 1024 * 1024;

/** SDKs pack the larger bodies of a few operations, such as PutMetricData. */
const unpacked = ({ headers }: IncomingMessage, body: Buffer): Buffer => {
  if (headers["content-encoding"] !== "gzip") return body;
  try {
    return gunzipSync(body, { maxOutputLength: LARGEST_BODY });
  } catch (cause) {
    throw new AwsError(
      "SerializationException",
      "The request body is not gzip, or unpacks to more than 16 MB.",
      {
        cause,
      },
    );
  }
};

/** A name that comes again makes a list. */
const queryOf = ({ searchParams }: URL, names: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name);
      return [Object.hasOwn(names, name) ? names[name] : name, values.length > 1 ? values : values[0]];
    }),
  );

const readRest = (request: IncomingMessage, url: URL, body: Buffer, service: ServiceDescription): AwsCall => {
  const call = matchRest(service, request.method ?? "GET", url.pathname);
  if (!call)
    throw new AwsError(
      "UnknownOperationException",
      `${service.name} has no operation at ${request.method} ${url.pathname}.`,
      { status: 404 },
    );
  const query = queryOf(url, call.query);
  const raw = service.wire?.raw?.[call.operation];
  const input = raw
    ? { ...call.input, ...query, ...raw.read(request.headers, body) }
    : { ...query, ...parseBody(body), ...call.input };
  return { service, operation: call.operation, input, protocol: "rest" };
};

/** Reads a request to a service; throws what AWS answers to one it cannot read. */
export const readCall = (
  request: IncomingMessage,
  url: URL,
  sent: Buffer,
  service: ServiceDescription,
): AwsCall => {
  const inCbor = cborOperationOf(request.headers, url.pathname);
  const target = targetOf(request);
  const body = inCbor || target ? unpacked(request, sent) : sent;
  if (inCbor) return { service, operation: inCbor, input: readCbor(body), protocol: "cbor" };
  if (target)
    return {
      service,
      operation: target[1],
      input: parseBody(body),
      protocol: "json",
      version: String(request.headers["content-type"] ?? "application/x-amz-json-1.0"),
    };
  if (service.wire?.rest) return readRest(request, url, body, service);
  const form = body.length === 0 ? url.searchParams : new URLSearchParams(body.toString());
  const operation = form.get("Action");
  if (!operation) throw new AwsError("MissingAction", "The request names no operation.", { status: 400 });
  const decoded = decodeQuery(form);
  const { read, atPath } = service.wire?.query ?? {};
  const input = {
    ...(atPath && url.pathname.length > 1 ? atPath(url.pathname) : {}),
    ...(read ? read(operation, decoded) : decoded),
  };
  return { service, operation, input, protocol: "query" };
};
