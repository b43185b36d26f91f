import { expect, test } from "vitest";
import { lambda, startV2Api } from "../api.fixture.ts";

const echo = lambda((event) => ({ statusCode: 200, body: JSON.stringify(event) }));
const open = { allowOrigins: ["*"], allowMethods: ["GET", "PUT"], allowHeaders: ["*"], maxAge: 60 };
const preflight = (origin: string) => ({
  headers: { origin, "access-control-request-method": "PUT" },
});
const corsOf = (headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-")));

test("answers preflight requests itself, whatever the routes", async () => {
  const { send, calls } = await startV2Api({
    services: echo,
    api: { corsConfiguration: open },
    routes: { "ANY /{proxy+}": { route: { authorizationType: "AWS_IAM" } } },
  });
  const answer = await send("OPTIONS /orders/1", preflight("https://shop.example"));
  expect([answer.status, answer.text, corsOf(answer.headers)]).toEqual([
    204,
    "",
    {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET,PUT",
      "access-control-allow-headers": "*",
      "access-control-max-age": "60",
    },
  ]);
  expect(calls).toEqual([]);
});

test("its own CORS headers stand in every answer, errors too, and those of a function do not", async () => {
  const { send } = await startV2Api({
    services: lambda(() => ({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "https://evil" } })),
    api: {
      corsConfiguration: {
        allowOrigins: ["https://shop.example", "http://*"],
        allowCredentials: true,
        exposeHeaders: ["x-own"],
      },
    },
    routes: { "GET /": {} },
  });
  const of = async (path: string, origin: string) =>
    corsOf((await send(`GET ${path}`, { headers: { origin } })).headers);
  const expected = (origin: string) => ({
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "x-own",
  });
  expect(await of("/", "https://shop.example")).toEqual(expected("https://shop.example"));
  expect(await of("/", "http://any.example")).toEqual(expected("http://any.example"));
  expect(await of("/nowhere", "https://shop.example")).toEqual(expected("https://shop.example"));
  expect(await of("/", "https://other.example")).toEqual({});
});

test("a $default route that asks who one is gets preflight requests, as the guide warns", async () => {
  const { send } = await startV2Api({
    services: echo,
    api: { corsConfiguration: open },
    routes: { $default: { route: { authorizationType: "AWS_IAM" } } },
  });
  expect((await send("OPTIONS /a", preflight("https://shop.example"))).status).toBe(403);
});

test("a path that no route takes, and a stage that is not there", async () => {
  const { send } = await startV2Api({ services: echo, routes: { "GET /a": {} }, stages: [{ name: "dev" }] });
  expect((await send("GET /dev/a")).status).toBe(200);
  for (const path of ["/a", "/dev/b", "/dev/a/", "/"]) {
    const answer = await send(`GET ${path}`);
    expect([answer.status, answer.text, answer.headers.get("content-type")]).toEqual([
      404,
      '{"message":"Not Found"}',
      "application/json",
    ]);
  }
});

test("bodies, headers and paths have AWS's limits", async () => {
  const { send } = await startV2Api({ services: echo, routes: { $default: {} } });
  const large = await send("POST /", { body: "x".repeat(10 * 1024 * 1024 + 1) });
  expect([large.status, large.json()]).toEqual([413, { message: "Request Entity Too Large" }]);
  expect((await send("GET /", { headers: { "x-a": "x".repeat(10_240) } })).status).toBe(431);
  expect((await send("GET /%ff")).status).toBe(400);
});

test("throttles by stage and route, on the cloud's clock", async () => {
  const { send, cloud } = await startV2Api({
    services: echo,
    routes: { "GET /a": {}, "GET /b": {} },
    stages: [
      {
        name: "$default",
        defaultRouteSettings: { throttlingRateLimit: 1, throttlingBurstLimit: 1 },
        routeSettings: [{ routeKey: "GET /b", throttlingRateLimit: 1, throttlingBurstLimit: 2 }],
      },
    ],
  });
  const statuses = async (path: string, times: number) => {
    const all: number[] = [];
    for (let count = 0; count < times; count++) all.push((await send(`GET ${path}`)).status);
    return all;
  };
  expect(await statuses("/a", 2)).toEqual([200, 429]);
  expect(await statuses("/b", 3)).toEqual([200, 200, 429]);
  expect((await send("GET /a")).json()).toEqual({ message: "Too Many Requests" });
  cloud.clock.advance(1_000);
  expect(await statuses("/a", 1)).toEqual([200]);
});

test("a domain name leads to stages by the longest part of the path", async () => {
  const { send } = await startV2Api({
    services: echo,
    api: { disableExecuteApiEndpoint: true },
    routes: { "GET /a": { integration: { payloadFormatVersion: "1.0" } } },
    stages: [{ name: "dev" }],
    more: async (apiId, make) => {
      const domainName = "api.shop.example";
      await make("domainName:DomainName", "Domain", {
        domainName,
        domainNameConfiguration: { certificateArn: "c", endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
      });
      await make("apiMapping:ApiMapping", "Mapping", {
        apiId,
        domainName,
        stage: "dev",
        apiMappingKey: "v1/x",
      });
      return undefined;
    },
  });
  const at = { host: "api.shop.example" };
  expect((await send("GET /v1/x/a", at)).json()).toMatchObject({
    path: "/v1/x/a",
    requestContext: { domainName: "api.shop.example", domainPrefix: "api", stage: "dev" },
  });
  expect((await send("GET /v1/a", at)).status).toBe(404);
  expect((await send("GET /dev/a")).status).toBe(404);
});

test("writes an access log in the form that the stage asks for", async () => {
  const format =
    '{"path":"$context.path","key":"$context.routeKey","status":$context.status,"ip":"$context.identity.sourceIp","who":"$context.authorizer.principalId","integration":"$context.integration.status"}';
  const { send, cloud } = await startV2Api({
    services: echo,
    routes: { "GET /a": {} },
    stages: [
      {
        name: "$default",
        accessLogSettings: {
          destinationArn: "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/vendedlogs/apis/shop",
          format,
        },
      },
    ],
  });
  await send("GET /a");
  await send("GET /b");
  const { events } = (await cloud.dispatch(
    "logs",
    "FilterLogEvents",
    { logGroupName: "/aws/vendedlogs/apis/shop" },
    { principal: { kind: "root" }, causes: [] },
  )) as { events: { message: string }[] };
  expect(events.map(({ message }) => message)).toEqual([
    '{"path":"/a","key":"GET /a","status":200,"ip":"127.0.0.1","who":"-","integration":"200"}',
    '{"path":"/b","key":"-","status":404,"ip":"127.0.0.1","who":"-","integration":"-"}',
  ]);
});

test("each request is a hop that causes the invocation, and counts by its API", async () => {
  const { send, cloud, apiId, calls } = await startV2Api({ services: echo, routes: { "GET /a": {} } });
  await send("GET /a?x=1");
  const [hop] = cloud.journal.hops(({ service }) => service === "execute-api");
  expect(hop).toMatchObject({
    action: "GET",
    resource: `arn:aws:execute-api:eu-west-1:000000000000:${apiId}/$default/GET/a`,
    input: { query: { x: "1" } },
    output: { status: 200 },
  });
  const [invocation] = cloud.journal.hops(({ service }) => service === "lambda");
  expect([invocation?.causes, calls[0]?.caller.principal]).toEqual([
    [hop?.id],
    {
      kind: "service",
      service: "apigateway.amazonaws.com",
      sourceArn: `arn:aws:execute-api:eu-west-1:000000000000:${apiId}/$default/GET/a`,
    },
  ]);
});

test.each([
  [{ "GET /a": { route: { target: "integrations/none" } } }, "is no integration of the API"],
  [{ "GET a": {} }, "is not of the form"],
  [{ "GET /a": { route: { authorizationType: "JWT", authorizerId: "none" } } }, "which does not exist"],
])("%j is refused at the start", async (routes, message) => {
  await expect(startV2Api({ services: echo, routes })).rejects.toThrow(message);
});

test("credentials do not go with every origin", async () => {
  const api = { corsConfiguration: { allowOrigins: ["*"], allowCredentials: true } };
  await expect(startV2Api({ routes: {}, api })).rejects.toThrow("allowCredentials goes with origins by name");
});

test.each([
  ["//", 404, undefined],
  ["//nobody.test/x", 200, "/nobody.test/x"],
  ["/dev//nobody.test/x", 200, "/dev//nobody.test/x"],
  ["/a//b", 200, "/a//b"],
  ["/..%2f..%2fetc", 200, "/../../etc"],
  ["/a%3Fb=c", 200, "/a"],
  ["/a?%ff=%&constructor=1&__proto__=2&toString=3", 200, "/a"],
  ["/a%00", 400, undefined],
  ["/constructor", 200, "/constructor"],
])("nothing that anybody sends makes it fail: %s", async (path, status, rawPath) => {
  const { send, cloud } = await startV2Api({
    services: echo,
    routes: { "ANY /{proxy+}": {} },
    stages: [{ name: "$default" }, { name: "dev" }],
  });
  const answer = await send(`POST ${path}`, { body: '{"__proto__":1}', headers: { cookie: ";;=;" } });
  expect([answer.status, answer.json().rawPath, cloud.warnings]).toEqual([status, rawPath, []]);
});
