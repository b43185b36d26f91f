import { createClock, type StripeStandIn, startStripe } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { createStripe } from "../src/adapters/stripe.ts";
import { stripeProvider } from "../src/adapters/stripe-provider.ts";

let standIn: StripeStandIn | undefined;
afterEach(() => standIn?.stop());

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";

const setUp = async (paymentMethodId = "pm_card_visa", milliseconds?: number, amountCents = 840) => {
  const clock = createClock();
  standIn = await startStripe({ clock });
  const { money, down, url } = standIn;
  const provider = stripeProvider(createStripe({ secretKey: "sk_test_bakery", apiUrl: url }), milliseconds);
  const terms = { customerId: "c-1", amountCents, currency: "EUR", paymentMethodId } as const;
  const open = async () => {
    const opened = await provider.open(orderId, terms);
    return "reference" in opened ? opened.reference : opened.declineCode;
  };
  return { provider, open, down, clock, money: () => money({ orderId }) };
};

test("opens without holding money, holds it, and takes it", async () => {
  const { provider, open, money } = await setUp();
  const reference = await open();
  expect(money()).toMatchObject({ authorizations: 0, held: 0 });

  await expect(provider.confirm(orderId, reference)).resolves.toEqual({ outcome: "authorized" });
  expect(money()).toMatchObject({ authorizations: 1, held: 840 });
  await provider.capture(orderId, reference);
  expect(money()).toMatchObject({ held: 0, captured: 840 });
  await provider.refund(orderId, reference);
  expect(money()).toMatchObject({ refunded: 840 });
});

test("has the effect of each step once, however often it runs", async () => {
  const { provider, open, money } = await setUp();
  const reference = await open();
  await expect(open()).resolves.toBe(reference);
  for (const _ of [1, 2]) await provider.confirm(orderId, reference);
  for (const _ of [1, 2]) await provider.capture(orderId, reference);
  for (const _ of [1, 2]) await provider.refund(orderId, reference);

  expect(money()).toMatchObject({ authorizations: 1, captured: 840, refunded: 840 });
});

test("knows a step that is done by the state of the intent, when its key is forgotten", async () => {
  const { provider, open, money } = await setUp();
  const reference = await open();
  // Another key stands for the same key a day later.
  await provider.confirm("first-day", reference);
  await expect(provider.confirm("next-day", reference)).resolves.toEqual({ outcome: "authorized" });
  await provider.capture("first-day", reference);
  await provider.capture("next-day", reference);
  await provider.refund("first-day", reference);
  await provider.refund("next-day", reference);

  expect(money()).toMatchObject({ authorizations: 1, captured: 840, refunded: 840 });
});

test("cancels before and after the money is held, and then holds none", async () => {
  const { provider, open, money } = await setUp();
  const reference = await open();
  await provider.cancel(orderId, reference);
  await provider.cancel("again", reference);

  await expect(provider.confirm(orderId, reference)).resolves.toEqual({ outcome: "voided" });
  await expect(provider.capture(orderId, reference)).resolves.toEqual({
    outcome: "lost",
    reason: "cancelled",
  });
  expect(money()).toMatchObject({ authorizations: 0, held: 0 });
});

test("says that money was taken which is to be let go", async () => {
  const { provider, open } = await setUp();
  const reference = await open();
  await provider.confirm(orderId, reference);
  await provider.capture(orderId, reference);

  await expect(provider.cancel(orderId, reference)).resolves.toBe("captured");
});

test("knows a hold that ran out, again and again, and has nothing to let go", async () => {
  const { provider, open, clock, money } = await setUp();
  const reference = await open();
  await provider.confirm(orderId, reference);
  clock.advance(7 * 24 * 3600 * 1000);

  for (const key of [orderId, orderId, "next-day"])
    await expect(provider.capture(key, reference)).resolves.toEqual({ outcome: "lost", reason: "expired" });
  await expect(provider.cancel(orderId, reference)).resolves.toBe("cancelled");
  await expect(provider.confirm("next-day", reference)).resolves.toEqual({
    outcome: "declined",
    declineCode: "payment_canceled",
  });
  expect(money()).toMatchObject({ authorizations: 1, held: 0, captured: 0, voided: 840 });
});

test.each([
  ["pm_card_chargeDeclined", "generic_decline"],
  ["pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"],
])("tells why the card was declined: %s", async (method, declineCode) => {
  const { provider, open } = await setUp(method);
  const reference = await open();

  await expect(provider.confirm(orderId, reference)).resolves.toEqual({ outcome: "declined", declineCode });
  await expect(provider.confirm("next-day", reference)).resolves.toEqual({
    outcome: "declined",
    declineCode,
  });
});

test("declines a payment method the provider does not know", async () => {
  const { open } = await setUp("pm_nobody");

  await expect(open()).resolves.toBe("payment_method_unknown");
});

test.each([
  [49, "amount_too_small"],
  [100_000_000, "amount_too_large"],
])("declines %i cents, which no card is charged: %s", async (amountCents, declineCode) => {
  const { open } = await setUp("pm_card_visa", undefined, amountCents);

  await expect(open()).resolves.toBe(declineCode);
});

test("tries again by itself what failed fast, and charges once", async () => {
  const { provider, open, money } = await setUp("pm_card_fail_twice");

  await expect(provider.confirm(orderId, await open())).resolves.toEqual({ outcome: "authorized" });
  expect(money()).toMatchObject({ authorizations: 1 });
});

test("charges once when the answer was lost on the way", async () => {
  const { provider, open, money } = await setUp("pm_card_answer_lost");

  await expect(provider.confirm(orderId, await open())).resolves.toEqual({ outcome: "authorized" });
  expect(money()).toMatchObject({ authorizations: 1 });
});

test.each(["unavailable", "unreachable"] as const)("calls a provider that is %s transient", async (how) => {
  const { open, down } = await setUp("pm_card_visa", 300);
  down(true, how);

  await expect(open()).rejects.toMatchObject({ name: "TransientError" });
});

test("gives up on a provider that does not answer, in time for the function", async () => {
  const { provider, open } = await setUp("pm_card_timeout", 300);
  const reference = await open();

  await expect(provider.confirm(orderId, reference)).rejects.toMatchObject({ name: "TransientError" });
});
