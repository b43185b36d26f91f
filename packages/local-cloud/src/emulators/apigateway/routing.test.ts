import { expect, test } from "vitest";
import { echo, startApi } from "./api.fixture.ts";
import { createRouter } from "./router.ts";

test("prefers literal segments to parameters and parameters to greedy ones", () => {
  const router = createRouter<string>();
  for (const path of ["/", "/orders", "/orders/{id}", "/orders/new", "/orders/{id}/lines", "/{proxy+}"])
    router.add(path, path);
  expect(router.find("/")).toEqual({ value: "/", parameters: {} });
  expect(router.find("/orders/new")?.value).toBe("/orders/new");
  expect(router.find("/orders/a%20b/")).toEqual({ value: "/orders/{id}", parameters: { id: "a%20b" } });
  expect(router.find("/orders/new/lines")).toEqual({
    value: "/orders/{id}/lines",
    parameters: { id: "new" },
  });
  expect(router.find("/other/deep")).toEqual({ value: "/{proxy+}", parameters: { proxy: "other/deep" } });
  expect(router.find("//other//deep/")?.parameters).toEqual({ proxy: "other//deep" });
});

test("answers unknown routes as API Gateway does", async () => {
  const { send, host } = await startApi({ routes: [echo("GET /orders/{id}", "{}")] });
  for (const [method, path] of [
    ["GET", "/none"],
    ["POST", "/orders/1"],
  ] as const) {
    const answer = await send(method, path);
    expect([answer.status, answer.json()]).toEqual([403, { message: "Missing Authentication Token" }]);
    expect(answer.headers.get("x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
    expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get("x-amz-apigw-id")).toBeTruthy();
  }
  const other = await host.fetch(new Request(`https://${host.host}/nostage/orders/1`), { causes: [] });
  expect([other.status, await other.json()]).toEqual([403, { message: "Forbidden" }]);
});

test("shows parameters, context and stage variables to templates", async () => {
  const { send } = await startApi({
    routes: [
      echo(
        "ANY /orders/{orderId}/{proxy+}",
        `{"id":"$input.params('orderId')","rest":"$input.params().path.proxy","q":"$input.params('q')","trace":"$input.params('traceparent')","method":"$context.httpMethod","path":"$context.path","resource":"$context.resourcePath","shop":"$stageVariables.shop","ip":"$context.identity.sourceIp","claim":"$context.authorizer.claims.sub","time":"$context.requestTime"}`,
      ),
    ],
  });
  const answer = await send("PATCH", "/orders/ord-1/lines/2?q=a%20b&q=c", {
    headers: { TraceParent: "00-x" },
  });
  expect(answer.json()).toEqual({
    id: "ord-1",
    rest: "lines/2",
    q: "c",
    trace: "00-x",
    method: "PATCH",
    path: "/test/orders/ord-1/lines/2",
    resource: "/orders/{orderId}/{proxy+}",
    shop: "main",
    ip: "127.0.0.1",
    claim: "",
    time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
  });
});

test("records the request as a hop in the trace of the client", async () => {
  const { cloud, send, restApi } = await startApi({ routes: [echo("GET /orders", "{}")] });
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  await send("GET", "/orders", { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  expect(cloud.journal.trace(traceId)).toMatchObject([
    {
      service: "execute-api",
      action: "GET",
      resource: `arn:aws:execute-api:eu-west-1:000000000000:${restApi}/test/GET/orders`,
      causes: [],
      output: { status: 200 },
      durationMs: expect.any(Number),
    },
  ]);
});

test("answers CORS preflights as SST declares them", async () => {
  const headers = ["Headers", "Methods", "Origin"].map((name) => `Access-Control-Allow-${name}`);
  const { send } = await startApi({
    routes: [
      {
        route: "OPTIONS /orders",
        integration: { type: "MOCK", requestTemplates: { "application/json": "{ statusCode: 200 }" } },
        methodResponses: [
          {
            statusCode: "204",
            responseParameters: Object.fromEntries(
              headers.map((name) => [`method.response.header.${name}`, true]),
            ),
          },
        ],
        integrationResponses: [
          {
            statusCode: "204",
            responseParameters: Object.fromEntries(
              headers.map((name) => [`method.response.header.${name}`, "'*'"]),
            ),
          },
        ],
      },
    ],
  });
  const answer = await send("OPTIONS", "/orders");
  expect(answer.status).toBe(204);
  expect(headers.map((name) => answer.headers.get(name))).toEqual(["*", "*", "*"]);
});

test("throttles a method with a token bucket, by its own setting before the stage's", async () => {
  const { cloud, send } = await startApi({
    routes: [echo("GET /orders/{id}", "{}"), echo("GET /menu", "{}")],
    more: async (restApi, make) => {
      for (const [methodPath, burst] of [
        ["*/*", 3],
        ["orders/{id}/GET", 1],
      ] as const)
        await make("methodSettings:MethodSettings", methodPath, {
          restApi,
          stageName: "test",
          methodPath,
          settings: { throttlingRateLimit: 1, throttlingBurstLimit: burst },
        });
    },
  });
  const statuses = async (path: string, times: number) => {
    const answers = [];
    for (let i = 0; i < times; i++) answers.push((await send("GET", path)).status);
    return answers;
  };
  expect(await statuses("/orders/1", 2)).toEqual([200, 429]);
  expect(await statuses("/menu", 4)).toEqual([200, 200, 200, 429]);
  expect((await send("GET", "/orders/1")).json()).toEqual({ message: "Too Many Requests" });
  cloud.clock.advance(1000);
  expect(await statuses("/orders/1", 2)).toEqual([200, 429]);
});

test("asks for an API key of a usage plan, and counts it against the quota", async () => {
  const { send } = await startApi({
    routes: [echo("GET /orders", '{"key":"$context.identity.apiKey"}', { apiKeyRequired: true })],
    more: async (restApi, make) => {
      const plan = await make("usagePlan:UsagePlan", "Plan", {
        apiStages: [{ apiId: restApi, stage: "test" }],
        quotaSettings: { limit: 2, period: "DAY" },
      });
      const key = await make("apiKey:ApiKey", "Key", { value: "a-key-of-twenty-characters" });
      await make("usagePlanKey:UsagePlanKey", "PlanKey", {
        keyId: key.id,
        keyType: "API_KEY",
        usagePlanId: plan.id,
      });
    },
  });
  const withKey = (key: string) => send("GET", "/orders", { headers: { "x-api-key": key } });
  expect((await send("GET", "/orders")).json()).toEqual({ message: "Forbidden" });
  expect((await withKey("another-key-of-any-length")).status).toBe(403);
  expect((await withKey("a-key-of-twenty-characters")).json()).toEqual({ key: "a-key-of-twenty-characters" });
  expect((await withKey("a-key-of-twenty-characters")).status).toBe(200);
  const over = await withKey("a-key-of-twenty-characters");
  expect([over.status, over.json()]).toEqual([429, { message: "Limit Exceeded" }]);
});

test("refuses a body over 10 MB", async () => {
  const { send } = await startApi({ routes: [echo("POST /orders", "{}")] });
  const answer = await send("POST", "/orders", { body: "x".repeat(10 * 1024 * 1024 + 1) });
  expect([answer.status, answer.json()]).toEqual([413, { message: "Request Too Long" }]);
});

test("a domain name leads to the stage that its mapping names, or else the path", async () => {
  const { cloud } = await startApi({
    routes: [echo("GET /orders", '{"path":"$context.path","domain":"$context.domainName"}')],
    more: async (restApi, make) => {
      await make("domainName:DomainName", "Domain", { domainName: "api.shop.example" });
      await make("basePathMapping:BasePathMapping", "Old", {
        restApi,
        domainName: "api.shop.example",
        basePath: "old",
      });
    },
  });
  const host = cloud.hosts.get("api.shop.example")!;
  const ask = async (path: string) => {
    const answer = await host.fetch(new Request(`https://api.shop.example${path}`), { causes: [] });
    return [answer.status, await answer.json()];
  };
  expect(await ask("/old/test/orders")).toEqual([
    200,
    { path: "/old/test/orders", domain: "api.shop.example" },
  ]);
  expect(await ask("/old/orders")).toEqual([403, { message: "Forbidden" }]);
  expect(await ask("/older/test/orders")).toEqual([404, { message: "Not Found" }]);
});
