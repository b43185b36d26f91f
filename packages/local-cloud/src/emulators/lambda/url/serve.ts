import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud, HostContext, Permission, Principal, VirtualHost } from "../../../core/cloud.ts";
import { admitsOrigin, isPreflight, preflightHeaders } from "../../../http/cors.ts";
import { hasNoBody, setHeader, streamedResponse } from "../../../http/web.ts";
import type { FoundFunction } from "../functions.ts";
import type { Runner, RunRequest, RunResult } from "../runner.ts";
import { readHttpAnswer, StreamFailure } from "../streaming/http-answer.ts";
import { invokeStreaming } from "../streaming/invoke-streaming.ts";
import type { UrlConfig } from "./configs.ts";
import { urlEvent } from "./event.ts";

const structured = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** Serves a function URL, as it is configured at the moment of a request; nothing of one that was deleted. */
export const functionUrlHost = (
  cloud: Cloud,
  runner: Runner,
  host: string,
  configured: () => UrlConfig | undefined,
): VirtualHost => ({
  host,
  admits: (origin) => admitsOrigin(configured()?.cors, origin),
  async fetch(request, { causes, signer, url = new URL(request.url) }) {
    const config = configured();
    if (!config) return Response.json({ Message: null }, { status: 404 });
    const { cors, found } = config;
    const corsHeaders = preflightHeaders(cors, request.headers.get("origin"));
    const answer = (status: number, body: object) => Response.json(body, { status, headers: corsHeaders });
    if (cors && isPreflight(request)) return new Response(null, { status: 200, headers: corsHeaders });
    const refusal = refusalOf(cloud, config, signer);
    if (refusal !== undefined) {
      cloud.warn(`${host}: ${refusal}`);
      return answer(403, { Message: "Forbidden" });
    }
    const known = config.authType === "AWS_IAM" ? signer : undefined;
    const payload = JSON.stringify(await urlEvent(cloud, host, request, url, known));
    const invocation = { payload, causes, source: host };
    try {
      return await (config.streams
        ? answerStreaming(runner, found, invocation, corsHeaders)
        : answerWhole(await runner.run(found, invocation), corsHeaders));
    } catch (error) {
      // Throttled, or a durable function that nobody may wait for.
      if (error instanceof AwsError) return answer(error.status, { Message: error.message });
      if (!(error instanceof StreamFailure || error instanceof SyntaxError)) throw error;
      cloud.warn(`${host} answered its URL with no HTTP: ${error.message}`);
      return answer(502, { message: "Internal Server Error" });
    }
  },
});

/**
 * Why nobody may call a URL: both actions have to be allowed.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
const refusalOf = (
  cloud: Cloud,
  { authType, found }: UrlConfig,
  signer: HostContext["signer"],
): string | undefined => {
  if (authType === "AWS_IAM" && !signer) return "The request is not signed, and the URL wants AWS_IAM.";
  const principal: Principal = authType === "NONE" ? { kind: "anonymous" } : signer!.principal;
  if (principal.kind === "root") return undefined;
  const needed = (resource: string): Permission[] => [
    { action: "lambda:InvokeFunctionUrl", resource, context: { "lambda:functionurlauthtype": authType } },
    { action: "lambda:InvokeFunction", resource, context: { "lambda:invokedviafunctionurl": "true" } },
  ];
  const { fn, invokedArn } = found;
  if ([invokedArn, fn.arn].some((arn) => cloud.allows(principal, needed(arn)))) return undefined;
  const who = authType === "NONE" ? "Nobody" : "Whoever signed the request";
  return `${who} may call it: ${fn.name} needs permissions for lambda:InvokeFunctionUrl and lambda:InvokeFunction.`;
};

/** An answer without `statusCode` is the body itself. */
const answerWhole = ({ error, payload }: RunResult, corsHeaders: Headers): Response => {
  if (error)
    return Response.json({ message: "Internal Server Error" }, { status: 502, headers: corsHeaders });
  const answer: unknown = JSON.parse(payload);
  const parsed = structured.safeParse(answer);
  const headers = new Headers(corsHeaders);
  headers.set("content-type", "application/json");
  if (!parsed.success)
    return new Response(typeof answer === "string" ? answer : JSON.stringify(answer), { headers });
  const { statusCode, headers: given = {}, cookies = [], body, isBase64Encoded } = parsed.data;
  for (const [name, value] of Object.entries(given)) headers.set(name, String(value));
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(
    hasNoBody(statusCode) ? null : isBase64Encoded ? Buffer.from(body ?? "", "base64") : (body ?? ""),
    { status: statusCode, headers },
  );
};

/** Throws `StreamFailure` when the function fails before its first byte; after that the connection breaks off. */
const answerStreaming = async (
  runner: Runner,
  found: FoundFunction,
  invocation: RunRequest,
  corsHeaders: Headers,
): Promise<Response> => {
  const {
    status,
    headers: given,
    pieces,
  } = await readHttpAnswer(await invokeStreaming(runner, found, invocation));
  const headers = new Headers(corsHeaders);
  for (const [name, value] of Object.entries(given)) setHeader(headers, name, value);
  if (!hasNoBody(status)) return streamedResponse({ status, headers }, pieces);
  await pieces.return?.();
  return new Response(null, { status, headers });
};
