import Stripe from "stripe";
import { expect, test } from "vitest";
import { setUp } from "./stripe.fixture.ts";

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
