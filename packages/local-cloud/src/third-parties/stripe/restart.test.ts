import { expect, onTestFinished, test } from "vitest";
import { createLives } from "../../testing/restart.ts";
import type { Surroundings } from "../surroundings.ts";
import { startStandIn } from "./index.ts";
import { setUp } from "./stripe.fixture.ts";

const day = 24 * 3600 * 1000;

const createProviders = () => {
  const live = createLives();
  return async () => {
    const { clock, state } = await live();
    return { ...(await setUp({ clock, state })), clock };
  };
};

test("knows every payment, and the answers that idempotency keys had", async () => {
  const start = createProviders();
  const before = await start();
  const held = await before.authorize();
  const declined = await before.authorize("pm_card_chargeDeclined", "ord-2").catch(({ raw }) => raw);
  const paid = await before.pay();
  const refund = await before.stripe.refunds.create({ payment_intent: paid.id, amount: 250 });
  await before.stripe.paymentIntents.update(paid.id, { metadata: { orderId: "ord-3" } });
  const listed = await before.stripe.paymentIntents.list();
  const events = await before.stripe.events.list();

  const { provider, stripe, authorize } = await start();
  expect((await stripe.paymentIntents.list()).data).toEqual(listed.data);
  expect((await stripe.events.list()).data).toEqual(events.data);
  expect(provider.charges()).toEqual(before.provider.charges());
  expect(provider.ledger()).toEqual(before.provider.ledger());
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ payment_intent: paid.id, amount: 250 });
  expect((await authorize()).id).toBe(held.id);
  await expect(authorize("pm_card_chargeDeclined", "ord-2")).rejects.toMatchObject({
    charge: declined.charge,
  });
  await stripe.paymentIntents.capture(held.id);
  await stripe.refunds.create({ payment_intent: paid.id });
  expect(provider.money({})).toMatchObject({ captured: 2500, refunded: 1250, held: 0 });
});

test("ends a hold, and a dispute that nobody answers, when they would have ended", async () => {
  const start = createProviders();
  const before = await start();
  await before.authorize();
  before.clock.advance(2 * day);
  await before.pay("pm_card_createDispute");
  await expect.poll(() => before.provider.disputes().length).toBe(1);

  const { clock, provider } = await start();
  const ends = () => [
    provider.ledger().some(({ kind }) => kind === "voided"),
    provider.disputes()[0]?.status,
  ];
  clock.advance(4 * day);
  expect(ends()).toEqual([false, "needs_response"]);
  clock.advance(2 * day);
  expect(ends()).toEqual([true, "needs_response"]);
  clock.advance(4 * day);
  expect(ends()).toEqual([true, "lost"]);
});

test("a cardholder disputes, and a bank answers, although the provider was killed before", async () => {
  const live = createLives();
  const first = await live();
  const before = await setUp({ clock: first.clock, state: first.state });
  // Nobody is told of anything after the payment: the clock stands still.
  first.clock.schedule = () => () => {};
  const paid = await before.pay("pm_card_createDispute");

  const second = await live();
  const { provider, stripe } = await setUp({ clock: second.clock, state: second.state });
  await expect.poll(() => provider.disputes()).toMatchObject([{ payment_intent: paid.id }]);
  second.clock.schedule = () => () => {};
  await stripe.disputes.update(provider.disputes()[0]!.id, {
    evidence: { uncategorized_text: "winning_evidence" },
  });
  expect(provider.disputes()).toMatchObject([{ status: "under_review" }]);

  const third = await live();
  const after = await setUp({ clock: third.clock, state: third.state });
  await expect.poll(() => after.provider.disputes()).toMatchObject([{ status: "won" }]);
});

test("sends again what an endpoint had not taken, and only that, from the same endpoints", async () => {
  const live = createLives();
  const options = { webhooks: [{ url: "{hooks}", events: ["payment_intent.created"], secret: "whsec_1" }] };
  const sent: { life: number; id: string; attempt: number; url: string }[] = [];
  /** Answers with these statuses, and then not at all. */
  const start = async (life: number, ...statuses: number[]) => {
    const { clock, state } = await live();
    const standIn = await startStandIn({ clock, state, options });
    onTestFinished(() => standIn.stop());
    const app: Surroundings = {
      webhooks: {
        plan: () => [0],
        send: ({ url }, event, attempt) => {
          sent.push({ life, id: (event as { id: string }).id, attempt, url });
          const status = statuses.shift();
          return status === undefined
            ? new Promise(() => {})
            : Promise.resolve(new Response(null, { status }));
        },
      },
      fill: () => `http://127.0.0.1:${life}/hooks`,
      secret: String,
    };
    const ask = async (path: string, body?: Record<string, string>) => {
      const response = await fetch(`${standIn.url}/v1/${path}`, {
        method: body ? "POST" : "GET",
        headers: { authorization: "Bearer sk_test_1" },
        body: body && new URLSearchParams(body),
      });
      return (await response.json()) as { data: { id: string; pending_webhooks?: number }[] };
    };
    const pay = () => ask("payment_intents", { amount: "500", currency: "eur" });
    return { clock, ask, pay, attach: () => standIn.attach?.(app) };
  };

  const before = await start(1, 200, 500);
  await before.attach();
  for (const tries of [1, 2, 3]) {
    await before.pay();
    await expect.poll(() => sent.length).toBe(tries);
  }
  const [endpoint] = (await before.ask("webhook_endpoints")).data;
  const [third, second, first] = (await before.ask("events")).data;
  expect([first, second, third].map((event) => event?.pending_webhooks)).toEqual([0, 1, 1]);

  const after = await start(2, 200, 200, 200);
  const { data } = await after.ask("payment_intents");
  expect(data).toHaveLength(3);
  await after.pay();
  expect(sent).toHaveLength(3);
  await after.attach();
  await expect.poll(() => sent.length).toBe(5);
  after.clock.advance(5 * 60_000);
  await expect.poll(() => sent.length).toBe(6);

  const url = "http://127.0.0.1:2/hooks";
  const [fourth] = (await after.ask("events")).data;
  expect(sent.slice(3)).toEqual([
    { life: 2, id: third?.id, attempt: 1, url },
    { life: 2, id: fourth?.id, attempt: 1, url },
    { life: 2, id: second?.id, attempt: 2, url },
  ]);
  expect((await after.ask("webhook_endpoints")).data).toMatchObject([{ id: endpoint?.id }]);
  await expect
    .poll(async () => (await after.ask("events")).data.map((event) => event.pending_webhooks))
    .toEqual([0, 0, 0, 0]);
});
