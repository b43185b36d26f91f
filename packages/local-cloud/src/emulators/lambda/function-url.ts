import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, HostContext, VirtualHost } from "../../core/cloud.ts";
import { shortName } from "../../core/values.ts";
import { admitsOrigin, isPreflight, preflightHeaders } from "../../http/cors.ts";
import { LOOPBACK } from "../../http/hosts.ts";
import { hasNoBody, streamedResponse, streamOf } from "../../http/web.ts";
import type { FoundFunction } from "./functions.ts";
import type { functionUrlProperties } from "./properties.ts";
import type { Runner, RunRequest, RunResult } from "./runner.ts";
import { readHead, type Streaming, startStreaming, wholeParts } from "./streaming.ts";

type UrlProperties = z.output<typeof functionUrlProperties>;

const structured = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** Serves a function URL: HTTP in, payload format 2.0 to the function. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export const functionUrlHost = (
  cloud: Cloud,
  runner: Runner,
  found: FoundFunction,
  host: string,
  { authorizationType, cors, invokeMode }: UrlProperties,
): VirtualHost => ({
  host,
  admits: (origin) => admitsOrigin(cors, origin),
  fetch: async (request, { causes, signer, url }) => {
    const corsHeaders = preflightHeaders(cors, request.headers.get("origin"));
    if (cors && isPreflight(request)) return new Response(null, { status: 200, headers: corsHeaders });
    if (authorizationType === "AWS_IAM" && !(await isPermitted(cloud, found, signer, request.clone())))
      return Response.json({ Message: FORBIDDEN }, { status: 403, headers: corsHeaders });
    const payload = JSON.stringify(await toEvent(cloud, host, request, url ?? new URL(request.url)));
    const run = (onPart?: RunRequest["onPart"]) =>
      runner.run(found, { payload, causes, source: host, onPart });
    let result: RunResult | Streaming;
    try {
      result = await (invokeMode === "RESPONSE_STREAM" ? startStreaming(run) : run());
    } catch (error) {
      // Throttled, or a durable function that nobody may wait for.
      if (!(error instanceof AwsError)) throw error;
      return Response.json({ Message: error.message }, { status: error.status, headers: corsHeaders });
    }
    if ("error" in result && result.error)
      return Response.json({ message: "Internal Server Error" }, { status: 502, headers: corsHeaders });
    try {
      return "parts" in result
        ? await toStreamedResponse(result, corsHeaders)
        : toResponse(JSON.parse(result.payload), corsHeaders);
    } catch (error) {
      cloud.warn(`${host} answered its URL with no HTTP: ${(error as Error).message}`);
      return Response.json({ message: "Internal Server Error" }, { status: 502, headers: corsHeaders });
    }
  },
});

const FORBIDDEN =
  "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
const isPermitted = async (
  cloud: Cloud,
  { invokedArn: resource }: FoundFunction,
  signer: HostContext["signer"],
  request: Request,
): Promise<boolean> => {
  const context = { "lambda:functionurlauthtype": "AWS_IAM", "lambda:invokedviafunctionurl": "true" };
  const needed = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"].map((action) => ({
    action,
    resource,
    context,
  }));
  if (!signer || !cloud.allows(signer.principal, needed)) return false;
  // CloudFront signs no body: whoever sends one says what it is.
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
  const body = Buffer.from(await request.arrayBuffer());
  const isSignedByService = signer.principal.kind === "service" && body.length > 0;
  const hash = createHash("sha256").update(body).digest("hex");
  if (!isSignedByService || request.headers.get("x-amz-content-sha256") === hash) return true;
  cloud.warn(
    `${shortName(resource)} refused a request through a router that protects it: a client that sends a body puts its SHA-256, in hexadecimal, into the header x-amz-content-sha256.`,
  );
  return false;
};

const toEvent = async (cloud: Cloud, host: string, request: Request, url: URL) => {
  const headers = Object.fromEntries([...request.headers].filter(([name]) => name !== "cookie"));
  const cookies = request.headers.get("cookie")?.split("; ");
  const body = Buffer.from(await request.arrayBuffer());
  const binary = !/^(text\/|application\/(json|javascript|xml|.*\+json|.*\+xml|x-www-form-urlencoded))/.test(
    headers["content-type"] ?? "text/",
  );
  const now = new Date(cloud.clock.now());
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    cookies,
    headers,
    queryStringParameters: url.search ? joinRepeated(url.searchParams) : undefined,
    requestContext: {
      accountId: "anonymous",
      apiId: host.split(".")[0],
      domainName: host,
      domainPrefix: host.split(".")[0],
      http: {
        method: request.method,
        path: url.pathname,
        protocol: "HTTP/1.1",
        sourceIp: LOOPBACK,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: "$default",
      stage: "$default",
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    body: body.length > 0 ? body.toString(binary ? "base64" : "utf8") : undefined,
    isBase64Encoded: body.length > 0 && binary,
  };
};

const joinRepeated = (parameters: URLSearchParams) =>
  Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(",")]),
  );

/** As AWS's runtime calls an answer that begins with a head. */
const WITH_HEAD = "application/vnd.awslambda.http-integration-response";
const streamedHead = structured.extend({ statusCode: z.int().default(200) });

const toStreamedResponse = async (run: Streaming, corsHeaders: Headers): Promise<Response> => {
  const parts = wholeParts(run);
  const { contentType } = run;
  const { head, body } =
    contentType === WITH_HEAD ? await readHead(parts) : { head: {}, body: streamOf(parts) };
  const { statusCode, headers: given = {}, cookies = [] } = streamedHead.parse(head);
  const headers = new Headers(corsHeaders);
  const isPlain = contentType === undefined || contentType === WITH_HEAD;
  headers.set("content-type", isPlain ? "application/octet-stream" : contentType);
  for (const [name, value] of Object.entries(given)) headers.set(name, String(value));
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return streamedResponse(body, { status: statusCode, headers });
};

/** An answer without `statusCode` is the body itself. */
const toResponse = (answer: unknown, corsHeaders: Headers): Response => {
  const parsed = structured.safeParse(answer);
  const headers = new Headers(corsHeaders);
  if (!parsed.success) {
    headers.set("content-type", "application/json");
    return new Response(typeof answer === "string" ? answer : JSON.stringify(answer), { headers });
  }
  const { statusCode, headers: given = {}, cookies = [], body, isBase64Encoded } = parsed.data;
  headers.set("content-type", "application/json");
  for (const [name, value] of Object.entries(given)) headers.set(name, String(value));
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(
    hasNoBody(statusCode) ? null : isBase64Encoded ? Buffer.from(body ?? "", "base64") : (body ?? ""),
    {
      status: statusCode,
      headers,
    },
  );
};
