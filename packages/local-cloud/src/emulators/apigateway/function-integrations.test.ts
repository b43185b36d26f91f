import { expect, test } from "vitest";
import { startApi } from "./api.fixture.ts";

const lambdaUri =
  "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:Fn/invocations";

test("hands a request to a function and passes its answer on", async () => {
  const { send, calls, restApi } = await startApi({
    routes: [{ route: "POST /{proxy+}", integration: { type: "AWS_PROXY", uri: lambdaUri } }],
    services: {
      lambda: {
        Invoke: () => ({
          StatusCode: 200,
          Payload: JSON.stringify({
            statusCode: 201,
            headers: { "X-A": "1" },
            multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
            body: "made",
          }),
        }),
      },
    },
  });
  const answer = await send("POST", "/a/b?x=1&x=2", {
    body: "hello",
    headers: { "content-type": "text/plain" },
  });
  expect([answer.status, answer.text, answer.headers.get("x-a")]).toEqual([201, "made", "1"]);
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(calls[0]).toMatchObject({
    input: { FunctionName: "arn:aws:lambda:eu-west-1:000000000000:function:Fn" },
    caller: {
      principal: {
        kind: "service",
        service: "apigateway.amazonaws.com",
        sourceArn: `arn:aws:execute-api:eu-west-1:000000000000:${restApi}/test/POST/*`,
      },
    },
  });
  expect(JSON.parse(String(calls[0]?.input.Payload))).toMatchObject({
    resource: "/{proxy+}",
    path: "/a/b",
    httpMethod: "POST",
    queryStringParameters: { x: "2" },
    multiValueQueryStringParameters: { x: ["1", "2"] },
    pathParameters: { proxy: "a/b" },
    stageVariables: { shop: "main" },
    requestContext: { stage: "test", resourcePath: "/{proxy+}", identity: { sourceIp: "127.0.0.1" } },
    body: "hello",
    isBase64Encoded: false,
  });
});

test.each([
  ["/a/", "/a/", "a"],
  ["/a//b", "/a//b", "a//b"],
  ["//a", "//a", "a"],
  ["/user/test%2Balias@gmail.com/test+alias", "/user/test%2Balias@gmail.com/test+alias", undefined],
])("shows a function the path %s as the client wrote it", async (sent, path, proxy = path.slice(1)) => {
  const { send, calls } = await startApi({
    routes: [{ route: "GET /{proxy+}", integration: { type: "AWS_PROXY", uri: lambdaUri } }],
    services: { lambda: { Invoke: () => ({ StatusCode: 200, Payload: '{"statusCode":200}' }) } },
  });
  await send("GET", sent);

  expect(JSON.parse(String(calls[0]?.input.Payload))).toMatchObject({ path, pathParameters: { proxy } });
});

test.each([
  ["an answer of another shape", { StatusCode: 200, Payload: '"made"' }],
  ["an error", { StatusCode: 200, FunctionError: "Unhandled", Payload: '{"errorMessage":"boom"}' }],
])("answers 502 to %s of a function", async (_, output) => {
  const { send, cloud } = await startApi({
    routes: [{ route: "GET /x", integration: { type: "AWS_PROXY", uri: lambdaUri } }],
    services: { lambda: { Invoke: () => output } },
  });
  const answer = await send("GET", "/x");
  expect([answer.status, answer.json()]).toEqual([502, { message: "Internal server error" }]);
  expect(cloud.warnings).toHaveLength(1);
});

test("matches selection patterns with the error message of a function", async () => {
  const { send } = await startApi({
    routes: [
      {
        route: "POST /x",
        integration: { type: "AWS", uri: lambdaUri, requestTemplates: { "application/json": "{}" } },
        methodResponses: [{ statusCode: "200" }, { statusCode: "409" }],
        integrationResponses: [
          { statusCode: "200" },
          {
            statusCode: "409",
            selectionPattern: "(?i)sold out.*",
            responseTemplates: { "application/json": `{"why":$input.json('$.errorMessage')}` },
          },
        ],
      },
    ],
    services: {
      lambda: { Invoke: () => ({ FunctionError: "Unhandled", Payload: '{"errorMessage":"Sold out: rye"}' }) },
    },
  });
  const answer = await send("POST", "/x");
  expect([answer.status, answer.json()]).toEqual([409, { why: "Sold out: rye" }]);
});

test("gives up on an integration after its timeout", async () => {
  const { send, cloud } = await startApi({
    routes: [
      {
        route: "GET /slow",
        integration: { type: "AWS_PROXY", uri: lambdaUri, timeoutMilliseconds: 2000 },
      },
    ],
    services: { lambda: { Invoke: () => new Promise(() => {}) } },
  });
  const answer = send("GET", "/slow");
  await cloud.journal.waitFor((hop) => hop.service === "lambda");
  cloud.clock.advance(2000);
  expect([(await answer).status, (await answer).json()]).toEqual([
    504,
    { message: "Endpoint request timed out" },
  ]);
});
