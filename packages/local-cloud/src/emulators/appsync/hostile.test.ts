import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { openTestClient } from "../../testing/events-client.ts";
import { startTestApi } from "./api.fixture.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
const setUp = async (codeHandlers?: string) => {
  const api = await startTestApi({ orders: codeHandlers === undefined ? {} : { codeHandlers } });
  stops.push(api.stop);
  return { ...api, connect: () => openTestClient(api.realtimeUrl, api.customer("ann")) };
};
const noText = { toString: null };
const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const frame = (change: object) => ({ type: "subscribe", id: "q", channel: "/orders/ann", ...change });
const publish = (change: object) => ({
  type: "publish",
  id: "q",
  channel: "/orders/ann",
  events: ["1"],
  ...change,
});

test.each<[string, object | string, string, string]>([
  [
    "a channel without a text",
    frame({ channel: noText, authorization: {} }),
    "subscribe_error",
    "BadRequestException",
  ],
  ["no channel", { type: "subscribe", id: "q" }, "subscribe_error", "BadRequestException"],
  ["no id", { type: "subscribe", channel: "/orders/ann" }, "subscribe_error", "BadRequestException"],
  ["an id without a text", frame({ id: noText }), "subscribe_error", "BadRequestException"],
  ["an empty id", frame({ id: "" }), "subscribe_error", "BadRequestException"],
  ["a long id", frame({ id: "a".repeat(129) }), "subscribe_error", "BadRequestException"],
  ["an id of other characters", frame({ id: "a\n" }), "subscribe_error", "BadRequestException"],
  ["a list as authorization", frame({ authorization: [] }), "subscribe_error", "BadRequestException"],
  [
    "credentials without a text",
    frame({ authorization: { Authorization: noText } }),
    "subscribe_error",
    "UnauthorizedException",
  ],
  [
    "a prototype as authorization",
    '{"type":"subscribe","id":"q","channel":"/orders/ann","authorization":{"__proto__":{"x-api-key":"k"}}}',
    "subscribe_error",
    "UnauthorizedException",
  ],
  ["a namespace of the prototype", frame({ channel: "/toString" }), "subscribe_error", "BadRequestException"],
  [
    "unsubscribe without a text",
    { type: "unsubscribe", id: noText },
    "unsubscribe_error",
    "UnknownOperationError",
  ],
  ["unsubscribe without an id", { type: "unsubscribe" }, "unsubscribe_error", "UnknownOperationError"],
  ["publish to no text", publish({ channel: noText }), "publish_error", "BadRequestException"],
  ["publish of no texts", publish({ events: [noText] }), "publish_error", "BadRequestException"],
  ["publish of no list", publish({ events: { length: 1 } }), "publish_error", "BadRequestException"],
  ["publish with a list as id", publish({ id: ["q"] }), "publish_error", "BadRequestException"],
  ["a type of the prototype", { type: "toString" }, "error", "UnsupportedOperation"],
  ["a type without a text", { type: noText }, "error", "UnsupportedOperation"],
  ["another type, and an id without a text", { type: "dance", id: noText }, "error", "UnsupportedOperation"],
  ["a number", "7", "error", "UnsupportedOperation"],
  ["nothing", "", "error", "UnsupportedOperation"],
  ["JSON 200,000 deep", nested(200_000), "error", "UnsupportedOperation"],
  [
    "a channel 200,000 deep",
    `{"type":"subscribe","id":"q","channel":${nested(200_000)}}`,
    "subscribe_error",
    "BadRequestException",
  ],
])("answers %s with an error frame, and goes on", async (_what, message, type, errorType) => {
  const { connect, customer, cloud } = await setUp();
  const client = await connect();
  client.send(typeof message === "string" ? message : JSON.stringify(message));
  expect(await client.next({ type })).toMatchObject({ type, errors: [{ errorType }] });
  client.send(frame({ id: "after", authorization: customer("ann") }));
  await client.next({ type: "subscribe_success", id: "after" });
  expect(cloud.warnings).toEqual([]);
});

test("answers a binary message with an error frame, and goes on", async () => {
  const { connect, customer } = await setUp();
  const client = await connect();
  client.socket.send(Buffer.from(JSON.stringify(frame({ authorization: customer("ann") }))));
  expect(await client.next({ type: "error" })).toMatchObject({
    errors: [{ errorType: "UnsupportedOperation" }],
  });
  client.send(frame({ authorization: customer("ann") }));
  await client.next({ type: "subscribe_success" });
});

test("closes a connection whose message no publish can fill, and takes the next", async () => {
  const { connect } = await setUp();
  const client = await connect();
  client.send("x".repeat(4 * 1024 * 1024));
  await client.closed;
  await connect();
});

const header = (json: string) => `header-${Buffer.from(json).toString("base64url")}`;
test.each([
  ["nothing", "header-"],
  ["no base64", "header-%%%"],
  ["a list", header("[1]")],
  ["a host without a text", header('{"host":{"toString":null}}')],
  ["a list 2,000 deep", header(nested(2000))],
])("refuses %s in the sub-protocol, and takes the next connection", async (_what, protocol) => {
  const { realtimeUrl, connect } = await setUp();
  const socket = new WebSocket(realtimeUrl, ["aws-appsync-event-ws"], {
    headers: { "sec-websocket-protocol": `aws-appsync-event-ws, ${protocol}` },
  });
  await new Promise((resolve) => {
    socket.once("error", resolve);
    socket.once("close", resolve);
  });
  await connect();
});

test.each<[string, unknown]>([
  ["a channel without a text", { channel: noText, events: ["1"] }],
  ["events without a text", { channel: "/orders/a", events: [noText] }],
  ["events that are no list", { channel: "/orders/a", events: noText }],
  ["no events", { channel: "/orders/a", events: [] }],
  ["null", "null"],
  ["nothing", ""],
  ["JSON 200,000 deep", nested(200_000)],
  ["a channel 200,000 deep", `{"channel":${nested(200_000)},"events":["1"]}`],
])("answers a publish of %s with 400", async (_what, body) => {
  const { post, cloud } = await setUp();
  const response = await post(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ errorType: "BadRequestException" }] });
  expect(cloud.warnings).toEqual([]);
});

test("takes an event that is JSON 100,000 deep, as it does not look into it", async () => {
  const { post, connect, customer } = await setUp();
  const client = await connect();
  client.send(frame({ authorization: customer("ann") }));
  await client.next({ type: "subscribe_success" });
  const deep = nested(100_000);
  expect((await post({ channel: "/orders/ann", events: [deep] })).status).toBe(200);
  expect(await client.next({ type: "data" })).toMatchObject({ event: deep });
});

test.each([
  ["throws", "ctx.nothing.here", "1"],
  ["returns a text", "'text'", "1"],
  ["returns an object", "{ return { id: 1 }; }", "1"],
  ["returns events without ids", "[{}]", "1"],
  ["returns itself", "{ const list = []; list.push(list); return list; }", "1"],
  ["returns what cannot be read", "[{ get id() { return ctx.a.b; } }]", "1"],
  ["calls itself for ever", "again(ctx)", "1"],
  ["works for ever", "busy(99)", "1"],
  ["gets an event too deep for it", "ctx.events", nested(100_000)],
])("refuses to publish when the handler %s, and goes on", async (_what, body, event) => {
  const result = body.startsWith("{") ? body : `{ return ${body}; }`;
  const { post, cloud } = await setUp(
    `const again = (ctx) => again(ctx);
      const busy = (left) => left === 0 ? 1 : busy(left - 1) + busy(left - 1);
      export const onPublish = (ctx) => { if (ctx.info.channel.path === "/orders/good") return ctx.events; const run = () => ${result}; return run(); }`,
  );
  const response = await post({ channel: "/orders/bad", events: [event] });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ errors: [{ errorType: "Code" }] });
  expect((await post({ channel: "/orders/good", events: ["1"] })).status).toBe(200);
  for (const warning of cloud.warnings)
    expect(warning).toMatch(/^onPublish of channel namespace "orders" failed/);
});

test("a client that floods its connection and reads nothing is cut off", async () => {
  const { connect, cloud } = await setUp();
  const [flood, other] = await Promise.all([connect(), connect()]);
  flood.socket.pause();
  const unknown = JSON.stringify({ type: "subscribe", id: "q".repeat(128), channel: "/nope" });
  for (let sent = 0; sent < 200_000 && cloud.warnings.length === 0; sent++) {
    flood.socket.send(unknown);
    if (sent % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => cloud.warnings).toEqual([expect.stringMatching(/does not read/)]);
  other.send(JSON.stringify({ type: "unsubscribe", id: "q" }));
  await other.next({ type: "unsubscribe_error" });
}, 240_000);

test("many connections at once are served, and leave nothing behind", async () => {
  const { connect, customer, cloud } = await setUp();
  const clients = await Promise.all(Array.from({ length: 300 }, connect));
  for (const client of clients) client.send(frame({ authorization: customer("ann") }));
  await Promise.all(clients.map((client) => client.next({ type: "subscribe_success" })));
  for (const client of clients) client.socket.terminate();
  await expect.poll(() => cloud.use("realtime").dropConnections()).toBe(0);
});
