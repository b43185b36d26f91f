import Stripe from "stripe";
import { expect, test } from "vitest";
import { readSignedEvent } from "../src/adapters/stripe-webhook.ts";

const now = new Date("2026-11-23T07:30:00.000Z");
const event = (object: object = { object: "charge", payment_intent: "pi_1" }) =>
  JSON.stringify({ id: "evt_1", type: "charge.refunded", data: { object } });
const sign = (payload: string, secret = "whsec_new", ageSeconds = 0) =>
  Stripe.webhooks.generateTestHeaderString({
    payload,
    secret,
    timestamp: now.getTime() / 1000 - ageSeconds,
  });
const read = (
  text: string,
  signature: string | undefined = sign(text),
  secrets = ["whsec_new", "whsec_old"],
) => readSignedEvent(Buffer.from(text), signature, secrets, now);

test.each(["whsec_new", "whsec_old"])(
  "takes an event signed with either of two secrets: %s",
  async (secret) => {
    await expect(read(event(), sign(event(), secret))).resolves.toEqual({
      providerEventId: "evt_1",
      type: "charge.refunded",
      providerReference: "pi_1",
    });
  },
);

test.each<[object, string | undefined]>([
  [{ object: "payment_intent", id: "pi_2" }, "pi_2"],
  [{ object: "dispute", id: "du_1", payment_intent: { id: "pi_3", object: "payment_intent" } }, "pi_3"],
  [{ object: "charge", payment_intent: null }, undefined],
  [{ object: "customer", id: "cus_1" }, undefined],
])("knows the payment that %o is about", async (object, providerReference) => {
  await expect(read(event(object))).resolves.toMatchObject({ providerReference });
});

test("takes a signature of up to five minutes, and not a second more", async () => {
  await expect(read(event(), sign(event(), "whsec_new", 300))).resolves.toBeDefined();
  await expect(read(event(), sign(event(), "whsec_new", 301))).rejects.toThrow("too long ago");
});

test.each<[string, string, string | undefined, string[]?]>([
  ["another secret", event(), sign(event(), "whsec_other")],
  ["no secret that is known", event(), sign(event()), []],
  ["a body that is not JSON", "{", undefined],
  ["a body that is no event", "{}", undefined],
  ["a body that is null", "null", undefined],
  ["a thin event, which is none", '{"object":"v2.core.event"}', undefined],
  [
    "an id without end",
    JSON.stringify({ id: "e".repeat(200), type: "x", data: { object: { object: "x" } } }),
    undefined,
  ],
])("refuses %s", async (_, text, signature, secrets) => {
  await expect(read(text, signature, secrets)).rejects.toMatchObject({ name: "InvalidInputError" });
});
