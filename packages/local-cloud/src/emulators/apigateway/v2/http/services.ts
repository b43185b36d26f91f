import { randomUUID } from "node:crypto";
import { AwsError } from "../../../../core/aws-error.ts";
import type { Caller, Cloud } from "../../../../core/cloud.ts";
import { encodeQueryAnswer } from "../../../../gateway/query-protocol.ts";
import { toJson } from "../../../../gateway/to-json.ts";
import type { Integration } from "../definition.ts";
import type { Answer } from "./answer.ts";
import { HttpApiError, internalError } from "./error.ts";
import type { HttpExchange } from "./exchange.ts";
import { compileValue, type Value } from "./mapping.ts";

interface Subtype {
  readonly service: string;
  readonly operation: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Parameters that are no text. */
  readonly parsed?: readonly string[];
  input?(parameters: Record<string, unknown>): object;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html */
const subtypes: Readonly<Record<string, Subtype>> = {
  "EventBridge-PutEvents": {
    service: "events",
    operation: "PutEvents",
    required: ["Detail", "DetailType", "Source"],
    optional: ["Time", "EventBusName", "Resources", "TraceHeader"],
    parsed: ["Resources"],
    input: ({ Time, ...entry }) => ({
      Entries: [{ ...entry, ...(Time !== undefined && { Time: secondsOf(Time) }) }],
    }),
  },
  "SQS-SendMessage": {
    service: "sqs",
    operation: "SendMessage",
    required: ["QueueUrl", "MessageBody"],
    optional: [
      "DelaySeconds",
      "MessageAttributes",
      "MessageDeduplicationId",
      "MessageGroupId",
      "MessageSystemAttributes",
    ],
    parsed: ["DelaySeconds", "MessageAttributes", "MessageSystemAttributes"],
  },
  "SQS-ReceiveMessage": {
    service: "sqs",
    operation: "ReceiveMessage",
    required: ["QueueUrl"],
    optional: [
      "AttributeNames",
      "MaxNumberOfMessages",
      "MessageAttributeNames",
      "ReceiveRequestAttemptId",
      "VisibilityTimeout",
      "WaitTimeSeconds",
    ],
    parsed: [
      "AttributeNames",
      "MaxNumberOfMessages",
      "MessageAttributeNames",
      "VisibilityTimeout",
      "WaitTimeSeconds",
    ],
  },
  "SQS-DeleteMessage": {
    service: "sqs",
    operation: "DeleteMessage",
    required: ["QueueUrl", "ReceiptHandle"],
    optional: [],
  },
  "SQS-PurgeQueue": { service: "sqs", operation: "PurgeQueue", required: ["QueueUrl"], optional: [] },
  "Kinesis-PutRecord": {
    service: "kinesis",
    operation: "PutRecord",
    required: ["StreamName", "Data", "PartitionKey"],
    optional: ["SequenceNumberForOrdering", "ExplicitHashKey"],
  },
  "StepFunctions-StartExecution": {
    service: "states",
    operation: "StartExecution",
    required: ["StateMachineArn"],
    optional: ["Name", "Input"],
    input: camelCased,
  },
  "StepFunctions-StartSyncExecution": {
    service: "states",
    operation: "StartSyncExecution",
    required: ["StateMachineArn"],
    optional: ["Name", "Input", "TraceHeader"],
    input: camelCased,
  },
  "StepFunctions-StopExecution": {
    service: "states",
    operation: "StopExecution",
    required: ["ExecutionArn"],
    optional: ["Cause", "Error"],
    input: camelCased,
  },
};

function camelCased(parameters: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name[0]!.toLowerCase() + name.slice(1), value]),
  );
}

const secondsOf = (time: unknown): number =>
  /^[\d.]+$/.test(String(time)) ? Number(time) : Date.parse(String(time)) / 1000;

/** Compiles an integration with an AWS service (`SQS-SendMessage`); throws when API Gateway would refuse it. */
export const compileServiceIntegration = (
  cloud: Cloud,
  integration: Integration,
): ((exchange: HttpExchange, caller: Caller) => Promise<Answer>) => {
  const { integrationSubtype: name = "", credentialsArn } = integration;
  const subtype = Object.hasOwn(subtypes, name) ? subtypes[name] : undefined;
  if (!subtype)
    throw new Error(
      `The integration subtype ${name} is not emulated; there are ${Object.keys(subtypes).join(", ")}.`,
    );
  if (!credentialsArn)
    throw new Error(
      `Its integration ${name} has no credentialsArn: set it to a role that apigateway.amazonaws.com may assume.`,
    );
  const { Region, ...requestParameters } = integration.requestParameters;
  if (Region !== undefined && Region !== cloud.region)
    throw new Error(`Its integration ${name} is with ${Region}: there is only ${cloud.region} here.`);
  const known = new Set([...subtype.required, ...subtype.optional]);
  for (const parameter of Object.keys(requestParameters))
    if (!known.has(parameter)) throw new Error(`${name} takes no parameter ${parameter}.`);
  for (const parameter of subtype.required)
    if (!(parameter in requestParameters)) throw new Error(`${name} needs the parameter ${parameter}.`);
  const values = Object.entries(requestParameters).map(
    ([parameter, expression]) => [parameter, compileValue(expression)] as const,
  );
  return async (exchange, caller) => {
    const given = readParameters(values, exchange, subtype);
    const input = subtype.input?.(given) ?? given;
    try {
      const output = await cloud.dispatch(subtype.service, subtype.operation, input, caller);
      return answerOf(cloud, subtype, (output ?? {}) as object);
    } catch (error) {
      // Whatever the service says is a 500: LocalStack's validated test_apigw_v2_http_kinesis_put_record_no_stream.
      if (error instanceof AwsError) throw internalError(error);
      throw error;
    }
  };
};

const readParameters = (
  values: readonly (readonly [string, Value])[],
  exchange: HttpExchange,
  { parsed = [] }: Subtype,
): Record<string, unknown> => {
  const given: Record<string, unknown> = {};
  for (const [name, value] of values) {
    const text = value(exchange);
    // Also an optional one: the same test has 400 for each that is mapped to what is not there, or empty.
    if (text === undefined || text === "")
      throw new HttpApiError(400, "Bad Request", { cause: new Error(`The parameter ${name} has no value.`) });
    given[name] = parsed.includes(name) ? parse(name, text) : text;
  }
  return given;
};

const parse = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HttpApiError(400, "Bad Request", {
      cause: new Error(`The parameter ${name} is not JSON: ${text}`, { cause }),
    });
  }
};

const answerOf = (cloud: Cloud, { service, operation }: Subtype, output: object): Answer => {
  const requestId = randomUUID();
  const description = cloud.services.of(service);
  if (service === "sqs" && description)
    return {
      status: 200,
      headers: new Headers({ "content-type": "text/xml", "x-amzn-requestid": requestId }),
      body: `<?xml version="1.0"?>${encodeQueryAnswer(description, operation, output, requestId)}`,
    };
  const version = service === "states" ? "1.0" : "1.1";
  return {
    status: 200,
    headers: new Headers({
      "content-type": `application/x-amz-json-${version}`,
      "x-amzn-requestid": requestId,
    }),
    body: toJson(output),
  };
};
