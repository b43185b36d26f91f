import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { AwsError } from "../../../core/aws-error.ts";
import { ObjectContent } from "../store/content.ts";
import { SMALL } from "../store/files.ts";
import { writeHeaders } from "./headers.ts";
import type { Route } from "./routes.ts";
import { toXml } from "./xml.ts";

const omit = (output: Record<string, unknown>, members: readonly string[]) =>
  Object.fromEntries(Object.entries(output).filter(([member]) => !members.includes(member)));
const pick = (output: Record<string, unknown>, members: readonly string[]) =>
  Object.fromEntries(Object.entries(output).filter(([member]) => members.includes(member)));

const sendXml = (response: ServerResponse, xml: string) => {
  response.setHeader("content-type", "application/xml");
  response.setHeader("content-length", Buffer.byteLength(xml));
  response.end(xml);
};

/** Answers with what an operation gave; resolves when all of it is sent, or nobody takes it any more. */
export const answer = async (
  response: ServerResponse,
  { answer: { status, root, payload, headers, body } = {}, method }: Route,
  output: Record<string, unknown>,
): Promise<void> => {
  const asHeaders = root === undefined ? output : pick(output, headers ?? []);
  for (const [name, value] of Object.entries(writeHeaders(asHeaders))) response.setHeader(name, value);
  response.statusCode = status ?? (output.ContentRange === undefined ? 200 : 206);
  if (root !== undefined) {
    const document = payload === undefined ? omit(output, headers ?? []) : output[payload];
    return sendXml(response, toXml(root, document));
  }
  const content = body === undefined ? undefined : output[body];
  if (!(content instanceof ObjectContent)) {
    response.end(content === undefined ? undefined : String(content));
    return;
  }
  if (method === "HEAD" || content.size === 0) {
    response.end();
    return;
  }
  const sent =
    content.size <= SMALL
      ? content.transformToByteArray().then((bytes) => void response.end(bytes))
      : pipeline(content.stream(), response);
  // A client may go away at any byte; an answer that is not whole ends as a broken connection.
  await sent.catch(() => response.destroy());
};

/** Answers with an error in S3's XML; a request of which something is still to come is not waited for. */
export const answerError = (
  request: IncomingMessage,
  response: ServerResponse,
  { code, message, status, fields }: AwsError,
  requestId: string,
  hostId: string,
): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { DeleteMarker, MarkerVersionId, ETag, LastModified, ...told } = fields;
  const headers = writeHeaders({ DeleteMarker, VersionId: MarkerVersionId, ETag, LastModified });
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = status;
  const isBodiless = request.method === "HEAD" || status === 304;
  const document = { Code: code, Message: message, ...told, RequestId: requestId, HostId: hostId };
  const xml = isBodiless ? "" : toXml("Error", document, "");
  if (!isBodiless) {
    response.setHeader("content-type", "application/xml");
    response.setHeader("content-length", Buffer.byteLength(xml));
  }
  if (request.complete) {
    response.end(xml);
    return;
  }
  // Node would end the connection with the answer, and whoever still sends would get a reset instead of it.
  response.setHeader("connection", "close");
  response.write(xml);
  request.once("end", () => response.end()).resume();
  setTimeout(() => response.destroy(), LINGER_MS).unref();
};

/** For a client that is still sending when its answer is complete. */
const LINGER_MS = 1000;
