import { serviceOf } from "../../core/arn.ts";
import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, eventName, seconds, shortName, text } from "../../core/values.ts";
import { permittedTo } from "../../iam/permitted.ts";
import { bytes, use } from "../../metering/price.ts";
import { logPrice } from "../cloudwatch/prices.ts";
import { durableHops } from "./durable/hops.ts";
import { durablePrices } from "./durable/metering.ts";
import { measureFunctions } from "./metrics.ts";
import { armSeconds, requests, x86Seconds } from "./prices.ts";
import { resourceTypes } from "./resources.ts";
import { wire } from "./wire.ts";

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
  wire,
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
