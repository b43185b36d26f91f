import { expect, test } from "vitest";
import type { Hop } from "../core/journal.ts";
import { services } from "../emulators/registry.ts";
import { graphOf } from "../testing/graph.ts";
import { createBill } from "./bill.ts";
import { createMeter } from "./meter.ts";

const fn = "arn:aws:lambda:eu-west-1:000000000000:function:place";
const graph = graphOf([
  {
    type: "aws:lambda/function:Function",
    name: "Place",
    urn: "",
    id: "place",
    inputs: { memorySize: 512, architectures: ["arm64"] },
    outputs: { arn: fn },
  },
]);
const meter = createMeter(graph, services);
const hop = (some: Partial<Hop>): Hop => ({
  id: 1,
  traceId: "t",
  causes: [],
  at: 0,
  service: "",
  action: "",
  resource: "*",
  ...some,
});
const text = (kilobytes: number) => "x".repeat(kilobytes * 1024);

test.each([
  ["a request", { service: "execute-api", action: "PUT" }, { "API Gateway REST requests": 1 }],
  [
    "a message of 100 KB",
    { service: "sqs", action: "SendMessage", input: { MessageBody: text(100) } },
    { "SQS Standard requests": 2 },
  ],
  [
    "a batch received and deleted",
    { service: "sqs", action: "Receive", output: [{}] },
    { "SQS Standard requests": 2 },
  ],
  [
    "an event of 65 KB",
    { service: "events", action: "AcceptEvent", input: { detail: text(65) } },
    { "EventBridge Custom events": 2 },
  ],
  [
    "a function of 512 MB for 100 ms",
    { service: "lambda", action: "Run", resource: fn, durationMs: 99.2 },
    { "Lambda Requests": 1, "Lambda GB-seconds (arm64)": 0.05 },
  ],
  [
    "an Express workflow of 20 ms",
    {
      service: "states",
      action: "BeginExecution",
      resource: "arn:aws:states:::express:m:1:2",
      durationMs: 20,
    },
    { "Step Functions Express requests": 1, "Step Functions Express GB-seconds": 0.1 * 0.0625 },
  ],
  [
    "a state of a Standard workflow",
    { service: "states", action: "EnterState", resource: "arn:aws:states:::execution:m:1" },
    { "Step Functions Standard state transitions": 1 },
  ],
  [
    "a state of an Express workflow",
    { service: "states", action: "EnterState", resource: "arn:aws:states:::express:m:1:2" },
    {},
  ],
  [
    "a transaction of two small items",
    {
      service: "dynamodb",
      action: "TransactWriteItems",
      input: { TransactItems: [{ Put: { Item: {} } }, { Put: { Item: {} } }] },
    },
    { "DynamoDB On-demand write units": 4 },
  ],
  [
    "an eventually consistent read",
    { service: "dynamodb", action: "GetItem", input: {}, output: { Item: {} } },
    { "DynamoDB On-demand read units": 0.5 },
  ],
  [
    "a write whose condition failed",
    {
      service: "dynamodb",
      action: "PutItem",
      input: { Item: {} },
      error: { code: "ConditionalCheckFailedException", message: "" },
    },
    { "DynamoDB On-demand write units": 1 },
  ],
  [
    "nothing for a request that was refused, whatever it looks like",
    {
      service: "dynamodb",
      action: "TransactWriteItems",
      input: { TransactItems: [null] },
      error: { code: "SerializationException", message: "" },
    },
    {},
  ],
  ["what is free", { service: "events", action: "Deliver" }, {}],
])("meters %s", (_what, some: Partial<Hop>, units) => {
  const found = meter(hop(some), some);
  expect(
    Object.fromEntries(found.map(({ price, quantity }) => [`${price.service} ${price.label}`, quantity])),
  ).toEqual(units);
});

test("adds up, beside the same with a function at every hop", () => {
  const hops: Hop[] = [
    hop({ id: 1, service: "execute-api", action: "PUT", durationMs: 5 }),
    hop({ id: 2, service: "sqs", action: "SendMessage", causes: [1], input: { MessageBody: "x" } }),
    hop({ id: 3, service: "pipes", action: "HandleBatch", causes: [2], input: [{}] }),
    hop({ id: 4, service: "states", action: "StartSyncExecution", causes: [3] }),
    hop({
      id: 5,
      service: "states",
      action: "BeginExecution",
      causes: [4],
      resource: "arn:aws:states:::express:m:1:2",
    }),
  ];
  const bill = createBill({
    meter,
    services,
    payloads: ({ input, output }) => ({ input, output }),
    hopOf: (id) => hops.find((one) => one.id === id),
    placeOf: ({ action }) => ({ name: action }),
  });
  for (const one of hops) bill.add(one);
  expect(bill.journeys).toBe(1);
  const functions = 0.2e-6 + 0.5 * 0.08 * 0.0000133334 + (0.5 * 1024) / 1024 ** 3;
  const sum = (column: "usd" | "lambdaEverywhereUsd") =>
    bill.lines.reduce((all, line) => all + line[column], 0);
  expect(sum("usd")).toBeCloseTo(3.5e-6 + 0.4e-6 + 0.4e-6 + 1e-6 + 0.00625 * 0.00001667, 12);
  expect(sum("lambdaEverywhereUsd")).toBeCloseTo(3.5e-6 + 0.4e-6 + 2 * functions, 12);
});
