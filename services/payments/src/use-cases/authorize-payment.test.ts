import { TransientError } from "@sourdough/lambda-kit";
import { quiet } from "@sourdough/lambda-kit/testing";
import { expect, test } from "vitest";
import {
  type Around,
  cancelled,
  confirmed,
  fakeLedger,
  fakeProvider,
  portsOf,
  rejected,
  requested,
} from "../../test/fakes.ts";
import { authorizePayment } from "./authorize-payment.ts";
import { settlePayment } from "./settle-payment.ts";

const setUp = (card?: "good" | "bad" | "unknown", around?: Around) => {
  const book = fakeLedger(around);
  const bank = fakeProvider(around, card);
  const ports = portsOf(book.ledger, bank.provider);
  return {
    ...book,
    ...bank,
    authorize: (replyTo?: string) => authorizePayment(ports, requested(replyTo), quiet),
    settle: (event: Parameters<typeof settlePayment>[1]) => settlePayment(ports, event, quiet),
  };
};

test("holds the money and answers", async () => {
  const { authorize, status, published, history } = setUp();
  await authorize();

  expect(status()).toBe("held");
  expect(history()).toEqual(["Opened", "Authorized"]);
  expect(published()).toEqual([
    {
      name: "PaymentAuthorized",
      metadata: expect.objectContaining({ eventId: expect.stringMatching(/-payment-authorized$/) }),
      data: expect.objectContaining({
        paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
        amountCents: 840,
        providerReference: "pi_1",
        replyTo: "token-1",
      }),
    },
  ]);
});

test("holds it once, however often it is asked, and answers each who waits", async () => {
  const { authorize, authorizations, published } = setUp();
  await authorize("token-1");
  await authorize("token-1");
  await authorize("token-2");

  expect(authorizations()).toBe(1);
  expect(published().map(({ data }) => data.replyTo)).toEqual(["token-1", "token-2"]);
});

test("answers with the decline of the card, once and for all", async () => {
  const { authorize, published, status } = setUp("bad");
  await authorize("token-1");
  await authorize("token-2");

  expect(status()).toBe("declined");
  expect(published()).toMatchObject([
    { name: "PaymentDeclined", data: { declineCode: "generic_decline", replyTo: "token-1" } },
    { name: "PaymentDeclined", data: { declineCode: "generic_decline", replyTo: "token-2" } },
  ]);
});

test("declines a payment method the provider does not know", async () => {
  const { authorize, published, history } = setUp("unknown");
  await authorize();

  expect(history()).toEqual(["Opened", "Declined"]);
  expect(published()).toMatchObject([{ data: { declineCode: "payment_method_unknown" } }]);
});

test("never asks for the money of an order that was rejected before", async () => {
  const { authorize, settle, authorizations, published, history } = setUp();
  await settle(rejected());
  await authorize();

  expect(authorizations()).toBe(0);
  expect(history()).toEqual(["Refused"]);
  expect(published()).toEqual([]);
});

test("lets the money go when the order is rejected after it was held", async () => {
  const { authorize, settle, status, published } = setUp();
  await authorize();
  await settle(rejected());
  await settle(rejected());

  expect(status()).toBe("cancelled");
  expect(published("PaymentVoided")).toMatchObject([{ data: { reason: "order_rejected" } }]);
});

test("takes the money of a confirmed order once, and gives it back when it is cancelled", async () => {
  const { authorize, settle, status, published, history } = setUp();
  await authorize();
  await settle(confirmed());
  await settle(confirmed());
  expect(status()).toBe("taken");

  await settle(cancelled());
  expect(status()).toBe("refunded");
  expect(history()).toEqual(["Opened", "Authorized", "Captured", "Refunded"]);
  expect(published("PaymentRefunded")).toHaveLength(1);
});

test("does not take money when the cancellation comes before the confirmation", async () => {
  const { authorize, settle, status } = setUp();
  await authorize();
  await settle(cancelled());
  await settle(confirmed());

  expect(status()).toBe("cancelled");
});

test("says at once, and once, that the money of a confirmed order is gone", async () => {
  const { authorize, settle, expire, published, history } = setUp();
  await authorize();
  await expire();
  await settle(confirmed());
  await settle(confirmed());

  expect(history()).toEqual(["Opened", "Authorized", "Lost"]);
  expect(published("PaymentLost")).toEqual([
    {
      name: "PaymentLost",
      metadata: expect.objectContaining({ eventId: expect.stringMatching(/-confirmed-payment-lost$/) }),
      data: expect.objectContaining({ amountCents: 840, reason: "expired" }),
    },
  ]);
});

test("lets go of lost money once when its order is cancelled, and forgets a late confirmation", async () => {
  const { authorize, settle, expire, published, history } = setUp();
  await authorize();
  await expire();
  await settle(confirmed());
  for (const event of [cancelled(), cancelled(), confirmed()]) await settle(event);

  expect(history()).toEqual(["Opened", "Authorized", "Lost", "Voided"]);
  expect(published("PaymentVoided")).toMatchObject([{ data: { reason: "order_cancelled" } }]);
});

test("gives back what somebody took at the provider, for an order that is over", async () => {
  const { authorize, settle, provider, status, history } = setUp();
  await authorize();
  await provider.capture("ord-1", "pi_1");
  await settle(cancelled());

  expect(status()).toBe("refunded");
  expect(history()).toEqual(["Opened", "Authorized", "Captured", "Refunded"]);
});

test("does not take money that was never held", async () => {
  const { settle } = setUp();

  await expect(settle(confirmed())).rejects.toMatchObject({ name: "PaymentStepError" });
});

test("leaves the message to the queue when the provider is down, and goes on from there", async () => {
  let down = true;
  const { authorize, authorizations, published } = setUp("good", async (call, run) => {
    if (down && call === "confirm") throw new TransientError("503");
    return run();
  });
  await expect(authorize()).rejects.toMatchObject({ name: "TransientError" });
  down = false;
  await authorize();

  expect(authorizations()).toBe(1);
  expect(published("PaymentAuthorized")).toHaveLength(1);
});
