import { request } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { failAll, root, type SmallApp, startSmallApp, urlOf } from "./small-app.fixture.ts";

let app: SmallApp;
beforeEach(async () => {
  app = await startSmallApp();
});
afterEach(() => app.stop());

const orderId = "ord-01J8Z3N4X5Y6W7V8T9S0R1Q2P3";
const order = (data: object = { orderId }) => ({
  bus: "shop",
  source: "shop",
  detailType: "OrderPlaced",
  detail: { metadata: { version: 1 }, data },
});
const messages = (name: string) => app.get(`/api/queues/${name}/messages` as "/api/queues/{name}/messages");
const delivered = () => expect.poll(async () => (await messages("orders")).total).toBe(1);

test("draws the map of the graph, with what was seen on it", async () => {
  const before = await app.get("/api/map");
  expect(before.areas).toEqual([
    { id: "orders", name: "orders", folder: "services/orders" },
    { id: "shop", name: "shop", folder: "infra" },
  ]);
  expect(before.nodes.map(({ id, area }) => `${id} in ${area}`)).toEqual([
    "queue:DeadLetters in orders",
    "queue:Orders in orders",
    "bus:ShopBus in shop",
    "rule:OrdersRule in orders",
  ]);
  expect(before.nodes[0]!.kind).toBe("deadLetterQueue");
  expect(before.edges.map(({ id, kind, label }) => [id, kind, label])).toEqual([
    ["queue:Orders→queue:DeadLetters", "deadLetter", undefined],
    ["bus:ShopBus→rule:OrdersRule", "flow", "OrderPlaced"],
    ["rule:OrdersRule→queue:Orders", "flow", undefined],
  ]);
  expect(before.stats).toMatchObject({ nodes: {}, edges: {} });

  await app.post("/api/events", order());
  await delivered();
  const { stats } = await app.get("/api/map");
  expect(stats.nodes["bus:ShopBus"]).toMatchObject({ count: 1, failures: 0 });
  expect(stats.edges["rule:OrdersRule→queue:Orders"]).toMatchObject({
    count: 1,
    failures: 0,
    latencyMs: { p50: expect.any(Number), p95: expect.any(Number) },
  });
});

test("finds an event by an id in it, and shows each hop of its way", async () => {
  await app.post("/api/events", order());
  await delivered();
  const { matches } = await app.get(`/api/find?q=${orderId.slice(0, 12)}` as "/api/find");
  expect(matches[0]).toMatchObject({ id: orderId, kind: "id" });

  const trace = await app.get(`/api/trace?id=${orderId}` as "/api/trace");
  expect(trace.hops.map(({ action, resource, depth }) => [depth, action, resource])).toEqual([
    [0, "PutEvents", "ShopBus"],
    [1, "AcceptEvent", "ShopBus"],
    [2, "Deliver", "OrdersRule"],
    [3, "SendMessage", "Orders"],
  ]);
  expect(trace.hops[1]).toMatchObject({ note: "OrderPlaced v1", node: "bus:ShopBus", area: "shop" });

  const accepted = await app.get(`/api/hops/${trace.hops[1]!.id}` as "/api/hops/{hopId}");
  expect(accepted.cost).toEqual([expect.objectContaining({ service: "EventBridge", usd: 0.000001 })]);
  expect(JSON.parse(accepted.testEvent!.json)).toEqual(order());

  const cost = await app.get(`/api/cost?id=${orderId}` as "/api/cost");
  expect(cost.total.usd).toBeCloseTo(0.0000014);
});

test("shows why a message is dead, and sends it back mended", async () => {
  const broken = { customer: { email: "ada@example.com" } };
  const refused = await app.post("/api/events", order(broken));
  expect(refused).toMatchObject({ status: 400, body: { code: "InvalidEvent" } });
  await app.post("/api/events", { ...order(broken), force: true });
  await delivered();
  await failAll(app);

  const { messages: dead, queue } = await messages("dead-letters");
  expect(queue).toMatchObject({ depth: 1, sources: [{ name: "orders", label: "Orders", kind: "queue" }] });
  expect(dead[0]).toMatchObject({
    redriveTo: "orders",
    failure: {
      code: "MaxReceiveCountExceeded",
      issues: [{ path: "detail.data.orderId", message: "expected string, received undefined" }],
    },
  });
  expect((await app.get("/api/overview")).deadLetters).toBe(1);

  const body = JSON.parse(dead[0]!.body) as { detail: { data: Record<string, unknown> } };
  expect(body.detail.data).toEqual({ customer: { email: "•••" } });
  body.detail.data.orderId = orderId;
  const { messageId } = dead[0]!;
  const repaired = await app.post("/api/queues/dead-letters/repair", {
    messageId,
    body: JSON.stringify(body),
  });
  expect(repaired.status).toBe(200);
  expect(await app.post("/api/queues/dead-letters/redrive", {})).toMatchObject({ body: { moved: 1 } });

  const back = await app.cloud.call("sqs", "ReceiveMessage", { QueueUrl: urlOf(app.cloud, "orders") }, root);
  expect(JSON.parse(back.Messages![0]!.Body!)).toMatchObject({
    detail: { data: { orderId, customer: { email: "ada@example.com" } } },
  });
  expect((await messages("dead-letters")).total).toBe(0);
  const again = await app.post("/api/queues/dead-letters/redrive", {});
  expect(again).toMatchObject({ status: 409, body: { code: "Conflict" } });
});

test("redrives and deletes single messages", async () => {
  const send = (text: string) =>
    app.cloud.call("sqs", "SendMessage", { QueueUrl: urlOf(app.cloud, "orders"), MessageBody: text }, root);
  for (const text of ["a", "b", "c"]) await send(text);
  await failAll(app);
  const { messages: dead } = await messages("dead-letters");
  const idOf = (text: string) => dead.find(({ body }) => body === text)!.messageId;
  await app.post("/api/queues/dead-letters/redrive", { messageIds: [idOf("b")] });
  await app.post("/api/queues/dead-letters/delete", { messageIds: [idOf("a")] });
  const left = async (name: string) => (await messages(name)).messages.map(({ body }) => body);
  expect([await left("orders"), await left("dead-letters")]).toEqual([["b"], ["c"]]);
});

test("offers the contracts' examples and what was seen", async () => {
  await app.post("/api/events", order());
  await app.cloud.call(
    "events",
    "PutEvents",
    { Entries: [{ EventBusName: "shop", Source: "elsewhere", DetailType: "Rumour", Detail: "{}" }] },
    root,
  );
  const { buses, contracts, seen } = await app.get("/api/events");
  expect(buses).toEqual([{ name: "shop", label: "ShopBus" }]);
  expect(contracts).toMatchObject([
    { detailType: "OrderPlaced", version: 1, rules: ["OrdersRule"], count: 1 },
  ]);
  expect(seen.map(({ detailType }) => detailType).sort()).toEqual(["OrderPlaced", "Rumour"]);
});

test("doubles deliveries when told to, and says so", async () => {
  const calm = { seed: 7, duplicate: 0, delay: 0, delayMs: 0, reorder: 0, fail: 0, throttle: 0 };
  expect((await app.get("/api/faults")).active).toBe(false);
  const { body } = await app.post("/api/faults", { ...calm, duplicate: 1 });
  expect(body).toMatchObject({ active: true, seed: 7 });
  await app.cloud.call(
    "sqs",
    "SendMessage",
    { QueueUrl: urlOf(app.cloud, "orders"), MessageBody: "x" },
    root,
  );
  expect((await messages("orders")).total).toBe(2);
  expect((await app.get("/api/faults")).injected.duplicate).toBe(1);
  expect((await app.post("/api/faults", { ...calm, fail: 2 })).status).toBe(400);
});

test("moves the clock forward once nothing goes on, and never back", async () => {
  const before = await app.get("/api/clock");
  let fired = false;
  app.cloud.clock.schedule(3_600_000, () => {
    fired = true;
  });
  const { body } = await app.post("/api/clock", { advanceMs: 3_600_000 });
  expect(fired).toBe(true);
  expect(body).toMatchObject({ aheadMs: before.aheadMs + 3_600_000 });
  expect(body.now).toBeGreaterThanOrEqual(before.now + 3_600_000);
  for (const advanceMs of [-1, 0, 0.5, 1e15, "1"])
    expect((await app.post("/api/clock", { advanceMs } as never)).status).toBe(400);
});

test("shows mail as text and as HTML that can do nothing", async () => {
  app.cloud.use("mailbox").email({
    messageId: "0100018c-1111-4222-8333-444455556666-000000",
    from: "Sourdough <orders@example.com>",
    to: ["ada@example.com"],
    cc: [],
    bcc: [],
    replyTo: [],
    subject: "Your order",
    html: "<p>Thank you, <b>Ada</b>.</p>",
    headers: [],
  });
  const { mails } = await app.get("/api/mailbox");
  expect(mails[0]).toMatchObject({ channel: "email", subject: "Your order", preview: "Thank you, Ada ." });
  const answer = await fetch(`${app.server.url}/api/mailbox/${encodeURIComponent(mails[0]!.id)}/html`);
  expect(await answer.text()).toBe("<p>Thank you, <b>Ada</b>.</p>");
  expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
});

test("tells followers what moves, in few messages", async () => {
  const controller = new AbortController();
  const answer = await fetch(`${app.server.url}/api/stream?trace=${orderId}`, { signal: controller.signal });
  let text = "";
  const reading = (async () => {
    for await (const chunk of answer.body!) text += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  const told = (event: string) =>
    [...text.matchAll(new RegExp(`event: ${event}\ndata: (.*)\n`, "g"))].map(([, data]) => JSON.parse(data!));
  await expect.poll(() => told("hello").length).toBe(1);
  await app.post("/api/events", order());
  for (let count = 0; count < 100; count++)
    await app.cloud.call(
      "sqs",
      "SendMessage",
      { QueueUrl: urlOf(app.cloud, "orders"), MessageBody: "x" },
      root,
    );
  await expect
    .poll(() => {
      const edges = told("pulse").map(({ nodes }) => nodes["queue:Orders"]?.count ?? 0);
      return edges.reduce((sum: number, count: number) => sum + count, 0);
    })
    .toBe(101);
  expect(told("pulse").length).toBeLessThan(20);
  expect(told("changed")[0].topics).toContain("queues");
  expect(told("hops").flatMap(({ hops }) => hops.map(({ action }: { action: string }) => action))).toContain(
    "Deliver",
  );
  controller.abort();
  await reading;
});

test("tells followers of a resource that a call made, which is on the map and in the lists from then on", async () => {
  const controller = new AbortController();
  const answer = await fetch(`${app.server.url}/api/stream`, { signal: controller.signal });
  let heard = "";
  const reading = (async () => {
    for await (const part of answer.body!) heard += Buffer.from(part).toString();
  })().catch(() => {});
  const { QueueUrl } = await app.cloud.call("sqs", "CreateQueue", { QueueName: "made" }, root);
  await expect.poll(() => /"topics":\[[^\]]*"map"/.test(heard)).toBe(true);
  controller.abort();
  await reading;
  const names = async () => (await app.get("/api/queues")).queues.map(({ name }) => name);
  expect(await names()).toContain("made");
  expect((await app.get("/api/map")).nodes.map(({ id }) => id)).toContain("queue:made");
  await app.cloud.call("sqs", "DeleteQueue", { QueueUrl }, root);
  expect(await names()).not.toContain("made");
});

const raw = (headers: Record<string, string>, method = "GET", path = "/api/overview") =>
  new Promise<number>((resolve, reject) => {
    const url = new URL(path, app.server.url);
    const outgoing = request({ host: url.hostname, port: url.port, path, method, headers }, (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode!);
    });
    outgoing.once("error", reject);
    outgoing.end(method === "POST" ? "{}" : undefined);
  });

test("answers its own pages only", async () => {
  const { host, origin } = new URL(app.server.url);
  const json = { "content-type": "application/json" };
  expect(await raw({ host })).toBe(200);
  expect(await raw({ host: "evil.example" })).toBe(403);
  expect(await raw({ host, origin: "http://evil.example" })).toBe(403);
  expect(await raw({ host, origin: "http://127.0.0.1:3000" })).toBe(403);
  expect(await raw({ host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).toBe(403);
  expect(await raw({ host, "sec-fetch-site": "same-site" })).toBe(403);
  expect(
    await raw({ host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "GET", "/map"),
  ).toBe(404);
  expect(
    await raw({ host, origin, "sec-fetch-site": "same-origin", ...json }, "POST", "/api/redaction"),
  ).toBe(400);
  expect(await raw({ host, "content-type": "text/plain" }, "POST", "/api/faults")).toBe(415);
  expect(await raw({ host, origin: "null", ...json }, "POST", "/api/faults")).toBe(403);
});

test("says what is wrong with a request", async () => {
  expect(await app.get("/api/trace?id=nothing-of-the-kind" as never)).toMatchObject({ code: "NotFound" });
  expect(await app.get("/api/find" as never)).toMatchObject({
    code: "InvalidInput",
    message: expect.stringContaining("q:"),
  });
  expect(await app.get("/api/nonsense" as never)).toMatchObject({ code: "NotFound" });
});
