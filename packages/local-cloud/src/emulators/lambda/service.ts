import type { IncomingHttpHeaders } from "node:http";
import { serviceOf } from "../../core/arn.ts";
import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, eventName, seconds, shortName, text } from "../../core/values.ts";
import { permittedTo } from "../../iam/permitted.ts";
import { bytes, use } from "../../metering/price.ts";
import { logPrice } from "../cloudwatch/prices.ts";
import { durableHops } from "./durable/hops.ts";
import { durablePrices } from "./durable/metering.ts";
import { durableRest, durableWire } from "./durable/wire.ts";
import { measureFunctions } from "./metrics.ts";
import { armSeconds, requests, x86Seconds } from "./prices.ts";
import { resourceTypes } from "./resources.ts";

const testEvent = (resource: string, event: unknown) => ({
  kind: "lambda" as const,
  label: `Event of ${shortName(resource)}`,
  json: JSON.stringify(event, null, 2),
});

const hops = {
  Invoke: {
    uncounted: true,
    testEvent: ({ resource }, input, masked) => testEvent(resource, masked(at(input, "Payload"))),
  },
  InvokeWithResponseStream: {
    uncounted: true,
    testEvent: ({ resource }, input, masked) => testEvent(resource, masked(at(input, "Payload"))),
  },
  Run: {
    // Whoever invokes it is seen as calling it; what polls is not.
    from: ({ source = "" }, { find }) =>
      ["sqs", "dynamodb", "kinesis"].includes(serviceOf(source) ?? "") ? find(source) : undefined,
    note(_, { input }) {
      const event = String(input);
      return event.startsWith('{"Records":[') ? eventName(event) : undefined;
    },
    testEvent: ({ resource }, input, masked) => testEvent(resource, masked(input)),
    billed({ resource, durationMs = 0 }, _, resourceOf) {
      const { architectures, memorySize } = resourceOf(resource)?.inputs ?? { architectures: ["arm64"] };
      const isArm = Array.isArray(architectures) && architectures.includes("arm64");
      return [
        { price: requests, quantity: 1 },
        {
          price: isArm ? armSeconds : x86Seconds,
          quantity: (Math.ceil(durationMs) / 1000) * (Number(memorySize ?? 128) / 1024),
        },
      ];
    },
    // A function behind a route is counted with the route.
    withFunction: (hop, uses, causeOf) =>
      causeOf(causeOf(hop) ?? hop)?.service === "execute-api"
        ? uses.filter(({ price }) => price !== requests)
        : uses,
  },
  Log: {
    momentary: true,
    inside: true,
    uncounted: true,
    changes: "logs",
    billed: (_, { output }) =>
      use(logPrice, bytes(Array.isArray(output) ? output.join("\n") : output) / 1024 ** 3),
  },
  ...durableHops,
  CreateAlias: { changes: "aliases" },
  UpdateAlias: { changes: "aliases" },
  DeleteAlias: { changes: "aliases" },
  Throttle: { momentary: true, inside: true, uncounted: true },
  FailMessage: { momentary: true, inside: true, uncounted: true },
  FailRecord: { momentary: true, inside: true, uncounted: true },
  IteratorAge: { momentary: true, inside: true, uncounted: true },
} satisfies Record<string, HopKind>;

const URL_CONFIG = "/2021-10-31/functions/{FunctionName}/url";

const readInvocation = (headers: IncomingHttpHeaders, body: Buffer) => {
  const context = headers["x-amz-client-context"];
  return {
    InvocationType: headers["x-amz-invocation-type"] ?? "RequestResponse",
    LogType: headers["x-amz-log-type"],
    ClientContext: context === undefined ? undefined : String(context),
    Payload: body.toString(),
  };
};

declare module "../../core/journal.ts" {
  interface RecordedHops {
    lambda: keyof typeof hops;
  }
}

export const service: ServiceDescription = {
  name: "lambda",
  title: "Lambda",
  resourceTypes,
  hops,
  prices: [requests, armSeconds, x86Seconds, ...durablePrices],
  roles: { "aws:lambda/function:Function": "role" },
  hosts: ["lambda-url"],
  place: ({ action, source, resource }, { find }) =>
    action === "Log" && source !== undefined ? find(source) : resource === "*" ? undefined : find(resource),
  wholeArn: (arn) => arn.split(":").slice(0, 7).join(":"),
  task: ["function", "call"],
  policyActions: { sending: /^(Invoke|SendDurableExecutionCallback)/ },
  measures: measureFunctions,
  publishes: ["aws.lambda"],
  sdk: { name: "lambda", prefix: "Lambda", text: ["Payload", "Result"] },
  wire: {
    rest: {
      Invoke: "POST /2015-03-31/functions/{FunctionName}/invocations",
      InvokeWithResponseStream: "POST /2021-11-15/functions/{FunctionName}/response-streaming-invocations",
      ListFunctions: "GET /2015-03-31/functions",
      CreateFunction: "POST /2015-03-31/functions",
      DeleteFunction: "DELETE /2015-03-31/functions/{FunctionName}",
      UpdateFunctionConfiguration: "PUT /2015-03-31/functions/{FunctionName}/configuration",
      AddPermission: "POST /2015-03-31/functions/{FunctionName}/policy",
      RemovePermission: "DELETE /2015-03-31/functions/{FunctionName}/policy/{StatementId}",
      GetFunction: "GET /2015-03-31/functions/{FunctionName}",
      GetFunctionConfiguration: "GET /2015-03-31/functions/{FunctionName}/configuration",
      UpdateFunctionCode: "PUT /2015-03-31/functions/{FunctionName}/code",
      PublishVersion: "POST /2015-03-31/functions/{FunctionName}/versions",
      ListVersionsByFunction: "GET /2015-03-31/functions/{FunctionName}/versions",
      CreateAlias: "POST /2015-03-31/functions/{FunctionName}/aliases",
      ListAliases: "GET /2015-03-31/functions/{FunctionName}/aliases",
      GetAlias: "GET /2015-03-31/functions/{FunctionName}/aliases/{Name}",
      UpdateAlias: "PUT /2015-03-31/functions/{FunctionName}/aliases/{Name}",
      DeleteAlias: "DELETE /2015-03-31/functions/{FunctionName}/aliases/{Name}",
      ListFunctionEventInvokeConfigs: "GET /2019-09-25/functions/{FunctionName}/event-invoke-config/list",
      PutProvisionedConcurrencyConfig: "PUT /2019-09-30/functions/{FunctionName}/provisioned-concurrency",
      GetProvisionedConcurrencyConfig: "GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency",
      DeleteProvisionedConcurrencyConfig:
        "DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency",
      GetFunctionRecursionConfig: "GET /2024-08-31/functions/{FunctionName}/recursion-config",
      PutFunctionRecursionConfig: "PUT /2024-08-31/functions/{FunctionName}/recursion-config",
      CreateFunctionUrlConfig: `POST ${URL_CONFIG}`,
      GetFunctionUrlConfig: `GET ${URL_CONFIG}`,
      UpdateFunctionUrlConfig: `PUT ${URL_CONFIG}`,
      DeleteFunctionUrlConfig: `DELETE ${URL_CONFIG}`,
      ListFunctionUrlConfigs: `GET ${URL_CONFIG}s`,
      GetPolicy: "GET /2015-03-31/functions/{FunctionName}/policy",
      ListEventSourceMappings: "GET /2015-03-31/event-source-mappings",
      GetEventSourceMapping: "GET /2015-03-31/event-source-mappings/{UUID}",
      CreateEventSourceMapping: "POST /2015-03-31/event-source-mappings",
      UpdateEventSourceMapping: "PUT /2015-03-31/event-source-mappings/{UUID}",
      DeleteEventSourceMapping: "DELETE /2015-03-31/event-source-mappings/{UUID}",
      ...durableRest,
    },
    statuses: {
      CreateFunction: 201,
      DeleteFunction: 204,
      AddPermission: 201,
      RemovePermission: 204,
      PublishVersion: 201,
      CreateAlias: 201,
      CreateFunctionUrlConfig: 201,
      DeleteFunctionUrlConfig: 204,
      DeleteAlias: 204,
      PutProvisionedConcurrencyConfig: 202,
      DeleteProvisionedConcurrencyConfig: 204,
      CreateEventSourceMapping: 202,
      UpdateEventSourceMapping: 202,
      DeleteEventSourceMapping: 202,
    },
    events: { InvokeWithResponseStream: "EventStream" },
    raw: {
      ...durableWire,
      InvokeWithResponseStream: {
        read: readInvocation,
        write: ({ StatusCode, ExecutedVersion }) => ({
          status: Number(StatusCode),
          headers: { "x-amz-executed-version": String(ExecutedVersion ?? "$LATEST") },
          body: undefined,
        }),
      },
      Invoke: {
        read: (headers, body) => ({
          ...readInvocation(headers, body),
          DurableExecutionName: headers["x-amz-durable-execution-name"],
        }),
        write: ({ StatusCode, FunctionError, LogResult, ExecutedVersion, DurableExecutionArn, Payload }) => ({
          status: Number(StatusCode ?? 200),
          headers: {
            ...(FunctionError ? { "x-amz-function-error": String(FunctionError) } : {}),
            ...(LogResult ? { "x-amz-log-result": String(LogResult) } : {}),
            ...(DurableExecutionArn ? { "x-amz-durable-execution-arn": String(DurableExecutionArn) } : {}),
            "x-amz-executed-version": String(ExecutedVersion ?? "$LATEST"),
            "content-type": "application/json",
          },
          body: Payload,
        }),
      },
    },
  },
  map: {
    "aws:lambda/function:Function": {
      node: "function",
      facts: (inputs, { build }) => ({
        Handler: build?.handler ?? inputs.handler,
        Runtime: inputs.runtime,
        Memory: inputs.memorySize === undefined ? undefined : `${String(inputs.memorySize)} MB`,
        Timeout: seconds(inputs.timeout),
        "Execution timeout": seconds(at(inputs.durableConfig, "executionTimeout")),
        "Log group": at(inputs.loggingConfig, "logGroup"),
      }),
      edges(resource, drawing) {
        const { nodes, edges, services } = drawing;
        const fn = nodes.nodeOf(resource);
        edges.declare(fn, nodes.find(text(at(resource.inputs.deadLetterConfig, "targetArn"))), "deadLetter");
        for (const { node, actions } of permittedTo(resource.inputs.role, drawing)) {
          const sends = actions.some(([prefix, name]) =>
            services.of(prefix)?.policyActions?.sending?.test(name),
          );
          const label = actions.map(([, name]) => name.replace(/^\*$/, "anything")).join(", ");
          edges.declare(fn, node, sends ? "flow" : "call", label);
        }
      },
    },
    "aws:lambda/eventSourceMapping:EventSourceMapping": {
      edges({ inputs }, { nodes, edges }) {
        const fn = nodes.find(text(inputs.functionName));
        edges.declare(nodes.find(text(inputs.eventSourceArn)), fn, "poll");
        const failures = at(inputs.destinationConfig, "onFailure", "destinationArn");
        edges.declare(fn, nodes.find(text(failures)), "deadLetter");
      },
    },
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
      edges({ inputs }, { nodes, edges }) {
        const fn = nodes.find(text(inputs.functionName));
        const destination = (outcome: string) =>
          nodes.find(text(at(inputs.destinationConfig, outcome, "destination")));
        edges.declare(fn, destination("onSuccess"), "flow");
        edges.declare(fn, destination("onFailure"), "deadLetter");
      },
    },
  },
  load: async () => (await import("./emulator.ts")).createLambdaEmulator,
};
