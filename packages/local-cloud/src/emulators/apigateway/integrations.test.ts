import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { ROLE, startApi } from "./api.fixture.ts";
import { resourceTypes } from "./resources.ts";

const uri = (tail: string) => `arn:aws:apigateway:eu-west-1:${tail}`;
const FORM = { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" };
const json = (body: unknown) => ({
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});

const toQueue = {
  route: "PUT /orders/{orderId}",
  integration: {
    type: "AWS",
    uri: uri("sqs:path/000000000000/PlaceOrderQueue"),
    integrationHttpMethod: "POST",
    credentials: ROLE,
    passthroughBehavior: "NEVER",
    requestParameters: FORM,
    requestTemplates: {
      "application/json":
        "Action=SendMessage&MessageBody=$util.urlEncode($input.body)" +
        "&MessageAttribute.1.Name=traceparent&MessageAttribute.1.Value.DataType=String" +
        "&MessageAttribute.1.Value.StringValue=$util.urlEncode($input.params('traceparent'))&DelaySeconds=2",
    },
  },
  methodResponses: [{ statusCode: "202" }, { statusCode: "503" }],
  integrationResponses: [
    {
      statusCode: "202",
      responseTemplates: {
        "application/json": `{"orderId":"$input.params('orderId')","message":"$input.path('$.SendMessageResponse.SendMessageResult.MessageId')"}`,
      },
    },
    {
      statusCode: "503",
      selectionPattern: "5\\d{2}",
      responseTemplates: { "application/json": '{"retry":true}' },
    },
  ],
};

test("sends a message to a queue as the role, chained to the request's hop", async () => {
  const { calls, cloud, send, restApi } = await startApi({
    routes: [toQueue],
    services: { sqs: { SendMessage: () => ({ MessageId: "m-1", MD5OfMessageBody: "x" }) } },
  });
  const body = { note: "50% off & more: ä+b'\"" };
  const answer = await send("PUT", "/orders/ord-1", {
    ...json(body),
    headers: { "content-type": "application/json", traceparent: "00-1" },
  });
  expect([answer.status, answer.json()]).toEqual([202, { orderId: "ord-1", message: "m-1" }]);
  const [request, sent] = cloud.journal.hops();
  expect(calls).toMatchObject([
    {
      operation: "SendMessage",
      input: {
        QueueUrl: "http://127.0.0.1:4566/000000000000/PlaceOrderQueue",
        MessageBody: JSON.stringify(body),
        DelaySeconds: 2,
        MessageAttributes: { traceparent: { DataType: "String", StringValue: "00-1" } },
      },
      caller: {
        principal: { kind: "role", arn: ROLE },
        source: `arn:aws:execute-api:eu-west-1:000000000000:${restApi}/test/PUT/orders/*`,
      },
    },
  ]);
  expect(sent?.causes).toEqual([request?.id]);
});

test("selects the integration response by the service's status", async () => {
  const { send } = await startApi({
    routes: [toQueue],
    services: {
      sqs: {
        SendMessage: () => {
          throw new AwsError("ServiceUnavailable", "Later", { status: 503 });
        },
      },
    },
  });
  const answer = await send("PUT", "/orders/1", json({}));
  expect([answer.status, answer.json()]).toEqual([503, { retry: true }]);
});

test("answers 500 when the role lacks a permission, which the request's hop names", async () => {
  const { cloud, send } = await startApi({
    routes: [toQueue],
    services: {
      sqs: {
        SendMessage: () => {
          throw new AwsError(
            "AccessDeniedException",
            "role Integration is not authorized to perform sqs:SendMessage",
            {
              status: 403,
            },
          );
        },
      },
    },
  });
  const answer = await send("PUT", "/orders/1", json({}));
  expect([answer.status, answer.json()]).toEqual([500, { message: "Internal server error" }]);
  expect(cloud.journal.hops()[0]?.error).toMatchObject({
    code: "AccessDeniedException",
    message: expect.stringContaining("sqs:SendMessage"),
  });
});

test("says which header is missing when a form is not sent as one", async () => {
  const { cloud, send } = await startApi({
    routes: [{ ...toQueue, integration: { ...toQueue.integration, requestParameters: {} } }],
    services: { sqs: { SendMessage: () => ({}) } },
  });
  await send("PUT", "/orders/1", json({}));
  expect(cloud.warnings.join()).toContain("integration.request.header.Content-Type");
});

const getItem = {
  route: "GET /orders/{orderId}",
  integration: {
    type: "AWS",
    uri: uri("dynamodb:action/GetItem"),
    integrationHttpMethod: "POST",
    credentials: ROLE,
    requestTemplates: {
      "application/json": `{"TableName":"Orders","Key":{"pk":{"S":"order#$util.escapeJavaScript($input.params('orderId'))"}}}`,
    },
  },
  methodResponses: [
    {
      statusCode: "200",
      responseParameters: { "method.response.header.ETag": true, "method.response.header.X-Id": true },
    },
    { statusCode: "404" },
  ],
  integrationResponses: [
    {
      statusCode: "200",
      responseParameters: {
        "method.response.header.ETag": "integration.response.body.Item.version.N",
        "method.response.header.X-Id": "context.requestId",
      },
      responseTemplates: {
        "application/json": `#set($item = $input.path('$.Item'))
#if("$!item" == "")
#set($context.responseOverride.status = 404)
#set($context.responseOverride.header.Content-Type = "application/problem+json")
{"code":"not_found"}
#else
{"status":"$item.status.S","lines":[#foreach($line in $item.lines.L)"$line.S"#if($foreach.hasNext),#end#end]}
#end`,
      },
    },
  ],
};

test("reads an item of a table and turns it into plain JSON, or into a 404", async () => {
  const items = new Map([
    ["order#1", { status: { S: "PENDING" }, version: { N: "7" }, lines: { L: [{ S: "a" }, { S: "b" }] } }],
  ]);
  const { send, calls } = await startApi({
    routes: [getItem],
    services: {
      dynamodb: { GetItem: ({ Key }) => ({ Item: items.get(Key.pk!.S!) }) },
    },
  });
  const found = await send("GET", "/orders/1");
  expect([found.status, found.json()]).toEqual([200, { status: "PENDING", lines: ["a", "b"] }]);
  expect(found.headers.get("etag")).toBe("7");
  expect(found.headers.get("x-id")).toBe(found.headers.get("x-amzn-requestid"));
  const missing = await send("GET", "/orders/2%22");
  expect([missing.status, missing.json()]).toEqual([404, { code: "not_found" }]);
  expect(missing.headers.get("content-type")).toBe("application/problem+json");
  expect(calls[1]?.input).toEqual({ TableName: "Orders", Key: { pk: { S: 'order#2"' } } });
});

test("starts executions, and puts events when the target header is mapped", async () => {
  const action = (route: string, tail: string, template: string, requestParameters = {}) => ({
    route,
    integration: {
      type: "AWS",
      uri: uri(tail),
      credentials: ROLE,
      requestParameters,
      requestTemplates: { "application/json": template },
    },
  });
  const entry = `{"Entries":[{"Source":"shop","DetailType":"$input.path('$.type')","Detail":"$util.escapeJavaScript($input.json('$'))"}]}`;
  const { send, calls, cloud } = await startApi({
    routes: [
      action(
        "POST /run",
        "states:action/StartExecution",
        `{"stateMachineArn":"arn:m","input":"$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'","'")"}`,
      ),
      action("POST /events", "events:action/PutEvents", entry, {
        "integration.request.header.X-Amz-Target": "'AWSEvents.PutEvents'",
        "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
      }),
      action("POST /untargeted", "events:action/PutEvents", entry),
      action(
        "POST /topic",
        "sns:action/Publish",
        "Action=Publish&TopicArn=arn%3At&Message=$util.urlEncode($input.body)&MessageAttributes.entry.1.Name=k&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=v",
        FORM,
      ),
    ],
    services: {
      states: { StartExecution: () => ({ executionArn: "arn:e", startDate: new Date(1000) }) },
      events: { PutEvents: () => ({ FailedEntryCount: 0 }) },
      sns: { Publish: () => ({ MessageId: "n-1" }) },
    },
  });
  const body = { type: "it's", n: 1 };
  expect((await send("POST", "/run", json(body))).json()).toEqual({ executionArn: "arn:e", startDate: 1 });
  expect(JSON.parse(String(calls[0]?.input.input))).toEqual(body);
  expect((await send("POST", "/events", json({ type: "T" }))).json()).toEqual({ FailedEntryCount: 0 });
  expect(calls[1]?.input).toEqual({ Entries: [{ Source: "shop", DetailType: "T", Detail: '{"type":"T"}' }] });
  await send("POST", "/untargeted", json({ type: "T" }));
  expect(calls).toHaveLength(2);
  expect(cloud.warnings.join()).toContain("X-Amz-Target");
  expect((await send("POST", "/topic", json({ a: 1 }))).json()).toMatchObject({
    PublishResponse: { PublishResult: { MessageId: "n-1", SequenceNumber: null } },
  });
  expect(calls[2]?.input).toEqual({
    TopicArn: "arn:t",
    Message: '{"a":1}',
    MessageAttributes: { k: { DataType: "String", StringValue: "v" } },
  });
});

test("proxies to an HTTP endpoint on this machine, with mapped and overridden parameters", async () => {
  const server = createServer((request, response) => {
    response.setHeader("x-seen", String(request.headers["x-from"]));
    response.statusCode = 418;
    response.end(`${request.method} ${request.url}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const { send } = await startApi({
      routes: [
        {
          route: "ANY /pets/{proxy+}",
          integration: {
            type: "HTTP_PROXY",
            uri: `${base}/v1/{proxy}`,
            integrationHttpMethod: "ANY",
            requestParameters: {
              "integration.request.path.proxy": "method.request.path.proxy",
              "integration.request.header.X-From": "context.apiId",
            },
          },
        },
        {
          route: "POST /http/{id}",
          integration: {
            type: "HTTP",
            uri: `${base}/things/{id}`,
            integrationHttpMethod: "GET",
            requestParameters: {
              "integration.request.path.id": "method.request.path.id",
              "integration.request.querystring.static": "'yes'",
            },
            requestTemplates: { "application/json": `#set($context.requestOverride.querystring.q = "o")` },
          },
          methodResponses: [{ statusCode: "200" }, { statusCode: "400" }],
          integrationResponses: [
            { statusCode: "200" },
            {
              statusCode: "400",
              selectionPattern: "4\\d\\d",
              responseTemplates: { "text/plain": "no: $input.body" },
            },
          ],
        },
      ],
    });
    const proxied = await send("DELETE", "/pets/1/tags?a=b");
    expect([proxied.status, proxied.text]).toEqual([418, "DELETE /v1/1/tags?a=b"]);
    const mapped = await send("POST", "/http/7");
    expect([mapped.status, mapped.text]).toEqual([400, "no: GET /things/7?static=yes&q=o"]);
    expect(mapped.headers.get("content-type")).toBe("text/plain");
  } finally {
    server.close();
  }
});

test("answers 400 to a body a template takes for JSON and 500 to a template that fails", async () => {
  const mock = (route: string, template: string) => ({
    route,
    integration: { type: "MOCK", requestTemplates: { "application/json": template } },
  });
  const { send, cloud } = await startApi({
    routes: [
      mock("POST /json", `{"statusCode":200,"a":$input.json('$.a')}`),
      mock("POST /bug", "$util.nothing()"),
    ],
  });
  const notJson = await send("POST", "/json", { ...json({}), body: "{nope" });
  expect(notJson.status).toBe(400);
  expect(notJson.text).toContain("Could not parse request body into json");
  expect((await send("POST", "/bug", json({}))).status).toBe(500);
  expect(cloud.warnings.join()).toContain("nothing() is not a function that API Gateway offers");
});

test.each([
  ["has no credentials", { ...toQueue, integration: { ...toQueue.integration, credentials: undefined } }],
  ["without a method response 503", { ...toQueue, methodResponses: [{ statusCode: "202" }] }],
  [
    "is not a valid mapping expression",
    {
      ...toQueue,
      integration: { ...toQueue.integration, requestParameters: { "integration.request.header.A": "b" } },
    },
  ],
  [
    "not valid VTL",
    { ...toQueue, integration: { ...toQueue.integration, requestTemplates: { "application/json": "#if(" } } },
  ],
])("stops the start with the route's name when it %s", async (message, route) => {
  await expect(startApi({ routes: [route] })).rejects.toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^The route PUT \/orders\/\{orderId\} of Api: /),
    }),
  );
  await expect(startApi({ routes: [route] })).rejects.toThrow(message);
});

test("tells the AWS API what there is", async () => {
  const { emulator, restApi } = await startApi({ routes: [getItem] });
  const caller = { principal: { kind: "root" }, causes: [] } as const;
  expect(emulator.operations.GetRestApis?.({}, caller)).toEqual({ items: [{ id: restApi, name: "Api" }] });
  expect(emulator.operations.GetStages?.({ restApiId: restApi }, caller)).toMatchObject({
    item: [{ stageName: "test" }],
  });
  const resources = emulator.operations.GetResources?.({ restApiId: restApi }, caller);
  expect(resources).toMatchObject({
    items: [{ path: "/" }, { path: "/orders" }, { path: "/orders/{orderId}", resourceMethods: { GET: {} } }],
  });
  expect(() => emulator.operations.GetStages?.({ restApiId: "none" }, caller)).toThrow(
    "Invalid API identifier",
  );
});

test.each([
  ["integration:Integration", { connectionType: "VPC_LINK" }, "VPC links are not emulated"],
  ["restApi:RestApi", { body: "{}" }, "body"],
])("refuses a %s that it cannot honour", (type, inputs, message) => {
  const properties = resourceTypes.find((each) => each.type === `aws:apigateway/${type}`)!.properties;
  expect(properties.safeParse(inputs).error?.message).toContain(message);
});
