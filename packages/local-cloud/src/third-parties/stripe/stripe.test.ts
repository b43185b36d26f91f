import { get, type IncomingMessage } from "node:http";
import Stripe from "stripe";
import { afterEach, expect, test } from "vitest";
import { createClock } from "../../core/clock.ts";
import { type StripeOptions, startStripe } from "./index.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const setUp = async (options: StripeOptions = {}) => {
  const clock = createClock();
  const provider = await startStripe({ clock, ...options });
  stops.push(provider.stop);
  const sdk = (config: Stripe.StripeConfig = {}, key = "sk_test_sourdough") =>
    new Stripe(key, {
      host: "127.0.0.1",
      port: provider.port,
      protocol: "http",
      maxNetworkRetries: 0,
      ...config,
    });
  const stripe = sdk();
  const authorize = (method = "pm_card_visa", key = "ord-1", client = stripe, amount = 1250) =>
    client.paymentIntents.create(
      {
        amount,
        currency: "eur",
        payment_method: method,
        allowed_payment_method_types: ["card"],
        capture_method: "manual",
        confirm: true,
        metadata: { orderId: "ord-1" },
      },
      { idempotencyKey: key },
    );
  return { clock, provider, sdk, stripe, authorize };
};

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

test("the same key and parameters replay the first answer, declines included", async () => {
  const { provider, authorize } = await setUp();
  const [first, second] = [await authorize(), await authorize()];
  expect(second.id).toBe(first.id);
  expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
  for (let attempt = 0; attempt < 2; attempt++)
    await expect(authorize("pm_card_chargeDeclined", "other")).rejects.toMatchObject({
      code: "card_declined",
    });
  expect(provider.money({ orderId: "ord-1" })).toMatchObject({ authorizations: 1, declines: 1 });
});

test("the same key with other parameters or another endpoint is an idempotency error", async () => {
  const { stripe, authorize } = await setUp();
  const { id } = await authorize();
  const other = authorize("pm_card_visa", "ord-1", stripe, 9999);
  await expect(other).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  await expect(other).rejects.toThrow(/same parameters they were first used with/);
  await expect(stripe.paymentIntents.capture(id, {}, { idempotencyKey: "ord-1" })).rejects.toThrow(
    /same endpoint they were first used for \('\/v1\/payment_intents\/pi_\w+\/capture' vs '\/v1\/payment_intents'\)/,
  );
});

test("a key is forgotten after a day, and is not used up by invalid parameters", async () => {
  const { clock, provider, stripe, authorize } = await setUp();
  await expect(authorize("pm_card_visa", "ord-1", stripe, 10)).rejects.toMatchObject({
    code: "amount_too_small",
  });
  const first = await authorize();
  clock.advance(24 * 3600 * 1000);
  expect((await authorize()).id).not.toBe(first.id);
  expect(provider.money({ orderId: "ord-1" }).authorizations).toBe(2);
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

test("a slow authorization takes 3 s, and a second request meanwhile is a conflict", async () => {
  const { clock, provider, authorize } = await setUp();
  const slow = authorize("pm_card_slow");
  let settled = false;
  const done = slow.then(() => {
    settled = true;
  });
  await expect
    .poll(() => authorize("pm_card_slow").catch((error: { code?: string }) => error.code))
    .toBe("idempotency_key_in_use");
  await expect(authorize("pm_card_slow")).rejects.toMatchObject({ statusCode: 409 });
  expect(settled).toBe(false);
  clock.advance(3000);
  await done;
  expect((await authorize("pm_card_slow")).id).toBe((await slow).id);
  expect(provider.money({ orderId: "ord-1" }).authorizations).toBe(1);
});

test("a client that gives up on a slow authorization finds it done when it comes back", async () => {
  const { clock, provider, sdk, authorize } = await setUp();
  await expect(authorize("pm_card_slow", "ord-1", sdk({ timeout: 50 }))).rejects.toMatchObject({
    type: "StripeConnectionError",
  });
  clock.advance(3000);
  await expect.poll(() => provider.money({ orderId: "ord-1" }).authorizations).toBe(1);
  expect((await authorize("pm_card_slow")).status).toBe("requires_capture");
  expect(provider.money({ orderId: "ord-1" }).authorizations).toBe(1);
});

test("a request that times out never runs, and its key stays free", async () => {
  const { provider, sdk, authorize } = await setUp();
  const impatient = sdk({ timeout: 50 });
  for (let attempt = 0; attempt < 2; attempt++)
    await expect(authorize("pm_card_timeout", "ord-1", impatient)).rejects.toMatchObject({
      type: "StripeConnectionError",
    });
  expect(provider.ledger()).toEqual([]);
});

test("fails with 500 twice per key, then authorizes once", async () => {
  const { provider, sdk, authorize } = await setUp();
  for (let attempt = 0; attempt < 2; attempt++)
    await expect(authorize("pm_card_fail_twice")).rejects.toMatchObject({
      type: "StripeAPIError",
      statusCode: 500,
    });
  expect((await authorize("pm_card_fail_twice")).status).toBe("requires_capture");
  const patient = sdk({ maxNetworkRetries: 2 });
  expect((await authorize("pm_card_fail_twice", "ord-1-again", patient)).status).toBe("requires_capture");
  expect(provider.money({ orderId: "ord-1" }).authorizations).toBe(2);
});

test("an authorization whose answer is lost is found again by its key", async () => {
  const { provider, authorize } = await setUp();
  // The SDK tries a closed connection once more by itself.
  expect((await authorize("pm_card_answer_lost")).status).toBe("requires_capture");
  expect(provider.money({ orderId: "ord-1" }).authorizations).toBe(1);
});

test("while it is down nothing runs, and afterwards the same key works", async () => {
  const { clock, provider, authorize } = await setUp();
  provider.down(20_000);
  await expect(authorize()).rejects.toMatchObject({ type: "StripeAPIError", statusCode: 503 });
  clock.advance(20_000);
  expect((await authorize()).status).toBe("requires_capture");
  provider.down(true, "unreachable");
  await expect(authorize()).rejects.toMatchObject({ type: "StripeConnectionError" });
  provider.down(false);
  expect((await authorize()).lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(provider.money({ orderId: "ord-1" }).authorizations).toBe(1);
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

test.each([
  ["no amount", { amount: undefined }, { code: "parameter_missing", param: "amount" }],
  ["a fractional amount", { amount: 12.5 }, { code: "parameter_invalid_integer", param: "amount" }],
  [
    "an unknown method",
    { payment_method: "pm_card_nope" },
    { code: "resource_missing", param: "payment_method" },
  ],
  ["an unknown currency", { currency: "zzz" }, { message: "Invalid currency: zzz.", param: "currency" }],
  ["an unknown parameter", { customer: "cus_1" }, { code: "parameter_unknown", param: "customer" }],
  [
    "an unknown nested parameter",
    { automatic_payment_methods: { enabled: true, x: 1 } },
    { param: "automatic_payment_methods[x]" },
  ],
  [
    "method types, which Stripe no longer takes",
    { payment_method_types: ["card"] },
    { code: "payment_method_types_no_longer_supported" },
  ],
  [
    "a redirect without a way back",
    { off_session: undefined },
    { message: expect.stringMatching(/return_url/) },
  ],
  [
    "an expansion that does not exist",
    { expand: ["review"] },
    { message: expect.stringMatching(/expanded \(review\)/) },
  ],
])("refuses %s", async (_what, change, error) => {
  const { stripe, provider } = await setUp();
  const params = {
    amount: 500,
    currency: "eur",
    payment_method: "pm_card_visa",
    confirm: true,
    off_session: true,
  };
  const created = stripe.paymentIntents.create({ ...params, ...change } as Stripe.PaymentIntentCreateParams);
  await expect(created).rejects.toMatchObject({
    type: "StripeInvalidRequestError",
    statusCode: 400,
    ...error,
  });
  expect(provider.ledger()).toEqual([]);
});

test.each([
  ["a malformed key", "nonsense", /Invalid API Key provided: nonsense\*+/],
  ["a live key", "sk_live_1234", /live key does not belong/],
])("refuses %s", async (_what, key, message) => {
  const { sdk, authorize } = await setUp();
  const refused = authorize("pm_card_visa", "ord-1", sdk({}, key));
  await expect(refused).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  await expect(refused).rejects.toThrow(message);
});

test.each([
  ["nested without end", `a${"[b]".repeat(100_000)}=1`],
  ["without end", "a[]=1&".repeat(150_000)],
])("refuses parameters %s", async (_what, body) => {
  const { provider } = await setUp();
  const response = await fetch(`${provider.url}/v1/payment_intents`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_any", "content-type": "application/x-www-form-urlencoded" },
    body,
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
});

test("accepts one key only when told so, and asks for one when there is none", async () => {
  const { provider, stripe, sdk, authorize } = await setUp({ secretKey: "sk_test_this" });
  await expect(authorize("pm_card_visa", "ord-1", stripe)).rejects.toMatchObject({ statusCode: 401 });
  expect((await authorize("pm_card_visa", "ord-1", sdk({}, "sk_test_this"))).status).toBe("requires_capture");
  const response = await fetch(`${provider.url}/v1/payment_intents`);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    error: {
      type: "invalid_request_error",
      message: expect.stringContaining("You did not provide an API key"),
    },
  });
});

test.each(["/v1/payment_intents/%zz", "//x:y@/v1", "/v1/payment_intents/a%20b"])(
  "%s is not found, whatever it was meant to be",
  async (path) => {
    const { provider } = await setUp();
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      get({ port: provider.port, path, headers: { authorization: "Bearer sk_test_a" } }, resolve).on(
        "error",
        reject,
      ),
    );
    expect(answer.resume().statusCode).toBe(404);
  },
);

test("what it does not know is a 404 that says what it knows", async () => {
  const { stripe } = await setUp();
  await expect(stripe.customers.create({})).rejects.toMatchObject({
    statusCode: 404,
    message: expect.stringMatching(/Unrecognized request URL \(POST: \/v1\/customers\).*POST \/v1\/refunds/),
  });
  await expect(stripe.paymentIntents.retrieve("pi_nope")).rejects.toMatchObject({
    statusCode: 404,
    code: "resource_missing",
    message: "No such payment_intent: 'pi_nope'",
  });
});
