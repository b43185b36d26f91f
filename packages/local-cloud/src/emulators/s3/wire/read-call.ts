import type { Exchange } from "../../../http/listen.ts";
import { HttpRefusal } from "../../../http/refusal.ts";
import { invalidArgument, notImplemented, s3Error } from "../errors.ts";
import { IncomingContent } from "../objects/incoming.ts";
import { SMALL } from "../store/files.ts";
import type { Address } from "./address.ts";
import { unchunked } from "./chunked.ts";
import { readHeaders } from "./headers.ts";
import { others, parameters, type Route, routes } from "./routes.ts";
import { readXml } from "./xml.ts";

/** Of an XML document or a policy; https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html has the longest. */
const LONGEST_DOCUMENT = 4 * 1024 * 1024;

export interface S3Call {
  readonly route: Route;
  readonly input: Record<string, unknown>;
}

/** The operation that a request means; throws for what S3 has and the local cloud has not. */
export const routeOf = (method: string, headers: Exchange["request"]["headers"], address: Address): Route => {
  const { bucket, key, query } = address;
  const level = bucket === undefined ? "service" : key === undefined ? "bucket" : "object";
  const found = routes.find(
    (route) =>
      route.method === method &&
      route.level === level &&
      (route.query ?? []).every((name) => query.has(name)) &&
      (route.header === undefined || headers[route.header] !== undefined),
  );
  const other = [...query.keys()].find((name) => others.has(name) && !found?.query?.includes(name));
  if (other !== undefined)
    throw notImplemented(`${method} ?${other} of ${level === "object" ? "an object" : `a ${level}`}`);
  if (!found) throw s3Error("MethodNotAllowed", { Method: method, ResourceType: level.toUpperCase() });
  return found;
};

/** The bytes of a body as they come, or at once when they are few. */
const arrivingIn = ({ request, body }: Exchange): AsyncIterable<Uint8Array> => {
  if (Number(request.headers["content-length"] ?? Number.NaN) <= SMALL) return onceThere(() => body(SMALL));
  // To stop reading must not end the connection: its sender is still to be answered.
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
};

async function* onceThere(read: () => Promise<Buffer>): AsyncGenerator<Buffer> {
  yield await read();
}

const contentIn = (exchange: Exchange): IncomingContent => {
  const { headers } = exchange.request;
  const signed = headers["x-amz-content-sha256"];
  const isChunked =
    String(signed ?? "").startsWith("STREAMING-") ||
    String(headers["content-encoding"] ?? "").includes("aws-chunked");
  const declared = headers["x-amz-decoded-content-length"];
  if (headers["content-length"] === undefined && declared === undefined)
    throw s3Error("MissingContentLength");
  const arriving = arrivingIn(exchange);
  if (!isChunked) {
    const sha256 = /^[0-9a-f]{64}$/i.test(String(signed)) ? String(signed).toLowerCase() : undefined;
    return new IncomingContent(arriving, () => ({ sha256 }));
  }
  if (declared !== undefined && !/^\d{1,15}$/.test(String(declared)))
    throw invalidArgument(
      "The x-amz-decoded-content-length header is no number.",
      "x-amz-decoded-content-length",
      declared,
    );
  const trailers: Record<string, string> = {};
  const content = unchunked(arriving, declared === undefined ? undefined : Number(declared), trailers);
  return new IncomingContent(content, () => {
    const { checksums } = splitTrailers(trailers);
    return { checksums };
  });
};

/** Of the checksum that comes behind a body. */
const announced = (trailer: unknown): string | undefined =>
  /^x-amz-checksum-(\w+)$/i.exec(String(trailer ?? ""))?.[1]?.toUpperCase();

const splitTrailers = (trailers: Record<string, string>) => ({
  checksums: Object.fromEntries(
    Object.entries(readHeaders(trailers)).filter(([member]) => member.startsWith("Checksum")),
  ) as Record<string, string>,
});

const bodyOf = async (exchange: Exchange): Promise<Buffer> => {
  try {
    return await exchange.body(LONGEST_DOCUMENT);
  } catch (error) {
    if (error instanceof HttpRefusal && error.status === 413) throw s3Error("MalformedXML");
    throw error;
  }
};

/** The whole body of a request with a document, out of its chunks if it has some, and as its digest says it is. */
const documentIn = async (exchange: Exchange): Promise<Buffer> => {
  const { headers } = exchange.request;
  const raw = await bodyOf(exchange);
  if (!String(headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-")) return raw;
  const chunks: Uint8Array[] = [];
  for await (const chunk of unchunked(
    (async function* () {
      yield raw;
    })(),
    undefined,
    {},
  ))
    chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Reads a request to S3 into an operation and its input, in the shape of the SDK. */
export const readCall = async (exchange: Exchange, address: Address): Promise<S3Call> => {
  const { request } = exchange;
  const route = routeOf(request.method ?? "GET", request.headers, address);
  const input: Record<string, unknown> = route.level === "service" ? {} : { Bucket: address.bucket };
  if (route.level === "object") input.Key = address.key;
  for (const [name, value] of address.query) {
    const member = parameters[name];
    if (member !== undefined) input[member] = value;
  }
  const { ContentType, ContentEncoding, ContentLength, ...headers } = readHeaders(request.headers);
  Object.assign(input, headers);
  if (route.stream) {
    Object.assign(input, { ContentType, ContentEncoding, ContentLength, Body: contentIn(exchange) });
    const declared = request.headers["x-amz-decoded-content-length"];
    input.ChecksumAlgorithm ??= announced(request.headers["x-amz-trailer"]);
    if (declared !== undefined) input.ContentLength = Number(declared);
  } else if (route.operation === "CreateMultipartUpload" || route.operation === "CopyObject")
    Object.assign(input, { ContentType, ContentEncoding });
  if (route.document) {
    const body = await documentIn(exchange);
    const [root, member] = route.document;
    if (body.length > 0) input[member] = readXml(body, root);
    else if (route.operation !== "CreateBucket") throw s3Error("MalformedXML");
  } else if (route.text) input[route.text] = (await documentIn(exchange)).toString("utf8");
  return { route, input: onlyOwn(route, input) };
};

// What a browser or a proxy adds to any request is no member of an operation that does not read.
const reads = new Set(["GetObject", "HeadObject"]);
const writes = new Set(["PutObject", "CopyObject", "CompleteMultipartUpload", "DeleteObject"]);
const anywhere = [
  "CacheControl",
  "ContentLanguage",
  "Range",
  "IfMatch",
  "IfNoneMatch",
  "IfModifiedSince",
  "IfUnmodifiedSince",
];
const stored = new Set(["PutObject", "CopyObject", "CreateMultipartUpload"]);

const onlyOwn = ({ operation }: Route, input: Record<string, unknown>) => {
  const kept = { ...input };
  for (const member of anywhere) {
    const isHeaderOfObject = member === "CacheControl" || member === "ContentLanguage";
    const isOwn = isHeaderOfObject
      ? stored.has(operation)
      : reads.has(operation) || (writes.has(operation) && (member === "IfMatch" || member === "IfNoneMatch"));
    if (!isOwn) delete kept[member];
  }
  return kept;
};
