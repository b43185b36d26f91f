import { expect, test } from "vitest";
import { AwsError } from "../../../../core/aws-error.ts";
import { createTestCloud } from "../../../../testing/fake-cloud.ts";
import type { StandIns } from "../../../../testing/stand-in.ts";
import { FUNCTION, lambda, ROLE, startV2Api } from "../api.fixture.ts";

const INPUT = { headers: { "content-type": "application/json", "x-tenant": "north" } };
const queue = "http://127.0.0.1:4566/000000000000/Orders";
const machine = "arn:aws:states:eu-west-1:000000000000:stateMachine:fulfil";

const startService = (
  integrationSubtype: string,
  requestParameters: Record<string, string>,
  services: StandIns,
) =>
  startV2Api({
    services,
    routes: {
      "POST /in/{id}": { integration: { integrationSubtype, credentialsArn: ROLE, requestParameters } },
    },
    stages: [{ name: "$default", stageVariables: { bus: "shop" } }],
  });

test.each([
  [
    "SQS-SendMessage",
    {
      QueueUrl: queue,
      MessageBody: "$request.body",
      MessageGroupId: "$request.header.X-Tenant",
      DelaySeconds: "5",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway's own variables.
      MessageAttributes: '{"Id":{"DataType":"String","StringValue":"${request.path.id}"}}',
    },
    { sqs: { SendMessage: () => ({ MessageId: "m1", MD5OfMessageBody: "x" }) } } as StandIns,
    {
      QueueUrl: queue,
      MessageBody: '{"order":{"items":["rye"]},"at":1}',
      MessageGroupId: "north",
      DelaySeconds: 5,
      MessageAttributes: { Id: { DataType: "String", StringValue: "7" } },
    },
    "text/xml",
    /<SendMessageResponse .*<MessageId>m1<\/MessageId>/,
  ],
  [
    "EventBridge-PutEvents",
    {
      Detail: "$request.body.order",
      DetailType: "OrderPlaced",
      Source: "shop.$request.querystring.from",
      EventBusName: "$stageVariables.bus",
      Resources: '["a"]',
    },
    { events: { PutEvents: () => ({ FailedEntryCount: 0, Entries: [{ EventId: "e1" }] }) } } as StandIns,
    {
      Entries: [
        {
          Detail: '{"items":["rye"]}',
          DetailType: "OrderPlaced",
          Source: "shop.web",
          EventBusName: "shop",
          Resources: ["a"],
        },
      ],
    },
    "application/x-amz-json-1.1",
    '{"FailedEntryCount":0,"Entries":[{"EventId":"e1"}]}',
  ],
  [
    "StepFunctions-StartExecution",
    { StateMachineArn: machine, Input: "$request.body", Name: "order-$request.path.id" },
    { states: { StartExecution: () => ({ executionArn: "e", startDate: new Date(1500) }) } } as StandIns,
    { stateMachineArn: machine, input: '{"order":{"items":["rye"]},"at":1}', name: "order-7" },
    "application/x-amz-json-1.0",
    '{"executionArn":"e","startDate":1.5}',
  ],
  [
    "StepFunctions-StartSyncExecution",
    { StateMachineArn: machine },
    { states: { StartSyncExecution: () => ({ status: "SUCCEEDED" }) } } as StandIns,
    { stateMachineArn: machine },
    "application/x-amz-json-1.0",
    '{"status":"SUCCEEDED"}',
  ],
  [
    "Kinesis-PutRecord",
    { StreamName: "activity", Data: "$request.body.order.items[0]", PartitionKey: "$request.body.at" },
    { kinesis: { PutRecord: () => ({ ShardId: "s", SequenceNumber: "1" }) } } as StandIns,
    { StreamName: "activity", Data: "rye", PartitionKey: "1" },
    "application/x-amz-json-1.1",
    '{"ShardId":"s","SequenceNumber":"1"}',
  ],
])("%s calls the service as the role", async (subtype, parameters, services, input, type, body) => {
  const { send, calls } = await startService(subtype, parameters as Record<string, string>, services);
  const answer = await send("POST /in/7?from=web", { ...INPUT, body: '{"order":{"items":["rye"]},"at":1}' });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, type]);
  expect(answer.text).toMatch(body);
  expect(calls).toMatchObject([{ input, caller: { principal: { kind: "role", arn: ROLE } } }]);
});

test("a parameter that is not there is a 400, and what the service refuses a 500", async () => {
  const refuses = {
    sqs: {
      SendMessage: () => {
        throw new AwsError("QueueDoesNotExist", "No such queue.");
      },
    },
  } as StandIns;
  const parameters = { QueueUrl: queue, MessageBody: "$request.body.text" };
  const { send, calls } = await startService("SQS-SendMessage", parameters, refuses);
  expect((await send("POST /in/7", { ...INPUT, body: "{}" })).status).toBe(400);
  expect((await send("POST /in/7", { ...INPUT, body: "no JSON" })).status).toBe(400);
  expect(calls).toEqual([]);
  const answer = await send("POST /in/7", { ...INPUT, body: '{"text":"a"}' });
  expect([answer.status, answer.json()]).toEqual([500, { message: "Internal Server Error" }]);
});

test.each([
  ["AppConfig-GetConfiguration", {}, "The integration subtype AppConfig-GetConfiguration is not emulated"],
  ["SQS-SendMessage", { QueueUrl: queue }, "needs the parameter MessageBody"],
  ["SQS-PurgeQueue", { QueueUrl: queue, Body: "a" }, "takes no parameter Body"],
  ["SQS-PurgeQueue", { QueueUrl: queue, Region: "us-east-2" }, "there is only eu-west-1 here"],
])("%s with %j is refused at the start", async (subtype, parameters, message) => {
  await expect(startService(subtype, parameters as Record<string, string>, {})).rejects.toThrow(message);
});

const startHttp = async (integration: Record<string, unknown>, route = "ANY /shop/{proxy+}") => {
  const cloud = createTestCloud();
  const seen: { method: string; url: string; headers: Record<string, string>; body: string }[] = [];
  cloud.serve({
    host: "backend.localhost",
    async fetch(request) {
      const { method, url, headers } = request;
      seen.push({ method, url, headers: Object.fromEntries(headers), body: await request.text() });
      const status = Number(new URL(url).searchParams.get("status") ?? 200);
      const response = new Response("from the backend", {
        status,
        headers: { "x-kind": "bread", "x-hidden": "1" },
      });
      response.headers.append("set-cookie", "a=1");
      response.headers.append("set-cookie", "b=2");
      return response;
    },
  });
  const api = await startV2Api({
    cloud,
    services: lambda((event) => ({ statusCode: 200, body: JSON.stringify(event) })),
    stages: [{ name: "$default", stageVariables: { shop: "main" } }],
    routes: {
      [route]: {
        integration: {
          integrationType: "HTTP_PROXY",
          integrationUri: "https://backend.localhost/base/{proxy}",
          integrationMethod: "ANY",
          payloadFormatVersion: "1.0",
          ...integration,
        },
      },
    },
  });
  return { ...api, seen };
};

test("an HTTP proxy passes request and answer on", async () => {
  const { send, seen, host } = await startHttp({});
  const answer = await send("POST /shop/a%20b/c?x=1&x=2", { body: "hello", headers: { "x-own": "1" } });
  expect([answer.status, answer.text, answer.headers.get("x-kind")]).toEqual([
    200,
    "from the backend",
    "bread",
  ]);
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(seen).toMatchObject([
    {
      method: "POST",
      url: "https://backend.localhost/base/a%20b/c?x=1&x=2",
      headers: {
        "x-own": "1",
        forwarded: `for=127.0.0.1;host=${host};proto=https`,
        via: "HTTP/1.1 AmazonAPIGateway",
      },
      body: "hello",
    },
  ]);
});

test("parameters of the request are mapped: headers, query and path", async () => {
  const { send, seen } = await startHttp({
    requestParameters: {
      "append:header.x-own": "$request.header.x-other",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway's own variables.
      "overwrite:header.x-new": "${stageVariables.shop}-$context.stage",
      "remove:header.x-gone": "''",
      "append:querystring.x": "3",
      "overwrite:querystring.y": "$request.body.kind",
      "remove:querystring.z": "''",
      "overwrite:path": "/v2/$request.path.proxy",
    },
  });
  await send("POST /shop/a?x=1&y=2&z=3", {
    body: '{"kind":"rye"}',
    headers: { "x-own": "1", "x-other": "2", "x-gone": "3" },
  });
  expect(seen[0]).toMatchObject({
    url: "https://backend.localhost/v2/a?x=1&x=3&y=rye",
    headers: { "x-own": "1, 2", "x-new": "main-$default" },
  });
  expect(seen[0]?.headers).not.toHaveProperty("x-gone");
});

test("a function sees the mapped request, too", async () => {
  const { send } = await startHttp({
    integrationType: "AWS_PROXY",
    integrationUri: FUNCTION,
    payloadFormatVersion: "2.0",
    requestParameters: {
      "overwrite:path": "/new",
      "append:header.x-new": "1",
      "append:querystring.a": "b c",
    },
  });
  expect((await send("GET /shop/a")).json()).toMatchObject({
    rawPath: "/new",
    rawQueryString: "a=b+c",
    queryStringParameters: { a: "b c" },
    headers: { "x-new": "1" },
  });
});

test("parameters of the answer are mapped by its status", async () => {
  const { send } = await startHttp({
    responseParameters: [
      {
        statusCode: "404",
        mappings: {
          "overwrite:statuscode": "410",
          "append:header.x-kind": "$context.requestId",
          "overwrite:header.x-body": "$response.body",
          "remove:header.x-hidden": "''",
        },
      },
    ],
  });
  const plain = await send("GET /shop/a");
  expect([plain.status, plain.headers.get("x-hidden")]).toEqual([200, "1"]);
  const mapped = await send("GET /shop/a?status=404");
  expect([mapped.status, mapped.headers.get("x-hidden"), mapped.headers.get("x-body")]).toEqual([
    410,
    null,
    "from the backend",
  ]);
  expect(mapped.headers.get("x-kind")).toBe(`bread, ${mapped.headers.get("apigw-requestid")}`);
});

test.each([
  [{ "append:header.Authorization": "a" }, "that API Gateway reserves"],
  [{ "append:path": "/a" }, "is not of the form"],
  [{ "header.x": "a" }, "is not of the form"],
  [{ "append:header.x": "$request.headers.x" }, "is nothing that can be mapped"],
])("the mapping %j is refused at the start", async (requestParameters, message) => {
  await expect(startHttp({ requestParameters })).rejects.toThrow(message);
});

test("who does not answer in time is a 503, and so is who cannot be reached", async () => {
  const gate = Promise.withResolvers<void>();
  const { send, cloud, calls } = await startV2Api({
    services: lambda(() => gate.promise),
    routes: {
      "GET /slow": {},
      "GET /away": {
        integration: {
          integrationType: "HTTP_PROXY",
          integrationUri: "https://somewhere.example/a",
          payloadFormatVersion: "1.0",
        },
      },
    },
  });
  const answer = send("GET /slow");
  await expect.poll(() => calls.length).toBe(1);
  cloud.clock.advance(30_000);
  expect([(await answer).status, (await answer).json()]).toEqual([503, { message: "Service Unavailable" }]);
  gate.resolve();
  expect((await send("GET /away")).status).toBe(503);
  expect(cloud.warnings.at(-1)).toContain("calls nothing outside this machine");
});

test("a function that fails, that may not be called, or that is busy", async () => {
  const refusal = (code: string) => ({
    lambda: {
      Invoke: () => {
        throw new AwsError(code, "No.", { status: 403 });
      },
    } as never,
  });
  const statusOf = async (services: StandIns) =>
    (await (await startV2Api({ services, routes: { $default: {} } })).send("GET /")).status;
  const fails = lambda(() => {
    throw new Error("broken");
  });
  expect(await statusOf(fails)).toBe(500);
  expect(await statusOf(refusal("AccessDeniedException"))).toBe(500);
  expect(await statusOf(refusal("TooManyRequestsException"))).toBe(503);
});
