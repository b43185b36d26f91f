import { get } from "node:http";
import { describe, expect, test } from "vitest";
import WebSocket from "ws";
import { startTestGateway } from "../../../../testing/fake-cloud.ts";
import { lambda, startV2Api } from "../api.fixture.ts";
import { start, undo } from "./socket.fixture.ts";

const id = expect.stringMatching(/^[\w-]{1,15}=$/);
const time = expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);

test("the events of a connection, whole", async () => {
  const { connect, url, eventOf, apiId, host } = await start({ stage: { stageVariables: { shop: "main" } } });
  const { socket } = await connect(`${url}?who=ann&size=1&size=2`, undefined, {
    headers: { "X-Own": "1", "user-agent": "ws" },
    perMessageDeflate: false,
  });
  const { requestContext: connected } = await eventOf("CONNECT");
  const context = (routeKey: string, eventType: string) => ({
    routeKey,
    eventType,
    extendedRequestId: id,
    requestTime: time,
    messageDirection: "IN",
    stage: "live",
    connectedAt: connected.connectedAt,
    requestTimeEpoch: expect.any(Number),
    identity: { sourceIp: "127.0.0.1", userAgent: "ws" },
    requestId: id,
    domainName: host,
    connectionId: connected.connectionId,
    apiId,
  });
  expect(connected.connectionId).toEqual(id);
  expect(Math.abs(Number(connected.connectedAt) - Date.now())).toBeLessThan(60_000);
  const headers = {
    Host: host,
    "Sec-WebSocket-Key": expect.any(String),
    "Sec-WebSocket-Version": "13",
    "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-/),
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
    "X-Own": "1",
    "user-agent": "ws",
  };
  expect(await eventOf("CONNECT")).toEqual({
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: { who: "ann", size: "2" },
    multiValueQueryStringParameters: { who: ["ann"], size: ["1", "2"] },
    requestContext: context("$connect", "CONNECT"),
    stageVariables: { shop: "main" },
    isBase64Encoded: false,
  });

  socket.send("hello");
  expect(await eventOf("MESSAGE")).toEqual({
    requestContext: { ...context("$default", "MESSAGE"), messageId: id },
    stageVariables: { shop: "main" },
    body: "hello",
    isBase64Encoded: false,
  });

  socket.close();
  const gone = { Host: host, "x-api-key": "", "X-Forwarded-For": "" };
  expect(await eventOf("DISCONNECT")).toEqual({
    headers: gone,
    multiValueHeaders: Object.fromEntries(Object.entries(gone).map(([name, value]) => [name, [value]])),
    requestContext: {
      ...context("$disconnect", "DISCONNECT"),
      disconnectStatusCode: 1005,
      disconnectReason: "Client-side close frame status not set",
    },
    stageVariables: { shop: "main" },
    isBase64Encoded: false,
  });
});

test("a message goes to the route that its selection names, or else to $default", async () => {
  const { connect, events } = await start({
    routes: { order: {}, "7": {}, $default: {} },
    answer: () => ({ statusCode: 200 }),
  });
  const { socket } = await connect();
  for (const body of [
    '{"action":"order"}',
    '{"action":7}',
    '{"action":"other"}',
    '{"action":{}}',
    "no JSON",
    "[1]",
  ]) {
    const before = events.length;
    socket.send(body);
    await expect.poll(() => events.length).toBe(before + 1);
  }
  expect(events.map(({ requestContext }) => requestContext.routeKey)).toEqual([
    "order",
    "7",
    "$default",
    "$default",
    "$default",
    "$default",
  ]);
});

test("no route, and a function that fails, are told to the client", async () => {
  const { connect, cloud } = await start({
    routes: { broken: {} },
    answer: () => {
      throw new Error("no flour");
    },
  });
  const { socket, messages } = await connect();
  socket.send('{"action":"nowhere"}');
  await expect.poll(() => messages.length).toBe(1);
  socket.send('{"action":"broken"}');
  await expect.poll(() => messages.length).toBe(2);
  expect(messages.map((text) => JSON.parse(text) as unknown)).toEqual([
    { message: "Forbidden", connectionId: id, requestId: id },
    { message: "Internal server error", connectionId: id, requestId: id },
  ]);
  expect(cloud.warnings.some((warning) => warning.includes("no flour"))).toBe(true);
});

test("what a route with a response answers goes to the client, of others nothing does", async () => {
  const cloudOf = await startTestGateway();
  undo.push(cloudOf.stop);
  const api = await startV2Api({
    cloud: cloudOf.cloud,
    api: { protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action" },
    stages: [{ name: "live" }],
    services: lambda(({ body }: { body: string }) => ({ statusCode: 200, body: `answer to ${body}` })),
    routes: { told: { route: { routeResponseSelectionExpression: "$default" } }, untold: {} },
  });
  await api.make("routeResponse:RouteResponse", "Response", {
    apiId: api.apiId,
    routeId: api.routeIds.get("told"),
    routeResponseKey: "$default",
  });
  await api.emulator.start?.();
  const socket = new WebSocket(`${cloudOf.gateway.endpoint.replace("http", "ws")}/_host/${api.host}/live`);
  undo.push(() => socket.terminate());
  const messages: string[] = [];
  socket.on("message", (data) => messages.push(data.toString()));
  await new Promise((resolve) => socket.on("open", resolve));
  socket.send('{"action":"untold"}');
  await expect.poll(() => api.calls.length).toBe(1);
  socket.send('{"action":"told"}');
  await expect.poll(() => messages).toEqual(['answer to {"action":"told"}']);
});

describe("a connection is not made", () => {
  test("when $connect says so, fails, or answers with something else", async () => {
    const { ask, url, events } = await start({
      answer: ({ queryStringParameters }) => {
        const { status } = queryStringParameters as unknown as { status: string };
        if (status === "fail") throw new Error("no");
        return status === "none" ? undefined : { statusCode: Number(status) };
      },
    });
    const statusOf = async (status: string) => ask(`${url}?status=${status}`).status;
    expect(await Promise.all(["403", "302", "fail", "none", "200"].map(statusOf))).toEqual([
      403, 302, 502, 502, 101,
    ]);
    expect(events.filter(({ requestContext }) => requestContext.eventType === "DISCONNECT")).toEqual([]);
  });

  test("when it is no handshake, or its path is none; nobody is asked then", async () => {
    const { ask, url, events } = await start({});
    expect(await ask(`${url}/%ff`).status).toBe(400);
    const headers = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
    const status = await new Promise((resolve) =>
      get(
        url.replace("ws:", "http:"),
        { headers: { ...headers, "sec-websocket-key": "short" } },
        (response) => resolve(response.statusCode),
      ),
    );
    expect([status, events]).toEqual([400, []]);
  });

  test("at a stage or path that is not there", async () => {
    const { ask, url } = await start({});
    expect(await ask(`${url}x`).status).toBe(403);
    expect(await ask(`${url}/x`).status).toBe(403);
    expect(await ask(`${url}/`).status).toBe(101);
  });
});

test("pages of this machine may connect, others have to be named at the start", async () => {
  const { ask, gateway, url } = await start({});
  const of = (origin: string) => ask(url, undefined, { origin }).status;
  expect(await of("http://localhost:5173")).toBe(101);
  expect(await of("https://shop.example")).toBe(403);
  gateway.allow("https://shop.example");
  expect(await of("https://shop.example")).toBe(101);
});

test("the subprotocol is the one that $connect chooses", async () => {
  const { connect } = await start({
    answer: ({ requestContext }) => ({
      statusCode: 200,
      headers: requestContext.eventType === "CONNECT" ? { "Sec-WebSocket-Protocol": "b" } : {},
    }),
  });
  expect((await connect(undefined, ["a", "b"])).socket.protocol).toBe("b");
});

test.each([
  [
    { $default: { integration: { integrationType: "HTTP_PROXY" } } },
    "is not AWS_PROXY with a Lambda function",
  ],
  [{ $default: { route: { authorizationType: "AWS_IAM" } } }, "Only $connect can have an authorizer"],
  [{ $connect: { route: { authorizationType: "JWT" } } }, "JWT authorizers go with HTTP APIs only"],
])("%j is refused at the start", async (routes, message) => {
  await expect(start({ routes })).rejects.toThrow(message);
});

test("a stage that throttles is refused at the start", async () => {
  await expect(start({ stage: { defaultRouteSettings: { throttlingRateLimit: 1 } } })).rejects.toThrow(
    "throttles, which WebSocket APIs do not do here",
  );
});
