import { expect, test } from "vitest";
import { lambda, startV2Api } from "../api.fixture.ts";

const echo = lambda((event) => event);
const start = (payloadFormatVersion: "1.0" | "2.0", stages?: Record<string, unknown>[]) =>
  startV2Api({
    services: lambda((event) => ({ statusCode: 200, body: JSON.stringify(event) })),
    routes: { "POST /pets/{kind}/{proxy+}": { integration: { payloadFormatVersion } } },
    stages: stages ?? [{ name: "$default", stageVariables: { shop: "main" } }],
  });

const request = {
  method: "POST",
  headers: {
    "content-type": "application/json",
    cookie: "a=1; b=2",
    "user-agent": "curl/8",
    "X-Trace": "t",
  },
  body: '{"n":1}',
};

const requestId = expect.stringMatching(/^[\w-]{15}=$/);
const traceId = expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);

test("the event of format 2.0, whole", async () => {
  const { send, apiId, host } = await start("2.0");
  const answer = await send("POST /pets/rye%20dog/a/b?size=1&size=2&q=%2B%2B", request);
  expect(answer.json()).toEqual({
    version: "2.0",
    routeKey: "POST /pets/{kind}/{proxy+}",
    rawPath: "/pets/rye dog/a/b",
    rawQueryString: "size=1&size=2&q=%2B%2B",
    cookies: ["a=1", "b=2"],
    headers: {
      "content-length": "7",
      "content-type": "application/json",
      host,
      "user-agent": "curl/8",
      "x-amzn-trace-id": traceId,
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
      "x-trace": "t",
    },
    queryStringParameters: { size: "1,2", q: "++" },
    requestContext: {
      accountId: "000000000000",
      apiId,
      domainName: host,
      domainPrefix: apiId,
      http: {
        method: "POST",
        path: "/pets/rye dog/a/b",
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "curl/8",
      },
      requestId,
      routeKey: "POST /pets/{kind}/{proxy+}",
      stage: "$default",
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    pathParameters: { kind: "rye dog", proxy: "a/b" },
    stageVariables: { shop: "main" },
    body: '{"n":1}',
    isBase64Encoded: false,
  });
});

test("the event of format 1.0, whole", async () => {
  const { send, apiId, host } = await start("1.0");
  const answer = await send("POST /pets/dog/a?size=1&size=2", request);
  const headers = {
    "content-length": "7",
    "content-type": "application/json",
    cookie: "a=1; b=2",
    host,
    "user-agent": "curl/8",
    "x-amzn-trace-id": traceId,
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
    "x-trace": "t",
  };
  expect(answer.json()).toEqual({
    version: "1.0",
    resource: "/pets/{kind}/{proxy+}",
    path: "/pets/dog/a",
    httpMethod: "POST",
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: { size: "2" },
    multiValueQueryStringParameters: { size: ["1", "2"] },
    requestContext: {
      accountId: "000000000000",
      apiId,
      authorizer: { claims: null, scopes: null },
      domainName: host,
      domainPrefix: apiId,
      extendedRequestId: requestId,
      httpMethod: "POST",
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: "127.0.0.1",
        user: null,
        userAgent: "curl/8",
        userArn: null,
      },
      path: "/pets/dog/a",
      protocol: "HTTP/1.1",
      requestId,
      requestTime: expect.any(String),
      requestTimeEpoch: expect.any(Number),
      resourceId: null,
      resourcePath: "/pets/{kind}/{proxy+}",
      stage: "$default",
    },
    pathParameters: { kind: "dog", proxy: "a" },
    stageVariables: { shop: "main" },
    body: '{"n":1}',
    isBase64Encoded: false,
  });
});

test("a named stage is in the path of the event; $default takes what begins with no other's name", async () => {
  const { send } = await start("2.0", [{ name: "dev" }, { name: "$default" }]);
  const named = (await send("POST /dev/pets/dog/a", request)).json();
  expect([named.rawPath, named.requestContext]).toMatchObject([
    "/dev/pets/dog/a",
    { stage: "dev", http: { path: "/dev/pets/dog/a" } },
  ]);
  const other = (await send("POST /pets/dog/a", request)).json();
  expect([other.rawPath, other.requestContext]).toMatchObject(["/pets/dog/a", { stage: "$default" }]);
});

test.each([
  ["application/json", false],
  ["application/xml; charset=utf-8", false],
  ["application/javascript", false],
  ["text/csv", false],
  ["application/x-www-form-urlencoded", true],
  ["multipart/form-data; boundary=x", true],
  ["application/octet-stream", true],
  ["application/vnd.api+json", true],
])("a body of %s is base64: %s", async (type, isBase64Encoded) => {
  const { send } = await start("2.0");
  const event = (
    await send("POST /pets/dog/a", { body: "n=1", headers: { "content-type": type } })
  ).json() as Record<string, unknown>;
  expect([event.body, event.isBase64Encoded]).toEqual([
    isBase64Encoded ? Buffer.from("n=1").toString("base64") : "n=1",
    isBase64Encoded,
  ]);
});

test.each([
  ["an object without a status is the body", { hello: "you" }, 200, '{"hello":"you"}', "application/json"],
  ["so is text, as JSON", "Hello from Lambda!", 200, '"Hello from Lambda!"', "application/json"],
  ["and nothing", null, 200, "null", "application/json"],
  ["a status and a body", { statusCode: 201, body: "made" }, 201, "made", "text/plain; charset=utf-8"],
  [
    "bytes",
    {
      statusCode: 200,
      body: Buffer.from("<b>").toString("base64"),
      isBase64Encoded: true,
      headers: { "Content-Type": "text/html" },
    },
    200,
    "<b>",
    "text/html",
  ],
  ["no status", { statusCode: "none" }, 500, '{"message":"Internal Server Error"}', "application/json"],
  [
    "a body that is no text",
    { statusCode: 200, body: {} },
    500,
    '{"message":"Internal Server Error"}',
    "application/json",
  ],
])("what a function returns in format 2.0: %s", async (_, result, status, text, type) => {
  const { send } = await startV2Api({ services: lambda(() => result), routes: { $default: {} } });
  const answer = await send("GET /");
  expect([answer.status, answer.text, answer.headers.get("content-type")]).toEqual([status, text, type]);
  expect(answer.headers.get("apigw-requestid")).toEqual(requestId);
});

test("cookies become headers of their own, in both formats", async () => {
  const answers = {
    "2.0": { statusCode: 200, cookies: ["a=1", "b=2"], body: "" },
    "1.0": { statusCode: 200, multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] }, body: "" },
  };
  for (const [payloadFormatVersion, result] of Object.entries(answers)) {
    const { send } = await startV2Api({
      services: lambda(() => result),
      routes: { $default: { integration: { payloadFormatVersion } } },
    });
    expect((await send("GET /")).headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  }
});

test("an answer of format 1.0 needs its status", async () => {
  const { send, cloud } = await startV2Api({
    services: echo,
    routes: { $default: { integration: { payloadFormatVersion: "1.0" } } },
  });
  const answer = await send("GET /");
  expect([answer.status, answer.json()]).toEqual([500, { message: "Internal Server Error" }]);
  expect(cloud.warnings[0]).toContain("The function's answer is none in format 1.0");
});
