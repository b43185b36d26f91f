import Stripe from "stripe";
import { expect, test } from "vitest";
import { setUp } from "./stripe.fixture.ts";

test("holds money, captures it, and gives it back", async () => {
  const { stripe, provider, authorize } = await setUp();
  const held = await authorize();
  expect(held).toMatchObject({
    object: "payment_intent",
    status: "requires_capture",
    amount: 1250,
    amount_capturable: 1250,
    currency: "eur",
    livemode: false,
    metadata: { orderId: "ord-1" },
  });
  expect(held.id).toMatch(/^pi_\w{24}$/);
  expect(held.lastResponse.requestId).toMatch(/^req_\w+$/);
  expect(provider.money({ orderId: "ord-1" })).toMatchObject({ authorizations: 1, held: 1250, captured: 0 });

  const captured = await stripe.paymentIntents.capture(held.id);
  expect(captured).toMatchObject({ status: "succeeded", amount_received: 1250, amount_capturable: 0 });
  const part = await stripe.refunds.create({ payment_intent: held.id, amount: 250 });
  const rest = await stripe.refunds.create({ payment_intent: held.id, reason: "requested_by_customer" });
  expect([part.amount, rest.amount]).toEqual([250, 1000]);
  expect(await stripe.refunds.retrieve(rest.id)).toMatchObject({
    status: "succeeded",
    payment_intent: held.id,
  });
  expect((await stripe.refunds.list({ payment_intent: held.id })).data.map(({ id }) => id)).toEqual([
    rest.id,
    part.id,
  ]);
  await expect(stripe.refunds.create({ payment_intent: held.id })).rejects.toMatchObject({
    code: "charge_already_refunded",
  });
  expect(provider.money({ orderId: "ord-1" })).toEqual({
    authorizations: 1,
    declines: 0,
    authorized: 1250,
    captured: 1250,
    voided: 0,
    refunded: 1250,
    disputed: 0,
    held: 0,
  });
});

test("cancelling releases the hold, once", async () => {
  const { stripe, provider, authorize } = await setUp();
  const { id } = await authorize();
  const canceled = await stripe.paymentIntents.cancel(id, { cancellation_reason: "abandoned" });
  expect(canceled).toMatchObject({
    status: "canceled",
    cancellation_reason: "abandoned",
    amount_capturable: 0,
  });
  expect(provider.money({ orderId: "ord-1" })).toMatchObject({ held: 0, voided: 1250 });
  await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({
    type: "StripeInvalidRequestError",
    code: "payment_intent_unexpected_state",
    message:
      "You cannot cancel this PaymentIntent because it has a status of canceled. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation.",
    payment_intent: { id, status: "canceled" },
  });
  await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
    code: "payment_intent_unexpected_state",
  });
});

test("a declined card is a card error, with the intent to try again on", async () => {
  const { stripe, provider, authorize } = await setUp();
  const declined = await authorize("pm_card_chargeDeclined").catch((error: unknown) => error);
  expect(declined).toBeInstanceOf(Stripe.errors.StripeCardError);
  expect(declined).toMatchObject({
    statusCode: 402,
    code: "card_declined",
    decline_code: "generic_decline",
    message: "Your card was declined.",
    payment_intent: { status: "requires_payment_method", last_payment_error: { code: "card_declined" } },
  });
  expect(provider.money({ orderId: "ord-1" })).toMatchObject({ authorizations: 0, declines: 1, held: 0 });
  expect(provider.charges()).toMatchObject([{ status: "failed", paid: false }]);
  const { id } = (declined as Stripe.errors.StripeCardError).payment_intent!;
  const second = await stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" });
  expect(second).toMatchObject({ status: "requires_capture", last_payment_error: null });
});

test("a hold that nobody captures within seven days is gone, and says so to whoever comes then", async () => {
  const { clock, provider, stripe, authorize } = await setUp();
  const { id } = await authorize();
  const [charge] = provider.charges();
  const before = charge!.payment_method_details.card.capture_before!;
  expect(before - charge!.created).toBe(7 * 24 * 3600);
  clock.advance(7 * 24 * 3600 * 1000 - 60_000);
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe("requires_capture");
  clock.advance(60_000);
  expect(provider.money({ orderId: "ord-1" })).toMatchObject({ held: 0, voided: 1250, captured: 0 });
  expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
    status: "canceled",
    cancellation_reason: "automatic",
    canceled_at: expect.any(Number),
    amount_capturable: 0,
  });
  await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
    code: "payment_intent_unexpected_state",
    payment_intent: { status: "canceled", cancellation_reason: "automatic" },
  });
  expect(provider.charges()).toMatchObject([{ refunded: true, captured: false }]);
});

test("a hold that was captured or cancelled does not end again", async () => {
  const { clock, provider, stripe, authorize } = await setUp();
  const captured = await authorize();
  await stripe.paymentIntents.capture(captured.id);
  const cancelled = await authorize("pm_card_visa", "ord-1-again");
  await stripe.paymentIntents.cancel(cancelled.id, { cancellation_reason: "abandoned" });
  clock.advance(8 * 24 * 3600 * 1000);
  expect(provider.ledger().map(({ kind }) => kind)).toEqual([
    "authorized",
    "captured",
    "authorized",
    "voided",
  ]);
  expect((await stripe.paymentIntents.retrieve(captured.id)).status).toBe("succeeded");
  expect(await stripe.paymentIntents.retrieve(cancelled.id)).toMatchObject({
    cancellation_reason: "abandoned",
  });
});

test("automatic capture, partial capture, and movements told to an observer", async () => {
  const seen: string[] = [];
  const { stripe, provider, authorize } = await setUp({
    observe: ({ kind, amount }) => seen.push(`${kind} ${amount}`),
  });
  const paid = await stripe.paymentIntents.create({
    amount: 500,
    currency: "eur",
    payment_method: "pm_card_mastercard",
    confirm: true,
    off_session: true,
    expand: ["latest_charge"],
  });
  expect(paid).toMatchObject({
    status: "succeeded",
    latest_charge: { captured: true, payment_method_details: { card: { brand: "mastercard" } } },
  });
  const { id } = await authorize();
  await stripe.paymentIntents.capture(id, { amount_to_capture: 1000 });
  expect(seen).toEqual(["authorized 500", "captured 500", "authorized 1250", "captured 1000", "voided 250"]);
  expect(provider.money({ orderId: "ord-1" })).toMatchObject({ held: 0, captured: 1000, voided: 250 });
});

test("created, changed, confirmed, listed and found by metadata", async () => {
  const { stripe, authorize } = await setUp();
  const { id } = await stripe.paymentIntents.create({
    amount: 700,
    currency: "eur",
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata: { orderId: "ord-2", note: "x" },
  });
  await expect(stripe.paymentIntents.confirm(id)).rejects.toThrow(/missing a payment method/);
  const changed = await stripe.paymentIntents.update(id, { metadata: { note: "", shop: "store-1" } });
  expect(changed.metadata).toEqual({ orderId: "ord-2", shop: "store-1" });
  await stripe.paymentIntents.update(id, { payment_method: "pm_card_visa" });
  expect(await stripe.paymentIntents.confirm(id)).toMatchObject({ status: "succeeded" });
  const other = await authorize();
  expect((await stripe.paymentIntents.retrieve(other.id)).status).toBe("requires_capture");
  const first = await stripe.paymentIntents.list({ limit: 1 });
  expect(first).toMatchObject({ has_more: true, data: [{ id: other.id }] });
  const second = await stripe.paymentIntents.list({ limit: 1, starting_after: other.id });
  expect(second).toMatchObject({ has_more: false, data: [{ id }] });
  const found = await stripe.paymentIntents.search({
    query: `metadata["orderId"]:"ord-2" AND status:"succeeded"`,
  });
  expect(found.data.map((intent) => intent.id)).toEqual([id]);
});
