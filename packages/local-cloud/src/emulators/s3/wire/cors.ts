import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "../../../core/aws-error.ts";
import type { CorsRule } from "../settings.ts";
import type { Bucket } from "../store/buckets.ts";

const matches = (pattern: string, text: string): boolean => {
  const [before = "", after] = pattern.split("*");
  return after === undefined
    ? pattern === text
    : text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
};

/** The first rule that allows a page of `origin` the method and the headers. https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html */
const ruleFor = (
  bucket: Bucket | undefined,
  origin: string,
  method: string,
  headers: readonly string[] = [],
): CorsRule | undefined =>
  bucket?.settings.cors?.find(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders = [] }) =>
      AllowedOrigins.some((pattern) => matches(pattern, origin)) &&
      AllowedMethods.some((allowed) => allowed === method) &&
      headers.every((header) => AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), header))),
  );

const allow = (response: ServerResponse, rule: CorsRule, origin: string) => {
  const isAnyone = rule.AllowedOrigins.some((pattern) => pattern === "*");
  response.setHeader("access-control-allow-origin", isAnyone ? "*" : origin);
  if (!isAnyone) response.setHeader("access-control-allow-credentials", "true");
  response.setHeader("access-control-allow-methods", rule.AllowedMethods.join(", "));
  if (rule.ExposeHeaders?.length)
    response.setHeader("access-control-expose-headers", rule.ExposeHeaders.join(", "));
  if (rule.MaxAgeSeconds !== undefined)
    response.setHeader("access-control-max-age", String(rule.MaxAgeSeconds));
  response.setHeader("vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
};

/** Lets the page that asks read the answer, where the bucket allows it. */
export const allowReader = (
  request: IncomingMessage,
  response: ServerResponse,
  bucket: Bucket | undefined,
): void => {
  const { origin } = request.headers;
  const rule = origin === undefined ? undefined : ruleFor(bucket, origin, request.method ?? "GET");
  if (rule && origin !== undefined) allow(response, rule, origin);
};

const forbidden = (message: string, ResourceType: string, Method: string) =>
  new AwsError("AccessForbidden", message, { status: 403, fields: { Method, ResourceType } });

/** Answers a browser's question before a request. */
export const answerPreflight = (
  request: IncomingMessage,
  response: ServerResponse,
  bucket: Bucket | undefined,
  isObject: boolean,
): void => {
  const { origin } = request.headers;
  const method = request.headers["access-control-request-method"];
  if (origin === undefined)
    throw new AwsError("BadRequest", "Insufficient information. Origin request header needed.");
  if (method === undefined) throw new AwsError("BadRequest", "Invalid Access-Control-Request-Method: null");
  const type = isObject ? "OBJECT" : "BUCKET";
  if (!bucket?.settings.cors)
    throw forbidden("CORSResponse: CORS is not enabled for this bucket.", type, method);
  const asked = String(request.headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((header) => header.trim().toLowerCase())
    .filter((header) => header !== "");
  const rule = ruleFor(bucket, origin, method, asked);
  if (!rule)
    throw forbidden(
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      type,
      method,
    );
  allow(response, rule, origin);
  if (asked.length > 0) response.setHeader("access-control-allow-headers", asked.join(", "));
  response.statusCode = 200;
  response.end();
};
