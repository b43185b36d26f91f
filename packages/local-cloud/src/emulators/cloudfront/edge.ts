import { STATUS_CODES } from "node:http";
import type { Cloud } from "../../core/cloud.ts";
import { holdAnswer } from "../../http/hold-answer.ts";
import type { Exchange } from "../../http/listen.ts";
import { HttpRefusal } from "../../http/refusal.ts";
import { hopByHop } from "../../http/web.ts";
import type { Refusal } from "../wafv2/emulator.ts";
import { type Behavior, changedOrigin, type Distribution, type Origin } from "./behaviors.ts";
import type { EdgeParts } from "./edge-parts.ts";
import { errorPage, newRequestId } from "./error-page.ts";
import {
  type FunctionEvent,
  type FunctionRequest,
  requestHeaders,
  requestOf,
  responseHeaders,
  responseOf,
  searchOf,
} from "./functions/event.ts";
import { checkReturned, type Returned } from "./functions/returned.ts";
import type { ChosenOrigin } from "./functions/sandbox.ts";
import { underPolicy } from "./headers-policy.ts";
import type { Headers as ManyHeaders } from "./messages.ts";
import { LOCATION_HEADER, viewerHeaders } from "./viewer-headers.ts";

/** A request on its way to its origin. */
export interface OriginRequest {
  readonly origin: Origin;
  /** As a URL has it, not decoded. */
  readonly path: string;
  readonly search: string;
  readonly headers: ManyHeaders;
}

export interface Edge {
  /** Answers as the distribution does, with what `fetchFrom` writes to the exchange. */
  handle(
    exchange: Exchange,
    fetchFrom: (request: OriginRequest) => Promise<"again" | undefined>,
  ): Promise<void>;
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomMaxRequestStringLength */
const MOST_URL = 8192;
const COULD_NOT_RUN =
  "The CloudFront function associated with the CloudFront distribution is invalid or could not run.";

/** What comes of the function at an event. */
type Result =
  | { readonly kind: "returned"; readonly returned: Returned; readonly origin: ChosenOrigin | undefined }
  | { readonly kind: "failed"; readonly status: 502 | 503; readonly why: string; readonly cache: string };

const rawHeaders = ({ headersDistinct }: Exchange["request"]): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(headersDistinct).map(([name, values = []]) => [name, values]));

const flat = (headers: ManyHeaders) =>
  Object.entries(headers).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));

/** What a distribution does before and behind its origins, without a cache. */
export const createEdge = (cloud: Cloud, distribution: Distribution, parts: EdgeParts): Edge => {
  const runFunction = async (arn: string, event: FunctionEvent): Promise<Result> => {
    const { name, code, store } = parts.functionOf(arn);
    const { eventType } = event.context;
    const hop = cloud.journal.record({
      service: "cloudfront",
      action: "Invoke",
      resource: arn,
      source: distribution.arn,
      input: event,
    });
    const result = await parts.runtime.run({ code, event, now: cloud.clock.now() }, store);
    const { computeUtilization, reads, logs } = result;
    const fail = (status: 502 | 503, code: string, why: string, told: string): Result => {
      cloud.journal.finish(hop, {
        output: { computeUtilization, reads, logs },
        error: { code, message: told },
      });
      cloud.warn(`The function ${name} failed at a ${eventType}, which is answered with ${status}: ${told}`);
      const cache = code === "FunctionExecutionError" ? `${code} from cloudfront` : "Error from cloudfront";
      return { kind: "failed", status, why, cache };
    };
    if (result.error !== undefined) return fail(503, "FunctionExecutionError", COULD_NOT_RUN, result.error);
    try {
      const returned = checkReturned(result.value, event);
      cloud.journal.finish(hop, {
        output: { returned: result.value, origin: result.origin, computeUtilization, reads, logs },
      });
      return { kind: "returned", returned, origin: result.origin };
    } catch (error) {
      const { message } = error as Error;
      return fail(502, "FunctionValidationError", message, message);
    }
  };

  const originOf = (behavior: Behavior, chosen: ChosenOrigin | undefined): Origin => {
    if (!chosen) return behavior.origin;
    if ("update" in chosen) return changedOrigin(behavior.origin, chosen.update);
    const found = distribution.origins.find(({ id }) => id === chosen.select);
    if (!found) throw new Error(`it chose the origin ${chosen.select}, which the distribution does not have`);
    return changedOrigin(found, chosen.settings ?? {});
  };

  const answerPage = (exchange: Exchange, status: number, why: string, requestId: string, cache: string) => {
    const { response } = exchange;
    response.setHeader("content-type", "text/html");
    response.setHeader("x-cache", cache);
    response.statusCode = status;
    response.end(errorPage(status, why, requestId));
  };

  /** https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-action.html */
  const refuse = ({ response }: Exchange, { answer }: Refusal, requestId: string) => {
    const { status, headers, body } = answer ?? {
      status: 403,
      headers: { "content-type": "text/html" },
      body: errorPage(403, "Request blocked.", requestId),
    };
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader("x-cache", "Error from cloudfront");
    response.statusCode = status;
    response.end(body);
  };

  /** Policy and viewer response function, whoever answers. */
  const finishAnswer = (
    exchange: Exchange,
    behavior: Behavior,
    event: FunctionEvent,
    seen: { generated: boolean },
  ) => {
    const { request, response } = exchange;
    const policy =
      behavior.headersPolicy === undefined ? undefined : parts.headersPolicyOf(behavior.headersPolicy);
    const { origin } = request.headers;
    const isPreflight =
      request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
    holdAnswer(response, async ({ status, headers }) => {
      const policed = policy ? underPolicy(policy, { origin, isPreflight }, headers) : headers;
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-status-codes
      if (behavior.onResponse === undefined || status >= 400 || seen.generated)
        return { status, headers: policed };
      const before = responseOf(status, STATUS_CODES[status] ?? "", policed);
      const result = await runFunction(behavior.onResponse, {
        ...event,
        context: { ...event.context, eventType: "viewer-response" },
        response: before,
      });
      if (result.kind === "failed")
        return {
          status: result.status,
          headers: { ...policed, "content-type": ["text/html"], "x-cache": [result.cache] },
          body: Buffer.from(errorPage(result.status, result.why, event.context.requestId)),
        };
      if (result.returned.kind !== "response") throw new Error("checkReturned let a request through.");
      const { response: after, body } = result.returned;
      const hidden = Object.entries(policed).filter(
        ([name]) => !Object.hasOwn(before.headers, name) && name !== "set-cookie",
      );
      return {
        status: after.statusCode,
        headers: { ...Object.fromEntries(hidden), ...responseHeaders(after) },
        body,
      };
    });
  };

  const toOrigin = (
    behavior: Behavior,
    raw: ManyHeaders,
    request: FunctionRequest,
    chosen: ChosenOrigin | undefined,
  ): OriginRequest => {
    const origin = originOf(behavior, chosen);
    // What functions do not see goes on as it came.
    const seen = requestOf(request.method, { pathname: "/", search: "" }, raw).headers;
    const hidden = Object.entries(raw).filter(([name]) => !Object.hasOwn(seen, name) && name !== "cookie");
    const headers = { ...Object.fromEntries(hidden), ...requestHeaders(request) };
    return {
      origin,
      path: `${origin.path}${request.uri}`,
      search: searchOf(request.querystring),
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name))),
    };
  };

  return {
    async handle(exchange, fetchFrom) {
      const { request, url } = exchange;
      const { method = "GET" } = request;
      const behavior = distribution.behaviors.find(({ pattern }) => pattern.test(url.pathname))!;
      const requestId = newRequestId();
      const raw = viewerHeaders(rawHeaders(request), parts.addedBy(behavior.policies), parts.location);
      delete request.headersDistinct[LOCATION_HEADER];
      delete request.headers[LOCATION_HEADER];
      const event: FunctionEvent = {
        version: "1.0",
        context: {
          distributionDomainName: distribution.domain,
          distributionId: distribution.id,
          eventType: "viewer-request",
          requestId,
        },
        viewer: { ip: request.socket.remoteAddress ?? "127.0.0.1" },
        request: requestOf(method, url, raw),
      };
      const seen = { generated: false };
      finishAnswer(exchange, behavior, event, seen);
      exchange.response.setHeader("x-amz-cf-id", requestId);
      if (`https://${distribution.domain}${url.pathname}${url.search}`.length > MOST_URL)
        return answerPage(exchange, 413, "Bad request.", requestId, "Error from cloudfront");
      // HTTP/1.0 may leave it out, but CloudFront knows by it whose request it is; functions rely on it.
      if (request.httpVersionMajor === 1 && request.headers.host === undefined)
        return answerPage(exchange, 400, "Bad request.", requestId, "Error from cloudfront");
      if (behavior.allowedMethods && !behavior.allowedMethods.includes(method))
        return answerPage(
          exchange,
          403,
          "This distribution is not configured to allow the HTTP request method that was used for this request.",
          requestId,
          "Error from cloudfront",
        );

      const refusal =
        distribution.webAcl === undefined
          ? undefined
          : cloud.use("firewall").refuseBy(distribution.webAcl, { headers: new Headers(flat(raw)) });
      if (refusal) return refuse(exchange, refusal, requestId);

      for (;;) {
        const result: Result =
          behavior.onRequest === undefined
            ? { kind: "returned", returned: { kind: "request", request: event.request }, origin: undefined }
            : await runFunction(behavior.onRequest, event);
        if (result.kind === "failed") {
          seen.generated = true;
          return answerPage(exchange, result.status, result.why, requestId, result.cache);
        }
        const { returned } = result;
        if (returned.kind === "response") {
          seen.generated = true;
          const { response } = exchange;
          for (const [name, values] of Object.entries(responseHeaders(returned.response)))
            response.setHeader(name, values.length === 1 ? values[0]! : values);
          response.setHeader("x-cache", "FunctionGeneratedResponse from cloudfront");
          response.statusCode = returned.response.statusCode;
          response.end(method === "HEAD" ? undefined : returned.body);
          return;
        }
        if (originOf(behavior, result.origin).domain === "")
          throw new HttpRefusal(502, "BadGateway", "No origin.");
        if ((await fetchFrom(toOrigin(behavior, raw, returned.request, result.origin))) !== "again") return;
      }
    },
  };
};
