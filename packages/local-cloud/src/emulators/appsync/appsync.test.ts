import { afterEach, expect, test } from "vitest";
import { openTestClient } from "../../testing/events-client.ts";
import { startTestApi } from "./api.fixture.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const setUp = async (namespaces?: Parameters<typeof startTestApi>[0]) => {
  const api = await startTestApi(namespaces);
  stops.push(api.stop);
  const connect = (authorization: object | undefined = api.customer("ann")) =>
    openTestClient(api.realtimeUrl, authorization);
  return { ...api, connect };
};
const event = (value: unknown) => JSON.stringify(value);

test("a published event reaches the subscribers of its channel and wildcard, one JSON string per frame", async () => {
  const { connect, customer, post, cloud } = await setUp();
  const client = await connect();
  for (const [id, channel] of [
    ["exact", "/orders/ann/ord-1"],
    ["wild", "/orders/ann/*"],
    ["other", "/orders/bob/ord-1"],
  ]) {
    client.send({
      type: "subscribe",
      id,
      channel,
      authorization: customer("ann"),
      payload: { ignored: true },
    });
    expect(await client.next({ id })).toEqual({ type: "subscribe_success", id });
  }
  const events = [event({ status: "PENDING" }), event('text with " and é')];
  const response = await post({ channel: "orders/ann/ord-1", events });
  expect(response.status).toBe(200);
  const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(await response.json()).toEqual({
    failed: [],
    successful: [
      { identifier: uuid, index: 0 },
      { identifier: uuid, index: 1 },
    ],
  });
  for (const id of ["exact", "wild"])
    for (const each of events) expect(await client.next({ id })).toEqual({ type: "data", id, event: each });
  const hop = await cloud.journal.waitFor((each) => each.action === "Broadcast");
  expect(hop).toMatchObject({ service: "appsync", output: { receivers: 2, deliveries: 4 } });
  expect(hop.resource).toMatch(/:apis\/[a-z0-9]{26}\/channelNamespace\/orders\/ann\/ord-1$/);
  const [cause] = cloud.journal.hops(({ id }) => id === hop.causes[0]);
  expect(cause).toMatchObject({ action: "Publish" });
  expect(client.frames.filter(({ id }) => id === "other")).toHaveLength(1);
});

test("acknowledges with the timeout, selects the subprotocol, and keeps alive every 60 s", async () => {
  const { connect, cloud } = await setUp();
  const client = await connect();
  expect(client.socket.protocol).toBe("aws-appsync-event-ws");
  expect(client.frames).toEqual([{ type: "connection_ack", connectionTimeoutMs: 300_000 }]);
  for (let minute = 0; minute < 2; minute++) {
    cloud.clock.advance(60_000);
    expect(await client.next({ type: "ka" })).toEqual({ type: "ka" });
  }
  cloud.clock.advance(24 * 3600 * 1000);
  await client.closed;
});

test("publishes over the socket with the publisher's own authorization", async () => {
  const { connect, customer, keyAuth } = await setUp();
  const client = await connect();
  client.send({ type: "subscribe", id: "s", channel: "/orders/ann/*", authorization: customer("ann") });
  await client.next({ type: "subscribe_success" });
  const frame = { type: "publish", id: "p", channel: "/orders/ann/1", events: [event(1)] };
  client.send({ ...frame, authorization: keyAuth });
  expect(await client.next({ id: "p" })).toMatchObject({
    type: "publish_success",
    failed: [],
    successful: [{ index: 0 }],
  });
  expect(await client.next({ type: "data" })).toEqual({ type: "data", id: "s", event: "1" });
  client.send({ ...frame, id: "q", authorization: customer("ann") });
  expect(await client.next({ id: "q" })).toEqual({
    type: "publish_error",
    id: "q",
    errors: [{ errorType: "UnauthorizedException", message: "You are not authorized to make this call." }],
  });
});

test("unsubscribing ends the events; an unknown id is an UnknownOperationError", async () => {
  const { connect, customer, post, cloud } = await setUp();
  const client = await connect();
  client.send({ type: "subscribe", id: "s", channel: "/orders/ann/*", authorization: customer("ann") });
  client.send({ type: "unsubscribe", id: "s" });
  client.send({ type: "unsubscribe", id: "s" });
  expect(await client.next({ type: "unsubscribe_success" })).toEqual({
    type: "unsubscribe_success",
    id: "s",
  });
  expect(await client.next({ type: "unsubscribe_error" })).toMatchObject({
    id: "s",
    errors: [{ errorType: "UnknownOperationError" }],
  });
  await post({ channel: "/orders/ann/1", events: [event(1)] });
  const hop = await cloud.journal.waitFor((each) => each.action === "Broadcast");
  expect(hop.output).toEqual({ receivers: 0, deliveries: 0 });
});

test.each([
  ["no authorization subprotocol", undefined, "BadRequestException"],
  ["no host", { "x-api-key": "da2-x" }, "BadRequestException"],
  ["a wrong key", { host: "h", "x-api-key": "da2-x" }, "UnauthorizedException"],
  ["a forged token", { host: "h", Authorization: "pool-2:ann" }, "UnauthorizedException"],
  ["no credentials", { host: "h" }, "UnauthorizedException"],
])("refuses to connect with %s", async (_what, authorization, errorType) => {
  const { realtimeUrl } = await setUp();
  const client = await openTestClient(realtimeUrl, authorization);
  expect(client.frames).toEqual([
    { type: "connection_error", errors: [{ errorType, message: expect.any(String) }] },
  ]);
  await client.closed;
});

test.each([
  ["the API key, where customers subscribe", { authorize: "key" }, "UnauthorizedException"],
  ["no authorization", { authorization: undefined }, "UnauthorizedException"],
  ["an unknown namespace", { channel: "/nope/ann" }, "BadRequestException"],
  ["a bad channel", { channel: "/orders/*/x" }, "BadRequestException"],
  ["a bad id", { id: "not ok" }, "BadRequestException"],
  ["an id in use", { id: "taken" }, "DuplicatedOperationError"],
])("refuses to subscribe with %s", async (_what, change, errorType) => {
  const { connect, customer, keyAuth } = await setUp();
  const client = await connect();
  const frame = { type: "subscribe", id: "taken", channel: "/orders/ann", authorization: customer("ann") };
  client.send(frame);
  await client.next({ type: "subscribe_success" });
  client.send({ ...frame, id: "s", ...("authorize" in change ? { authorization: keyAuth } : change) });
  expect(await client.next({ type: "subscribe_error" })).toMatchObject({ errors: [{ errorType }] });
});

test("a connection has at most 200 subscriptions", async () => {
  const { connect, customer } = await setUp();
  const client = await connect();
  for (let id = 0; id <= 200; id++)
    client.send({ type: "subscribe", id: `s-${id}`, channel: "/orders/ann", authorization: customer("ann") });
  expect(await client.next({ type: "subscribe_error" })).toMatchObject({
    id: "s-200",
    errors: [{ errorType: "MaxSubscriptionsReachedError" }],
  });
});

test("an unreadable or unknown message gets an error and does not end the connection", async () => {
  const { connect, customer } = await setUp();
  const client = await connect();
  for (const message of ["{", "[]", `{"type":"dance","id":"1"}`]) {
    client.send(message);
    expect(await client.next({ type: "error" })).toMatchObject({
      errors: [{ errorType: "UnsupportedOperation" }],
    });
  }
  client.send({ type: "subscribe", id: "s", channel: "/orders/ann", authorization: customer("ann") });
  await client.next({ type: "subscribe_success" });
});

const big = (bytes: number) => event("x".repeat(bytes - 2));
test.each([
  ["no JSON", "{", 400],
  ["a list", "[]", 400],
  ["no events", { channel: "/orders/a" }, 400],
  ["six events", { channel: "/orders/a", events: Array(6).fill("1") }, 400],
  ["an event that is no string", { channel: "/orders/a", events: [{}] }, 400],
  ["an event that is no JSON", { channel: "/orders/a", events: ["oops"] }, 400],
  ["an event over 240 KB", { channel: "/orders/a", events: [big(240 * 1024 + 1)] }, 400],
  ["more than 1.2 MB", { channel: "/orders/a", events: Array(5).fill(big(240 * 1024)) }, 400],
  ["a wildcard", { channel: "/orders/*", events: ["1"] }, 400],
  ["an unknown namespace", { channel: "/nope", events: ["1"] }, 400],
])("answers a publish of %s with 400", async (_what, body, status) => {
  const { post } = await setUp();
  const response = await post(body);
  expect(response.status).toBe(status);
  expect(response.headers.get("x-amzn-errortype")).toBe("BadRequestException");
  expect(await response.json()).toEqual({
    errors: [{ errorType: "BadRequestException", message: expect.any(String) }],
  });
});

test("takes an event of exactly 240 KB", async () => {
  const { post } = await setUp();
  expect((await post({ channel: "/orders/a", events: [big(240 * 1024)] })).status).toBe(200);
});

test("publishing wants an API key that exists and has not expired", async () => {
  const { post, cloud, key, customer } = await setUp();
  const body = { channel: "/orders/a", events: ["1"] };
  expect((await post(body, {})).status).toBe(401);
  expect((await post(body, { "x-api-key": "da2-x" })).status).toBe(401);
  expect((await post(body, { authorization: customer("ann").Authorization })).status).toBe(401);
  expect((await post(body)).status).toBe(200);
  cloud.clock.advance(7 * 24 * 3600 * 1000);
  const expired = await post(body, { "x-api-key": key });
  expect(expired.status).toBe(401);
  expect(await expired.json()).toEqual({
    errors: [{ errorType: "UnauthorizedException", message: "You are not authorized to make this call." }],
  });
});

test("a namespace overrides who may publish and subscribe", async () => {
  const modes = [{ authType: "AMAZON_COGNITO_USER_POOLS" }];
  const { post, connect, keyAuth, customer } = await setUp({
    chat: { publishAuthModes: modes, subscribeAuthModes: [{ authType: "API_KEY" }] },
  });
  const body = { channel: "/chat/room", events: ["1"] };
  expect((await post(body)).status).toBe(401);
  expect((await post(body, { Authorization: `Bearer ${customer("ann").Authorization}` })).status).toBe(200);
  const client = await connect();
  client.send({ type: "subscribe", id: "s", channel: "/chat/room", authorization: keyAuth });
  await client.next({ type: "subscribe_success" });
});

const ownChannelOnly = `import { util } from "@aws-appsync/utils";
export function onSubscribe(ctx) {
  const segments = ctx.info.channel.segments;
  if (segments.length < 2 || segments[1] !== ctx.identity.sub) util.unauthorized();
}
`;

test("onSubscribe keeps a customer out of another customer's channel", async () => {
  const { connect, customer, cloud } = await setUp({ orders: { codeHandlers: ownChannelOnly } });
  const client = await connect();
  const subscribe = (id: string, channel: string) =>
    client.send({ type: "subscribe", id, channel, authorization: customer("ann") });
  subscribe("mine", "/orders/ann/*");
  await client.next({ type: "subscribe_success", id: "mine" });
  for (const [id, channel] of Object.entries({
    theirs: "/orders/bob/ord-1",
    all: "/orders/*",
    root: "/orders",
  })) {
    subscribe(id, channel);
    expect(await client.next({ id })).toMatchObject({
      type: "subscribe_error",
      errors: [{ errorType: "Unauthorized" }],
    });
  }
  const failed = await cloud.journal.waitFor((hop) => hop.action === "Subscribe" && hop.error !== undefined);
  expect(failed).toMatchObject({ service: "appsync", error: { code: "Unauthorized" } });
});

test("onPublish changes, drops and refuses events", async () => {
  const { connect, customer, post } = await setUp({
    orders: {
      codeHandlers: `import { util } from "@aws-appsync/utils";
        export function onPublish(ctx) {
          if (ctx.info.channel.path === "/orders/closed") util.error("closed");
          if (ctx.info.channel.path === "/orders/broken") return [{ id: "made-up", payload: 1 }];
          return ctx.events
            .filter((event) => event.payload.kind !== "drop")
            .map((event) => event.payload.kind === "bad" ? { ...event, error: "bad event" } : { id: event.id, payload: { ...event.payload, seen: true } });
        }`,
    },
  });
  const client = await connect();
  client.send({ type: "subscribe", id: "s", channel: "/orders/*", authorization: customer("ann") });
  await client.next({ type: "subscribe_success" });
  const events = ["drop", "bad", "good"].map((kind) => event({ kind }));
  const response = await post({ channel: "/orders/open", events });
  expect(await response.json()).toMatchObject({
    successful: [{ index: 0 }, { index: 2 }],
    failed: [{ index: 1, message: "bad event" }],
  });
  expect(await client.next({ type: "data" })).toMatchObject({ event: event({ kind: "good", seen: true }) });
  const closed = await post({ channel: "/orders/closed", events });
  expect(closed.status).toBe(403);
  expect(await closed.json()).toMatchObject({ errors: [{ message: "closed" }] });
  expect((await post({ channel: "/orders/broken", events })).status).toBe(403);
});

test("browsers may publish from any origin", async () => {
  const { httpUrl, post } = await setUp();
  const headers = {
    origin: "http://localhost:3000",
    "access-control-request-headers": "content-type,x-api-key",
  };
  const preflight = await fetch(httpUrl, { method: "OPTIONS", headers });
  expect(preflight.ok).toBe(true);
  expect(preflight.headers.get("access-control-allow-headers")).toBe("content-type,x-api-key");
  for (const response of [preflight, await post({ channel: "/orders/a", events: ["1"] })])
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
});

test("faults duplicate, delay and lose deliveries", async () => {
  const { cloud, connect, customer, post } = await setUp();
  const client = await connect();
  client.send({ type: "subscribe", id: "s", channel: "/orders/ann", authorization: customer("ann") });
  await client.next({ type: "subscribe_success" });
  const plans = [[0, 5000], [], [0]];
  cloud.faults.delivery = ({ service, payload }) => (service === "appsync" ? plans[Number(payload)]! : [0]);
  await post({ channel: "/orders/ann", events: ["0", "1", "2"] });
  for (const expected of ["0", "2"])
    expect(await client.next({ type: "data" })).toMatchObject({ event: expected });
  cloud.clock.advance(5000);
  expect(await client.next({ type: "data" })).toMatchObject({ event: "0" });
});

test("dropped connections leave no subscription behind", async () => {
  const { cloud, connect, customer, post } = await setUp();
  const clients = await Promise.all([connect(), connect()]);
  clients[0]!.send({ type: "subscribe", id: "s", channel: "/orders/ann", authorization: customer("ann") });
  await clients[0]!.next({ type: "subscribe_success" });
  expect(cloud.use("realtime").dropConnections()).toBe(2);
  await Promise.all(clients.map(({ closed }) => closed));
  expect(cloud.use("realtime").dropConnections()).toBe(0);
  await post({ channel: "/orders/ann", events: ["1"] });
  const hop = await cloud.journal.waitFor((each) => each.action === "Broadcast");
  expect(hop.output).toEqual({ receivers: 0, deliveries: 0 });
});

test("a client that does not read is cut off, and the others go on", async () => {
  const { cloud, connect, customer, post } = await setUp();
  const [slow, quick] = await Promise.all([connect(), connect()]);
  for (const client of [slow!, quick!]) {
    client.send({ type: "subscribe", id: "s", channel: "/orders/ann", authorization: customer("ann") });
    await client.next({ type: "subscribe_success" });
  }
  slow!.socket.pause();
  const body = { channel: "/orders/ann", events: Array(5).fill(big(200 * 1024)) };
  for (let posts = 0; posts < 60 && cloud.warnings.length === 0; posts++) await post(body);
  expect(cloud.warnings).toEqual([expect.stringMatching(/^AppSync connection\/.* does not read/)]);
  await post({ channel: "/orders/ann", events: ["1"] });
  expect(await quick!.next({ event: "1" })).toMatchObject({ type: "data" });
  const last = cloud.journal.hops(({ action }) => action === "Broadcast").at(-1);
  expect(last!.output).toEqual({ receivers: 1, deliveries: 1 });
});

test("a property or auth mode that is not implemented stops the start", async () => {
  await expect(setUp({ orders: { subscribeAuthModes: [{ authType: "AWS_IAM" }] } })).rejects.toThrow(
    /not with AWS_IAM/,
  );
  const direct = { handlerConfigs: { onPublish: { behavior: "DIRECT" } } };
  await expect(setUp({ orders: direct })).rejects.toThrow(/handlerConfigs/);
});
