import { expect, test } from "vitest";
import { createEventBusFixture, queueArn, roleArn } from "./event-bus.fixture.ts";

interface Seen {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A rule to an API destination whose host answers with `answers`, one after the other, then 200. */
const setUp = (
  answers: (Response | Promise<Response>)[],
  given: { authParameters?: object; authorizationType?: string; destination?: object; target?: object } = {},
) => {
  const bus = createEventBusFixture();
  const seen: Seen[] = [];
  bus.cloud.serve({
    host: "api.bakery.test",
    fetch: async (request) => {
      const { url, method, headers } = request;
      seen.push({ url, method, headers, body: await request.text() });
      return answers.shift() ?? new Response("{}");
    },
  });
  const { arn: connectionArn } = bus.provision("eventConnection:EventConnection", "Connection", {
    authorizationType: given.authorizationType ?? "API_KEY",
    authParameters: given.authParameters ?? { apiKey: { key: "x-api-key", value: "secret" } },
  });
  const { arn } = bus.provision("eventApiDestination:EventApiDestination", "Destination", {
    connectionArn,
    httpMethod: "POST",
    invocationEndpoint: "https://api.bakery.test/event",
    ...given.destination,
  });
  bus.route(
    { source: ["bakery"] },
    {
      arn,
      roleArn,
      inputPath: "$.detail",
      retryPolicy: { maximumRetryAttempts: 1 },
      deadLetterConfig: { arn: queueArn("dead") },
      ...given.target,
    },
  );
  const delivered = (count: number) =>
    bus.cloud.journal.waitFor(() => {
      const done = bus.cloud.journal.hops(
        ({ action, durationMs }) => action === "Deliver" && durationMs !== undefined,
      );
      return done.length >= count;
    });
  return { ...bus, seen, delivered };
};

test("posts the input with the key of the connection", async () => {
  const { put, seen, delivered } = setUp([]);
  await put({ channel: "orders/1" });
  await delivered(1);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    url: "https://api.bakery.test/event",
    method: "POST",
    body: '{"channel":"orders/1"}',
  });
  expect(Object.fromEntries(seen[0]!.headers)).toMatchObject({
    "x-api-key": "secret",
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Amazon/EventBridge/ApiDestinations",
    range: "bytes=0-1048575",
  });
});

test("fills path, query, headers and body from the event and the connection", async () => {
  const { put, seen, delivered } = setUp([], {
    authorizationType: "BASIC",
    authParameters: {
      basic: { username: "baker", password: "bun" },
      invocationHttpParameters: {
        headers: [{ key: "x-shop", value: "connection" }],
        queryStrings: [{ key: "v", value: "2" }],
        bodies: [{ key: "tenant", value: "t1" }],
      },
    },
    destination: { invocationEndpoint: "https://api.bakery.test/orders/*/lines/*" },
    target: {
      httpTarget: {
        pathParameterValues: ["$.detail.id", "7"],
        queryStringParameters: { type: "$.detail-type" },
        headerParameters: { "x-shop": "target", "x-id": "$.detail.id" },
      },
    },
  });
  await put({ id: "o/1" });
  await delivered(1);
  expect(seen[0]).toMatchObject({
    url: "https://api.bakery.test/orders/o%2F1/lines/7?type=Baked&v=2",
    body: '{"id":"o/1","tenant":"t1"}',
  });
  expect(Object.fromEntries(seen[0]!.headers)).toMatchObject({
    authorization: `Basic ${Buffer.from("baker:bun").toString("base64")}`,
    "x-shop": "connection",
    "x-id": "o/1",
  });
});

test.each([401, 407, 409, 429, 500, 503])("tries again after %i", async (status) => {
  const { put, seen, delivered, cloud, received } = setUp([new Response("", { status })]);
  await put({});
  await delivered(1);
  cloud.clock.advance(1000);
  await delivered(2);
  expect(seen).toHaveLength(2);
  expect(received).toEqual([]);
});

test("waits as long as Retry-After asks", async () => {
  const { put, seen, delivered, cloud } = setUp([
    new Response("", { status: 429, headers: { "retry-after": "60" } }),
  ]);
  await put({});
  await delivered(1);
  cloud.clock.advance(59_000);
  expect(seen).toHaveLength(1);
  cloud.clock.advance(1000);
  await delivered(2);
  expect(seen).toHaveLength(2);
});

test.each([
  [
    "another refusal",
    new Response("no such channel", { status: 403 }),
    "ERROR_FROM_TARGET",
    "answered 403: no such channel",
  ],
  [
    "a negative Retry-After",
    new Response("", { status: 503, headers: { "retry-after": "-1" } }),
    "ERROR_FROM_TARGET",
    "answered 503",
  ],
])("does not try again after %s", async (_, response, code, message) => {
  const { put, seen, receive } = setUp([response]);
  await put({});
  const [dead] = await receive(1);
  expect(seen).toHaveLength(1);
  expect(dead!.input.MessageAttributes).toMatchObject({
    ERROR_CODE: { StringValue: code },
    ERROR_MESSAGE: { StringValue: expect.stringContaining(message) },
  });
});

test("does not try again to reach a host that is out of reach, and says so", async () => {
  const { put, receive, cloud } = setUp([], {
    destination: { invocationEndpoint: "https://elsewhere.test/" },
  });
  await put({});
  const [dead] = await receive(1);
  expect(dead!.input.MessageAttributes).toMatchObject({ ERROR_CODE: { StringValue: "CONNECTION_FAILURE" } });
  expect(cloud.warnings[0]).toContain("elsewhere.test");
});

test("waits five seconds for an answer", async () => {
  const { put, seen, delivered, cloud } = setUp([new Promise(() => {})]);
  await put({});
  await cloud.journal.waitFor(({ action }) => action === "InvokeApiDestination");
  await expect.poll(() => seen.length).toBe(1);
  cloud.clock.advance(5000);
  await delivered(1);
  const [hop] = cloud.journal.hops(({ action }) => action === "Deliver");
  expect(hop!.error).toMatchObject({
    code: "TIMEOUT",
    message: expect.stringContaining("did not answer within 5 s"),
  });
});

test("holds back what is over the rate", async () => {
  const { put, seen, delivered, cloud } = setUp([], { destination: { invocationRateLimitPerSecond: 2 } });
  await Promise.all([put({}), put({}), put({})]);
  await delivered(2);
  expect(seen).toHaveLength(2);
  cloud.clock.advance(500);
  await delivered(3);
  expect(seen).toHaveLength(3);
});

test("refuses OAuth and endpoints without TLS", () => {
  const { provision } = createEventBusFixture();
  expect(() =>
    provision("eventConnection:EventConnection", "C", {
      authorizationType: "OAUTH_CLIENT_CREDENTIALS",
      authParameters: {},
    }),
  ).toThrow("the local cloud knows connections with API_KEY and BASIC, not OAuth");
  expect(() =>
    provision("eventApiDestination:EventApiDestination", "D", {
      connectionArn: "c",
      httpMethod: "POST",
      invocationEndpoint: "http://api.bakery.test",
    }),
  ).toThrow("must call an HTTPS endpoint");
});
