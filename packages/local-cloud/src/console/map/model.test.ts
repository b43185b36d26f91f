import { expect, test } from "vitest";
import type { Resource } from "../../core/resource-graph.ts";
import { services } from "../../emulators/registry.ts";
import { graphOf } from "../../testing/graph.ts";
import { createLocator } from "./locate.ts";
import { readMap } from "./model.ts";

const account = "eu-west-1:000000000000";
const arns = {
  table: `arn:aws:dynamodb:${account}:table/orders-abc`,
  stream: `arn:aws:dynamodb:${account}:table/orders-abc/stream/2026`,
  machine: `arn:aws:states:${account}:stateMachine:fulfil`,
  replies: `arn:aws:states:${account}:stateMachine:replies`,
  function: `arn:aws:lambda:${account}:function:place-xyz`,
  role: "arn:aws:iam::000000000000:role/place",
  pipe: `arn:aws:pipes:${account}:pipe/outbox`,
};

const resource = (type: string, name: string, inputs: object, outputs: object = {}): Resource => ({
  type,
  name,
  urn: name,
  id: name,
  inputs: { ...inputs },
  outputs: { ...inputs, ...outputs },
});
const machine = (name: string, arn: string, states: object) =>
  resource(
    "aws:sfn/stateMachine:StateMachine",
    name,
    { definition: JSON.stringify({ StartAt: "Do", States: states }), roleArn: arns.role },
    { arn },
  );

const graph = graphOf([
  resource(
    "aws:dynamodb/table:Table",
    "Orders",
    { name: "orders-abc" },
    { arn: arns.table, streamArn: arns.stream },
  ),
  resource(
    "aws:iam/role:Role",
    "PlaceRole",
    {
      inlinePolicies: [
        {
          policy: JSON.stringify({
            Statement: [
              {
                Effect: "Allow",
                Action: ["dynamodb:PutItem", "dynamodb:GetRecords"],
                Resource: [arns.table, `${arns.table}/*`],
              },
              { Effect: "Allow", Action: "states:StartExecution", Resource: arns.machine },
              { Effect: "Deny", Action: "states:StartExecution", Resource: arns.replies },
            ],
          }),
        },
      ],
    },
    { arn: arns.role },
  ),
  resource(
    "aws:lambda/function:Function",
    "Place",
    { name: "place-xyz", role: arns.role },
    { arn: arns.function },
  ),
  machine("Fulfil", arns.machine, {
    Do: {
      Type: "Parallel",
      Branches: [
        {
          States: {
            Wait: {
              Type: "Task",
              Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
              Arguments: { FunctionName: arns.function },
            },
            Read: {
              Type: "Task",
              Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
              Arguments: { TableName: "{% $states.input.table %}" },
            },
          },
        },
      ],
    },
  }),
  machine("Replies", arns.replies, {
    Do: { Type: "Task", Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", Arguments: {} },
  }),
  resource(
    "aws:pipes/pipe:Pipe",
    "Outbox",
    { name: "outbox", source: arns.stream, target: arns.replies },
    { arn: arns.pipe },
  ),
  resource("aws:apigateway/resource:Resource", "PathOrders", {
    restApi: "api1",
    parentId: "root",
    pathPart: "orders",
  }),
  resource("aws:apigateway/resource:Resource", "PathOrder", {
    restApi: "api1",
    parentId: "PathOrders",
    pathPart: "{id}",
  }),
  resource("aws:apigateway/method:Method", "PutOrder", {
    restApi: "api1",
    resourceId: "PathOrder",
    httpMethod: "PUT",
  }),
  resource("aws:apigateway/integration:Integration", "PutOrderIntegration", {
    restApi: "api1",
    resourceId: "PathOrder",
    httpMethod: "PUT",
    uri: "arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem",
    requestTemplates: { "application/json": '{"TableName":"orders-abc"}' },
  }),
]);

test("reads the ways of messages and calls from what each resource is given", () => {
  const { edges } = readMap(graph, services);
  expect(edges.map(({ id, kind, label }) => `${id} ${kind} ${label ?? ""}`.trim()).sort()).toEqual([
    "client:outside→route:PUT /orders/{id} flow",
    "function:Place→machine:Fulfil flow StartExecution",
    "function:Place→table:Orders call PutItem",
    "machine:Fulfil→function:Place call invoke",
    "machine:Fulfil→table:Orders call getItem",
    "machine:Replies→machine:Fulfil call resumes",
    "pipe:Outbox→machine:Replies flow",
    "route:PUT /orders/{id}→table:Orders call PutItem",
    "table:Orders→pipe:Outbox poll",
  ]);
});

test("knows a dead-letter queue, whoever gives up into it, and although it may be sent to otherwise", () => {
  const queueArn = `arn:aws:sqs:${account}:given-up`;
  const Statement = [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn }];
  const map = readMap(
    graphOf([
      resource("aws:sqs/queue:Queue", "GivenUp", { name: "given-up" }, { arn: queueArn }),
      resource(
        "aws:iam/role:Role",
        "PlaceRole",
        { inlinePolicies: [{ policy: JSON.stringify({ Statement }) }] },
        { arn: arns.role },
      ),
      resource(
        "aws:lambda/function:Function",
        "Place",
        { name: "place-xyz", role: arns.role },
        { arn: arns.function },
      ),
      resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "PlaceConfig", {
        functionName: "place-xyz",
        destinationConfig: { onFailure: { destination: queueArn } },
      }),
    ]),
    services,
  );

  expect(map.edges).toMatchObject([{ from: "function:Place", kind: "deadLetter", label: "SendMessage" }]);
  expect(map.nodes.find(queueArn)).toMatchObject({ kind: "deadLetterQueue" });
});

test.each([
  [
    "a request",
    {
      service: "execute-api",
      action: "PUT",
      resource: `arn:aws:execute-api:${account}:api1/local/PUT/orders/7`,
    },
    "client:outside→route:PUT /orders/{id}",
  ],
  [
    "its integration",
    {
      service: "dynamodb",
      action: "PutItem",
      resource: "orders-abc",
      source: `arn:aws:execute-api:${account}:api1/local/PUT/orders/*`,
    },
    "route:PUT /orders/{id}→table:Orders",
  ],
  [
    "a transaction",
    {
      service: "dynamodb",
      action: "TransactWriteItems",
      resource: "*",
      source: arns.function,
      input: { TransactItems: [{ Put: { TableName: "orders-abc" } }] },
    },
    "function:Place→table:Orders",
  ],
  [
    "a polled stream",
    { service: "pipes", action: "HandleBatch", resource: arns.pipe, source: arns.stream },
    "table:Orders→pipe:Outbox",
  ],
  [
    "a started workflow",
    { service: "states", action: "StartExecution", resource: arns.machine, source: arns.function },
    "function:Place→machine:Fulfil",
  ],
  [
    "what happens inside",
    {
      service: "states",
      action: "BeginExecution",
      resource: `arn:aws:states:${account}:execution:fulfil:7`,
      source: arns.machine,
    },
    undefined,
  ],
  [
    "the console's own call",
    { service: "dynamodb", action: "Scan", resource: "orders-abc", source: "console" },
    undefined,
  ],
])("places %s on the map", (_what, hop, way) => {
  const { nodes } = readMap(graph, services);
  const locator = createLocator(graph, nodes, () => undefined, services);
  const found = locator.wayOf({ id: 1, traceId: "t", causes: [], at: 0, ...hop });
  expect(found && `${found[0].id}→${found[1].id}`).toBe(way);
});
