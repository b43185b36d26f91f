import { randomUUID } from "node:crypto";
import { AwsError } from "../../../core/aws-error.ts";
import type { Caller, Cloud } from "../../../core/cloud.ts";
import { decodeQuery } from "../../../gateway/query-protocol.ts";
import { toJson } from "../../../gateway/to-json.ts";
import type { BackendResponse, IntegrationRequest } from "../exchange.ts";
import type { AwsTarget } from "./uri.ts";

type ServiceTarget = Exclude<AwsTarget, { kind: "lambda" }>;

/** Calls an AWS service with the request a template made of the client's, as that role. */
export type CallService = (request: IntegrationRequest, caller: Caller) => Promise<BackendResponse>;

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly protocol: "json" | "query";
}

export const createServiceCall = (cloud: Cloud, target: ServiceTarget): CallService => {
  return async (request, caller) => {
    let call: Call | undefined;
    try {
      call = readCall(cloud, target, request);
      const output = (await cloud.dispatch(call.service, call.operation, call.input, caller)) as object;
      return answer(200, call.protocol === "query" ? wrap(call, output) : (output ?? {}));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return refuse(error, call);
    }
  };
};

const readCall = (cloud: Cloud, target: ServiceTarget, request: IntegrationRequest): Call => {
  const { service } = target;
  const { derivesTarget, query } = cloud.services.of(service)?.wire ?? {};
  const named = request.headers["x-amz-target"]?.split(".").at(-1);
  const operation = named ?? (target.kind === "action" && derivesTarget ? target.action : undefined);
  if (operation) return { service, operation, input: parseJson(request.body), protocol: "json" };
  if (!query) {
    cloud.warn(
      `An API Gateway integration with ${service} names no operation: map integration.request.header.X-Amz-Target ` +
        `(for example to 'AWSEvents.PutEvents') and Content-Type 'application/x-amz-json-1.1'.`,
    );
    throw new AwsError("UnknownOperationException", "The request names no operation.", { status: 404 });
  }
  const form = readForm(cloud, service, request);
  const action = form.get("Action") ?? (target.kind === "action" ? target.action : undefined);
  if (!action) throw new AwsError("MissingAction", "The request must contain the parameter Action.");
  const decoded = decodeQuery(form);
  const input = {
    ...(target.kind === "path" ? query.atPath?.(`${cloud.endpoint}/${target.path}`) : {}),
    ...(query.read ? query.read(action, decoded) : decoded),
  };
  return { service, operation: action, input, protocol: "query" };
};

const readForm = (cloud: Cloud, service: string, { headers, query, body }: IntegrationRequest) => {
  const form = new URLSearchParams(query);
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  if (!isForm && body.includes("Action="))
    cloud.warn(
      `An API Gateway integration sends ${service} a form as ${headers["content-type"] ?? "application/json"}, which ` +
        `it ignores: map integration.request.header.Content-Type to 'application/x-www-form-urlencoded'.`,
    );
  if (isForm) for (const [name, value] of new URLSearchParams(body)) form.set(name, value);
  return form;
};

const parseJson = (body: string): Record<string, unknown> => {
  try {
    return JSON.parse(body || "{}") as Record<string, unknown>;
  } catch (error) {
    throw new AwsError(
      "SerializationException",
      `The request template made a body that is not JSON: ${(error as Error).message}`,
      { cause: error },
    );
  }
};

const answer = (status: number, body: unknown): BackendResponse => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": randomUUID() },
  body: toJson(body),
  selector: String(status),
});

// API Gateway asks query services for JSON, in which members without a value are null.
const wrap = ({ operation }: Call, output: object) => ({
  [`${operation}Response`]: {
    ResponseMetadata: { RequestId: randomUUID() },
    [`${operation}Result`]: { ...EMPTY_MEMBERS[operation], ...output },
  },
});

const EMPTY_MEMBERS: Record<string, object> = {
  SendMessage: {
    MD5OfMessageAttributes: null,
    MD5OfMessageBody: null,
    MD5OfMessageSystemAttributes: null,
    MessageId: null,
    SequenceNumber: null,
  },
  Publish: { MessageId: null, SequenceNumber: null },
};

const refuse = (error: AwsError, call: Call | undefined): BackendResponse => ({
  ...answer(
    error.status,
    call?.protocol === "query"
      ? {
          Error: {
            Code: error.code,
            Message: error.message,
            Type: error.status < 500 ? "Sender" : "Receiver",
          },
          RequestId: randomUUID(),
        }
      : { __type: error.code, message: error.message, ...error.fields },
  ),
  denied: /^AccessDenied/.test(error.code) ? error : undefined,
});
