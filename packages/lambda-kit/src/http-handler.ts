import { randomBytes } from "node:crypto";
import { Traceparent } from "@sourdough/events-schema";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { InvalidInputError, TransientError } from "./errors.ts";
import { createTelemetry, type Telemetry } from "./telemetry.ts";

/** A request as it came over the network. */
export interface RawRequest {
  readonly body: Uint8Array;
  /** The value of a header, however its name is written; the last where it is there twice. */
  readonly header: (name: string) => string | undefined;
  /** Of the gateway. */
  readonly requestId: string;
  /** The request's own, or one that begins here. */
  readonly traceparent: string;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * A function behind a route of API Gateway (AWS_PROXY) that needs the raw body, as a signature over it does. An
 * `InvalidInputError` is the answer 400, a `TransientError` 503 and any other error 500, all in the shape of RFC 9457.
 */
export const httpHandler = (options: {
  name: string;
  run: (request: RawRequest, telemetry: Telemetry) => Promise<Answer>;
}) => {
  const telemetry = createTelemetry(options.name);
  return async function handleRequest(
    event: APIGatewayProxyEvent,
    context: Context,
  ): Promise<APIGatewayProxyResult> {
    telemetry.begin(context);
    const request = toRequest(event);
    const { requestId, traceparent } = request;
    const unit = telemetry.of({ requestId, traceparent }, undefined);
    try {
      const { status, body } = await options.run(request, unit);
      unit.logger.info(`${options.name} done`, { status });
      return respond(status, "application/json", body);
    } catch (error) {
      const problem = problemOf(error);
      if (error instanceof InvalidInputError) {
        // Whoever sent it learns what is wrong with it; it says nothing about this function.
        unit.logger.warn(`${options.name} refused a request`, { issues: error.issues });
        unit.count("RequestsRefused");
      } else unit.logger.error(`${options.name} failed`, { error });
      return respond(problem.status, "application/problem+json", { type: "about:blank", ...problem });
    } finally {
      telemetry.flush();
    }
  };
};

const toRequest = ({ body, headers, isBase64Encoded, requestContext }: APIGatewayProxyEvent): RawRequest => {
  const named = new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: string) => named.get(name.toLowerCase());
  return {
    body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"),
    header,
    requestId: requestContext.requestId,
    traceparent: Traceparent.safeParse(header("traceparent")).data ?? newTraceparent(),
  };
};

const newTraceparent = () => `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`;

const problemOf = (error: unknown) => {
  if (error instanceof InvalidInputError)
    return { title: "Bad Request", status: 400, code: error.code, detail: error.message };
  if (error instanceof TransientError)
    return { title: "Service Unavailable", status: 503, code: error.code, detail: "Try again in a moment." };
  return { title: "Internal Server Error", status: 500, code: "internal", detail: "Try again later." };
};

const respond = (statusCode: number, contentType: string, body: object): APIGatewayProxyResult => ({
  statusCode,
  headers: { "Content-Type": contentType },
  body: JSON.stringify(body),
});
