import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import Stripe from "stripe";
import { expect, onTestFinished, test } from "vitest";
import { createClock } from "../../core/clock.ts";
import { openState } from "../../state/state.ts";
import type { Surroundings } from "../surroundings.ts";
import { plainSender, type WebhookSender } from "../webhooks.ts";
import { createEvents } from "./events.ts";
import { startStandIn } from "./index.ts";
import { setUp } from "./stripe.fixture.ts";
import { createWebhooks } from "./webhooks.ts";

interface Received {
  readonly body: string;
  readonly signature: string;
}

/** An endpoint that answers with `statuses` one after the other, and then 200. */
const endpoint = async (...statuses: number[]) => {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      received.push({ body, signature: String(request.headers["stripe-signature"]) });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`, received };
};

const nothingKept = () => openState({ warn: console.error });

const read = ({ body, signature }: Received, secret: string) =>
  Stripe.webhooks.constructEvent(body, signature, secret);

test("sends the types an endpoint asked for, signed, with the object as it was and what led to it", async () => {
  const { stripe, pay } = await setUp();
  const hook = await endpoint();
  const { secret = "", id } = await stripe.webhookEndpoints.create({
    url: hook.url,
    enabled_events: ["charge.refunded"],
  });
  expect(secret).toMatch(/^whsec_/);
  expect(await stripe.webhookEndpoints.retrieve(id)).not.toHaveProperty("secret");
  const intent = await pay();
  await stripe.refunds.create({ payment_intent: intent.id, amount: 250 }, { idempotencyKey: "part" });
  await stripe.refunds.create({ payment_intent: intent.id });

  await expect.poll(() => hook.received.length).toBe(2);
  const events = hook.received.map((one) => read(one, secret));
  expect(events).toMatchObject([
    { object: "event", type: "charge.refunded", data: { object: { amount_refunded: 250, refunded: false } } },
    { data: { object: { amount_refunded: 1250, refunded: true } } },
  ]);
  expect(events[0]?.request).toEqual({ id: expect.stringMatching(/^req_/), idempotency_key: "part" });
  await expect.poll(async () => (await stripe.events.retrieve(events[0]!.id)).pending_webhooks).toBe(0);
  expect(() => read(hook.received[0]!, "whsec_other")).toThrow(/No signatures found/);
});

test("keeps what happened, newest first, by type and time", async () => {
  const { clock, stripe, pay } = await setUp();
  await pay();
  const before = Math.floor(clock.now() / 1000);
  clock.advance(60_000);
  await pay("pm_card_chargeDeclined").catch(() => {});
  const types = async (params: Stripe.EventListParams) =>
    (await stripe.events.list(params)).data.map(({ type }) => type);

  expect(await types({ created: { gt: before } })).toEqual([
    "payment_intent.payment_failed",
    "charge.failed",
    "payment_intent.created",
  ]);
  expect(await types({ type: "charge.*" })).toEqual(["charge.failed", "charge.succeeded"]);
  expect(await types({ types: ["payment_intent.succeeded"] })).toEqual(["payment_intent.succeeded"]);
  const [last] = (await stripe.events.list({ limit: 1 })).data;
  expect((await stripe.events.list({ starting_after: last!.id })).data).toHaveLength(5);
  await expect(stripe.events.list({ starting_after: "evt_none" })).rejects.toMatchObject({
    code: "resource_missing",
  });
  clock.advance(30 * 24 * 3600 * 1000 + 1000);
  await pay();
  await expect(stripe.events.retrieve(last!.id)).rejects.toMatchObject({ code: "resource_missing" });
});

test("tries again what was not taken, each time signed anew, for three days", async () => {
  const clock = createClock();
  const tries: { minute: number; attempt: number; signature: string | null }[] = [];
  const begun = clock.now();
  const state = nothingKept();
  const sender: WebhookSender = {
    plan: () => [0],
    send: async ({ headers }, _, attempt) => {
      const minute = Math.round((clock.now() - begun) / 60_000);
      tries.push({ minute, attempt, signature: headers.get("stripe-signature") });
      return new Response(null, { status: 500 });
    },
  };
  const webhooks = createWebhooks({ state, clock, sender: () => sender });
  webhooks.begin(() => undefined);
  onTestFinished(() => {
    webhooks.stop();
    clock.stop();
  });
  webhooks.add({ url: "http://127.0.0.1:1/hooks", events: ["*"] });
  const events = createEvents(state, clock.now, webhooks.send);
  events.emit("charge.refunded", {});
  for (let minutes = 0; minutes < 100 * 60; minutes += 5) {
    clock.advance(minutes === 0 ? 1 : 5 * 60_000);
    await nextTurn();
    await nextTurn();
  }

  expect(tries.map(({ minute }) => minute)).toEqual([0, 5, 30, 120, 240, 480, 960, 2400, 3840]);
  expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(new Set(tries.map(({ signature }) => signature)).size).toBe(9);
  expect(events.list()[0]?.pending_webhooks).toBe(1);
});

test("gives up on an endpoint that does not answer within half a minute", async () => {
  const clock = createClock();
  const attempts: number[] = [];
  const state = nothingKept();
  const sender: WebhookSender = {
    plan: () => [0],
    send: (_request, _event, attempt) => {
      attempts.push(attempt);
      return new Promise(() => {});
    },
  };
  const webhooks = createWebhooks({ state, clock, sender: () => sender });
  webhooks.begin(() => undefined);
  onTestFinished(() => {
    webhooks.stop();
    clock.stop();
  });
  webhooks.add({ url: "http://127.0.0.1:1/hooks", events: ["*"] });
  createEvents(state, clock.now, webhooks.send).emit("charge.refunded", {});
  for (const ms of [1, 29_000, 1_000, 5 * 60_000]) {
    clock.advance(ms);
    await nextTurn();
    await nextTurn();
  }

  expect(attempts).toEqual([1, 2]);
});

test("stops when an endpoint is disabled or removed", async () => {
  const { clock, stripe, pay } = await setUp();
  const hook = await endpoint(500);
  const { id } = await stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ["*"] });
  await pay();
  await expect.poll(() => hook.received.length).toBeGreaterThanOrEqual(3);
  const before = hook.received.length;
  expect(await stripe.webhookEndpoints.update(id, { disabled: true })).toMatchObject({ status: "disabled" });
  clock.advance(10 * 60_000);
  await pay();
  expect(await stripe.webhookEndpoints.del(id)).toMatchObject({ deleted: true });
  expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  expect(hook.received.length).toBe(before);
});

test("signs with both secrets while one replaces the other, and then with the new one", async () => {
  const { clock, provider, stripe, pay } = await setUp();
  const hook = await endpoint();
  const { secret = "" } = await stripe.webhookEndpoints.create({
    url: hook.url,
    enabled_events: ["payment_intent.created"],
  });
  provider.rollSecrets("whsec_new", 3600_000);
  await pay();
  await expect.poll(() => hook.received.length).toBe(1);
  expect(read(hook.received[0]!, secret).id).toBe(read(hook.received[0]!, "whsec_new").id);
  clock.advance(3600_000);
  await pay();
  await expect.poll(() => hook.received.length).toBe(2);
  expect(read(hook.received[1]!, "whsec_new").type).toBe("payment_intent.created");
  expect(() => read(hook.received[1]!, secret)).toThrow(/No signatures found/);
});

test.each([
  [{ url: "nonsense", enabled_events: ["*"] }, /Invalid URL/],
  [{ url: "https://example.com/hooks", enabled_events: ["*"] }, /calls nothing outside this machine/],
  [{ url: "http://127.0.0.1:1/hooks", enabled_events: [] }, /enabled_events/],
  [{ url: "http://127.0.0.1:1/hooks", enabled_events: ["*"], connect: true }, /unknown parameter: connect/],
])("refuses an endpoint %o", async (params, message) => {
  const { stripe } = await setUp();

  await expect(stripe.webhookEndpoints.create(params as never)).rejects.toThrow(message);
});

test("sends to where its options say, once the app runs", async () => {
  const clock = createClock();
  const hook = await endpoint();
  const webhooks = [{ url: "{hooksUrl}/stripe", events: ["payment_intent.created"], secret: "HookSecret" }];
  const standIn = await startStandIn({ clock, state: nothingKept(), options: { webhooks } });
  onTestFinished(async () => {
    clock.stop();
    await standIn.stop();
  });
  const app: Surroundings = {
    webhooks: plainSender,
    fill: (template) => template.replace("{hooksUrl}", hook.url),
    secret: (name) => `whsec_${name}`,
  };
  await standIn.attach?.(app);
  await fetch(`${standIn.url}/v1/payment_intents`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_1" },
    body: new URLSearchParams({ amount: "500", currency: "eur" }),
  });

  await expect.poll(() => hook.received.length).toBe(1);
  expect(read(hook.received[0]!, "whsec_HookSecret").type).toBe("payment_intent.created");
});

test("refuses options it does not know", async () => {
  await expect(
    startStandIn({ clock: createClock(), state: nothingKept(), options: { webhook: [] } }),
  ).rejects.toThrow(/its options are not understood:\n.*"webhook"/);
});
