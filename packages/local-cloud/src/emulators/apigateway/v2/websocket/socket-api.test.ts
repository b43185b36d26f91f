import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { afterEach, describe, expect, test } from "vitest";
import WebSocket, { type ClientOptions } from "ws";
import { startTestGateway } from "../../../../testing/fake-cloud.ts";
import { FUNCTION, lambda, type Make, type Routes, startV2Api } from "../api.fixture.ts";

type Event = Record<string, never> & { requestContext: Record<string, string> };

const AUTHORIZER = FUNCTION.replace(":shop", ":authorizer");
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const start = async (options: {
  routes?: Routes;
  answer?: (event: Event) => unknown;
  authorizer?: (event: Event) => unknown;
  more?: (apiId: string, make: Make) => Promise<Record<string, unknown> | undefined>;
  stage?: Record<string, unknown>;
}) => {
  const { cloud, gateway, stop } = await startTestGateway();
  const events: Event[] = [];
  const api = await startV2Api({
    cloud,
    api: { protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action" },
    stages: [{ name: "live", ...options.stage }],
    services: lambda((event: Event, { FunctionName }) => {
      if (FunctionName === AUTHORIZER) return options.authorizer?.(event);
      events.push(event);
      return options.answer ? options.answer(event) : { statusCode: 200 };
    }),
    more: options.more,
    routes: options.routes ?? { $connect: {}, $disconnect: {}, $default: {} },
  });
  const url = `${gateway.endpoint.replace("http", "ws")}/_host/${api.host}/live`;
  const client = new ApiGatewayManagementApiClient({
    endpoint: `${gateway.endpoint}/_host/${api.host}/live`,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
  undo.push(stop, () => api.emulator.stop?.(), () => client.destroy());

  const ask = (at = url, protocols?: string[], init?: ClientOptions) => {
    const socket = protocols ? new WebSocket(at, protocols, init) : new WebSocket(at, init);
    const messages: string[] = [];
    socket.on("message", (data) => messages.push(data.toString()));
    socket.on("error", () => {});
    const status = new Promise<number>((resolve) => {
      socket.on("open", () => resolve(101));
      socket.on("unexpected-response", (request, response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
    });
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    undo.push(() => socket.terminate());
    return { socket, messages, status, closed };
  };
  const connect = async (...asked: Parameters<typeof ask>) => {
    const asking = ask(...asked);
    expect(await asking.status).toBe(101);
    return asking;
  };
  const eventOf = async (eventType: string) => {
    const find = () => events.find(({ requestContext }) => requestContext.eventType === eventType);
    await expect.poll(find, { timeout: 20_000 }).toBeDefined();
    return find()!;
  };
  return { ...api, gateway, client, url, ask, connect, events, eventOf };
};

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
  for (const body of ['{"action":"order"}', '{"action":7}', '{"action":"other"}', '{"action":{}}', "no JSON", "[1]"]) {
    const before = events.length;
    socket.send(body);
    await expect.poll(() => events.length, { timeout: 20_000 }).toBe(before + 1);
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
  await expect.poll(() => messages.length, { timeout: 20_000 }).toBe(1);
  socket.send('{"action":"broken"}');
  await expect.poll(() => messages.length, { timeout: 20_000 }).toBe(2);
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
  await expect.poll(() => api.calls.length, { timeout: 20_000 }).toBe(1);
  socket.send('{"action":"told"}');
  await expect.poll(() => messages, { timeout: 20_000 }).toEqual(['answer to {"action":"told"}']);
});

describe("a connection is not made", () => {
  test("when $connect says so, fails, or answers with something else", async () => {
    const { ask, url, events } = await start({
      answer: ({ queryStringParameters }) => {
        const { status } = queryStringParameters as { status: string };
        if (status === "fail") throw new Error("no");
        return status === "none" ? undefined : { statusCode: Number(status) };
      },
    });
    const statusOf = async (status: string) => ask(`${url}?status=${status}`).status;
    expect(await Promise.all(["403", "302", "fail", "none", "200"].map(statusOf))).toEqual([403, 302, 502, 502, 101]);
    expect(events.filter(({ requestContext }) => requestContext.eventType === "DISCONNECT")).toEqual([]);
  });

  test("at a stage or path that is not there", async () => {
    const { ask, url } = await start({});
    expect(await ask(`${url}x`).status).toBe(403);
    expect(await ask(`${url}/x`).status).toBe(403);
    expect(await ask(`${url}/`).status).toBe(101);
  });
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

describe("authorizers", () => {
  const startWith = (authorizer: (event: Event) => unknown, properties: Record<string, unknown> = {}) =>
    start({
      authorizer,
      more: async (apiId, make) => {
        const { id: authorizerId } = await make("authorizer:Authorizer", "Own", {
          apiId,
          authorizerType: "REQUEST",
          authorizerUri: AUTHORIZER,
          identitySources: ["route.request.querystring.token"],
          ...properties,
        });
        return { authorizationType: "CUSTOM", authorizerId };
      },
    });
  const policy = (Effect: string, { methodArn }: Event) => ({
    principalId: "ann",
    policyDocument: { Statement: [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }] },
    context: { tier: 1 },
  });

  test("one that allows tells all events of the connection what it found out", async () => {
    const asked: Event[] = [];
    const { connect, url, eventOf, apiId } = await startWith((event) => {
      asked.push(event);
      return policy("Allow", event);
    });
    const { socket } = await connect(`${url}?token=t`);
    expect(asked).toMatchObject([
      {
        type: "REQUEST",
        methodArn: `arn:aws:execute-api:eu-west-1:000000000000:${apiId}/live/$connect`,
        queryStringParameters: { token: "t" },
        requestContext: { routeKey: "$connect", eventType: "CONNECT" },
      },
    ]);
    socket.send("hello");
    await eventOf("MESSAGE");
    socket.close();
    for (const type of ["CONNECT", "MESSAGE", "DISCONNECT"])
      expect(await eventOf(type)).toMatchObject({
        requestContext: { authorizer: { principalId: "ann", tier: 1 } },
      });
  });

  test.each([
    ["without the identity source", "", (event: Event) => policy("Allow", event), 401],
    ["denied", "?token=t", (event: Event) => policy("Deny", event), 403],
    [
      "when it throws Unauthorized",
      "?token=t",
      () => {
        throw new Error("Unauthorized");
      },
      401,
    ],
    [
      "when it throws anything else",
      "?token=t",
      () => {
        throw new Error("broken");
      },
      500,
    ],
    ["when it answers with no policy", "?token=t", () => ({ isAuthorized: true }), 500],
  ])("a connection %s is not made", async (_, query, authorizer, status) => {
    const { ask, url, events } = await startWith(authorizer);
    expect(await ask(url + query).status).toBe(status);
    expect(events).toEqual([]);
  });

  test.each([
    [{ authorizerType: "JWT", jwtConfiguration: { issuer: "https://a", audiences: ["a"] } }, "is a REQUEST authorizer"],
    [{ authorizerPayloadFormatVersion: "2.0" }, "go with authorizers of HTTP APIs only"],
    [{ identitySources: ["$request.header.x"] }, "is not of the form route.request"],
  ])("%j is refused at the start", async (properties, message) => {
    await expect(startWith(() => ({}), properties)).rejects.toThrow(message);
  });

  test("IAM authorization wants a signature, in the headers or in the URL", async () => {
    const { ask, url } = await start({ more: async () => ({ authorizationType: "AWS_IAM" }) });
    const credential = "any/20261130/eu-west-1/execute-api/aws4_request";
    expect(await ask(url).status).toBe(403);
    expect(await ask(`${url}?X-Amz-Credential=${encodeURIComponent(credential)}`).status).toBe(101);
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    expect(await ask(url, undefined, { headers: { authorization } }).status).toBe(101);
  });
});

describe("@connections", () => {
  test("posts to a client, tells of it and lets it go", async () => {
    const { connect, client, eventOf, cloud } = await start({});
    const { messages, closed } = await connect();
    const ConnectionId = (await eventOf("CONNECT")).requestContext.connectionId;
    await client.send(new PostToConnectionCommand({ ConnectionId, Data: '{"bread":"ready"}' }));
    await expect.poll(() => messages, { timeout: 20_000 }).toEqual(['{"bread":"ready"}']);
    const [posted] = cloud.journal.hops(({ action }) => action === "PostToConnection");
    expect(posted).toMatchObject({ input: { body: '{"bread":"ready"}' }, output: { status: 200 } });

    const { ConnectedAt, LastActiveAt, Identity } = await client.send(new GetConnectionCommand({ ConnectionId }));
    expect([ConnectedAt instanceof Date, Number(LastActiveAt) >= Number(ConnectedAt), Identity?.SourceIp]).toEqual([
      true,
      true,
      "127.0.0.1",
    ]);

    await client.send(new DeleteConnectionCommand({ ConnectionId }));
    expect(await closed).toEqual({ code: 1000, reason: "Connection Closed Normally" });
    for (const gone of [
      new PostToConnectionCommand({ ConnectionId, Data: "a" }),
      new GetConnectionCommand({ ConnectionId }),
      new DeleteConnectionCommand({ ConnectionId: "never" }),
    ])
      await expect(client.send(gone as PostToConnectionCommand)).rejects.toMatchObject({
        name: "GoneException",
        $metadata: { httpStatusCode: 410 },
      });
  });

  test("a message of more than 128 KB is refused, and so is who does not sign", async () => {
    const { connect, client, eventOf, gateway, host } = await start({});
    await connect();
    const ConnectionId = (await eventOf("CONNECT")).requestContext.connectionId!;
    const Data = Buffer.alloc(128 * 1024 + 1, "a");
    await expect(client.send(new PostToConnectionCommand({ ConnectionId, Data }))).rejects.toMatchObject({
      name: "PayloadTooLargeException",
    });
    const unsigned = `${gateway.endpoint}/_host/${host}/live/@connections/${ConnectionId}`;
    const answer = await fetch(unsigned, { method: "POST", body: "a" });
    expect([answer.status, await answer.json()]).toEqual([403, { message: "Missing Authentication Token" }]);
  });

  test("a function needs execute-api:ManageConnections for it", async () => {
    const { connect, eventOf, cloud, gateway, host, apiId } = await start({});
    const asked: unknown[] = [];
    cloud.guard({
      missing: (principal, [needed]) => {
        if (principal.kind !== "role") return undefined;
        asked.push(needed);
        return needed;
      },
    });
    await connect();
    const ConnectionId = (await eventOf("CONNECT")).requestContext.connectionId!;
    const function_ = new ApiGatewayManagementApiClient({
      endpoint: `${gateway.endpoint}/_host/${host}/live`,
      region: "eu-west-1",
      credentials: cloud.issueCredentials({
        principal: { kind: "role", arn: "arn:aws:iam::000000000000:role/Stranger" },
        causes: () => [],
      }),
      maxAttempts: 1,
    });
    undo.push(() => function_.destroy());
    await expect(
      function_.send(new PostToConnectionCommand({ ConnectionId, Data: "a" })),
    ).rejects.toMatchObject({ name: "ForbiddenException" });
    expect(asked).toEqual([
      {
        action: "execute-api:ManageConnections",
        resource: `arn:aws:execute-api:eu-west-1:000000000000:${apiId}/live/POST/@connections/${ConnectionId}`,
      },
    ]);
  });
});

describe("limits", () => {
  const disconnected = async ({ eventOf }: Awaited<ReturnType<typeof start>>) => {
    const { disconnectStatusCode, disconnectReason } = (await eventOf("DISCONNECT")).requestContext;
    return { code: disconnectStatusCode, reason: disconnectReason };
  };

  test("a frame of more than 32 KB ends the connection, a message of several up to 128 KB does not", async () => {
    const api = await start({});
    const { socket, closed } = await api.connect(undefined, undefined, { perMessageDeflate: false });
    for (const fin of [false, false, false, true]) socket.send("a".repeat(32 * 1024), { fin });
    const { body } = await api.eventOf("MESSAGE");
    expect(String(body)).toHaveLength(128 * 1024);
    socket.send("a".repeat(32 * 1024 + 1));
    expect((await closed).code).toBe(1009);
    expect((await disconnected(api)).code).toBe(1009);
  });

  test("a message of more than 128 KB ends it", async () => {
    const api = await start({});
    const { socket, closed } = await api.connect(undefined, undefined, { perMessageDeflate: false });
    for (const fin of [false, false, false, false, true]) socket.send("a".repeat(32 * 1024), { fin });
    expect((await closed).code).toBe(1009);
    expect((await disconnected(api)).code).toBe(1009);
  });

  test("a binary frame ends it", async () => {
    const api = await start({});
    const { socket, closed } = await api.connect();
    socket.send(Buffer.from([0xff, 0xfe]));
    expect((await closed).code).toBe(1003);
  });

  test("ten minutes without a message end it, two hours do anyway", async () => {
    const idle = await start({});
    const first = await idle.connect();
    idle.cloud.clock.advance(9 * 60_000);
    first.socket.send("still here");
    await idle.eventOf("MESSAGE");
    idle.cloud.clock.advance(9 * 60_000);
    expect(first.socket.readyState).toBe(WebSocket.OPEN);
    idle.cloud.clock.advance(60_000);
    expect((await first.closed).code).toBe(1001);
    expect(await disconnected(idle)).toEqual({ code: 1001, reason: "Going away" });

    const long = await start({});
    const second = await long.connect();
    for (let minutes = 0; minutes < 120; minutes += 8) {
      expect(second.socket.readyState).toBe(WebSocket.OPEN);
      const before = long.events.length;
      second.socket.send("here");
      await expect.poll(() => long.events.length, { timeout: 20_000 }).toBe(before + 1);
      long.cloud.clock.advance(8 * 60_000);
    }
    expect((await second.closed).code).toBe(1001);
  });
});

test.each([
  [{ $default: { integration: { integrationType: "HTTP_PROXY" } } }, "is not AWS_PROXY with a Lambda function"],
  [{ $default: { route: { authorizationType: "AWS_IAM" } } }, "Only $connect can have an authorizer"],
  [{ $connect: { route: { authorizationType: "JWT" } } }, "JWT authorizers go with HTTP APIs only"],
])("%j is refused at the start", async (routes, message) => {
  await expect(start({ routes })).rejects.toThrow(message);
});
