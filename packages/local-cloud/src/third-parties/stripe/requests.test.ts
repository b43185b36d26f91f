import { get, type IncomingMessage } from "node:http";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { setUp } from "./stripe.fixture.ts";

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
