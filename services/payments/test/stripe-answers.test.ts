import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createStripe } from "../src/adapters/stripe.ts";
import { stripeProvider } from "../src/adapters/stripe-provider.ts";
import type { PaymentProvider } from "../src/use-cases/ports.ts";

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Record<string, string>;
}

type Answering = (key: string, method: string, path: string) => Answer;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const terms = { customerId: "c-1", amountCents: 840, currency: "EUR", paymentMethodId: "pm_1" } as const;

/** A provider whose answers are made up, and the idempotency keys it was asked with. */
const providerThat = async (answer: Answering) => {
  const keys: string[] = [];
  const listening = createServer(({ headers, method, url }, response) => {
    const key = String(headers["idempotency-key"]);
    if (method === "POST") keys.push(key);
    const { status, body, headers: more } = answer(key, method ?? "", url ?? "");
    // The SDK would try again what it may, which takes seconds and changes nothing.
    response.writeHead(status, {
      "content-type": "application/json",
      "stripe-should-retry": "false",
      ...more,
    });
    response.end(JSON.stringify(body));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const apiUrl = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return { keys, provider: stripeProvider(createStripe({ secretKey: "sk_test_bakery", apiUrl })) };
};

const steps: Record<string, (provider: PaymentProvider) => Promise<unknown>> = {
  open: (provider) => provider.open(orderId, terms),
  confirm: (provider) => provider.confirm(orderId, "pi_1"),
  capture: (provider) => provider.capture(orderId, "pi_1"),
  cancel: (provider) => provider.cancel(orderId, "pi_1"),
  refund: (provider) => provider.refund(orderId, "pi_1"),
  look: (provider) => provider.look("pi_1"),
};
/** All of it was given back, in these refunds. */
const givenBack =
  (...data: object[]) =>
  (_key: string, method: string) =>
    method === "GET" ? { status: 200, body: { data } } : failure(400, "charge_already_refunded");
/** The payment of the order, with disputes, the newest first. */
const looked =
  (intent: object, ...disputes: object[]) =>
  (_key: string, _method: string, path: string) => {
    const facts = { amount: 840, reason: "fraudulent", evidence_details: { due_by: 1_796_000_000 } };
    if (path.includes("/refunds")) return { status: 200, body: { data: [] } };
    if (path.includes("/disputes"))
      return { status: 200, body: { data: disputes.map((dispute) => ({ ...facts, ...dispute })) } };
    return { status: 200, body: { id: "pi_1", metadata: { orderId }, ...intent } };
  };
const seen = (money: unknown, disputes: object[] = []) => ({
  orderId,
  now: { money, refunds: { ownCents: 0, byHandCents: 0 }, disputes },
});
const disputeSeen = (disputeId: string, outcome?: string) => ({
  disputeId,
  amountCents: 840,
  disputeReason: "fraudulent",
  answerBy: new Date(1_796_000_000_000).toISOString(),
  outcome,
});
const everyStep = Object.keys(steps);

const failure = (status: number, code?: string, more: object = {}): Answer => ({
  status,
  body: {
    error: {
      type: status === 402 ? "card_error" : "invalid_request_error",
      message: "No",
      code,
      ...more,
    },
  },
});
/** The intent is past the step: the error, and then the intent as it is. */
const already = (intent: object) => (_key: string, method: string) =>
  method === "GET"
    ? { status: 200, body: { id: "pi_1", cancellation_reason: null, ...intent } }
    : failure(400, "payment_intent_unexpected_state");

test.each([
  [429, "lock_timeout"],
  [429, "rate_limit"],
  [400, "rate_limit"],
  [409, "lock_timeout"],
  [409, "idempotency_key_in_use"],
  [409, undefined],
  [424, undefined],
  [500, undefined],
  [502, undefined],
  [503, undefined],
  [504, undefined],
])("%s %s may pass, at every step", async (status, code) => {
  const { provider } = await providerThat(() => failure(status, code));

  for (const step of everyStep)
    await expect(steps[step]?.(provider), step).rejects.toMatchObject({ name: "TransientError" });
});

test.each([
  [400, "parameter_unknown", {}],
  [400, undefined, { param: "currency" }],
  [401, undefined, {}],
  [401, "api_key_expired", {}],
  [403, "secret_key_required", {}],
  [404, "resource_missing", { param: "intent" }],
])("%s %s is for a person, at every step", async (status, code, more) => {
  const { provider } = await providerThat(() => failure(status, code, more));

  // A payment that is not there is none of this service's.
  for (const step of everyStep.filter((each) => each !== "look" || status !== 404))
    await expect(steps[step]?.(provider), step).rejects.toMatchObject({
      name: "ProviderRefusalError",
      message: expect.stringMatching(/^The payment provider refuses to .*redrive/),
    });
});

const declined = (declineCode: string) => ({ outcome: "declined", declineCode });
const lost = (reason: string) => ({ outcome: "lost", reason });
const canceled = (cancellation_reason: string | null) => already({ status: "canceled", cancellation_reason });

test.each<[step: string, what: string, answer: Answering, result: unknown]>([
  [
    "open",
    "a method that is gone",
    () => failure(400, "resource_missing", { param: "payment_method" }),
    { declineCode: "payment_method_unknown" },
  ],
  ["open", "too little", () => failure(400, "amount_too_small"), { declineCode: "amount_too_small" }],
  ["open", "too much", () => failure(400, "amount_too_large"), { declineCode: "amount_too_large" }],
  [
    "open",
    "a currency the card has not",
    () => failure(400, "payment_method_currency_mismatch"),
    { declineCode: "payment_method_currency_mismatch" },
  ],
  ["open", "a bad card", () => failure(402, "expired_card"), { declineCode: "expired_card" }],
  ["confirm", "a card that expired in between", () => failure(402, "expired_card"), declined("expired_card")],
  [
    "confirm",
    "a decline",
    () => failure(402, "card_declined", { decline_code: "lost_card" }),
    declined("lost_card"),
  ],
  [
    "confirm",
    "a method that is gone",
    () => failure(404, "resource_missing", { param: "payment_method" }),
    declined("payment_method_unknown"),
  ],
  [
    "confirm",
    "a bank's check nobody passed",
    () => failure(400, "payment_intent_authentication_failure"),
    declined("payment_intent_authentication_failure"),
  ],
  ["confirm", "a hold there is", already({ status: "requires_capture" }), { outcome: "authorized" }],
  ["confirm", "money taken", already({ status: "succeeded" }), { outcome: "authorized" }],
  ["confirm", "our own cancellation", canceled(null), { outcome: "voided" }],
  ["confirm", "the provider's cancellation", canceled("automatic"), declined("payment_canceled")],
  [
    "confirm",
    "a bank that asks the customer",
    already({ status: "requires_action" }),
    declined("authentication_required"),
  ],
  ["capture", "money taken", already({ status: "succeeded" }), { outcome: "captured" }],
  ["capture", "a hold that ran out", canceled("automatic"), lost("expired")],
  ["capture", "a hold that ran out, in other words", canceled("expired"), lost("expired")],
  [
    "capture",
    "a hold that ran out, by its code",
    () => failure(400, "charge_expired_for_capture"),
    lost("expired"),
  ],
  [
    "capture",
    "an authorization that ran out",
    () => failure(400, "capture_charge_authorization_expired"),
    lost("expired"),
  ],
  ["capture", "a hold that somebody ended", canceled("fraudulent"), lost("cancelled")],
  ["capture", "a hold ended without a reason", canceled(null), lost("cancelled")],
  ["capture", "a bank that does not pay out", () => failure(402, "card_declined"), lost("declined")],
  [
    "capture",
    "a bank that did not pay out",
    already({ status: "requires_payment_method" }),
    lost("declined"),
  ],
  ["cancel", "a hold that is gone", canceled("automatic"), "cancelled"],
  ["cancel", "money taken", already({ status: "succeeded" }), "captured"],
  [
    "refund",
    "money given back",
    givenBack(
      { amount: 500, status: "succeeded", metadata: { orderId } },
      { amount: 340, status: "pending" },
    ),
    { ownCents: 500, byHandCents: 340 },
  ],
  [
    "refund",
    "money that came back",
    givenBack({ amount: 840, status: "failed", metadata: { orderId } }, { amount: 1, status: "canceled" }),
    { ownCents: 0, byHandCents: 0 },
  ],
  ["look", "a payment that is none", () => failure(404, "resource_missing"), undefined],
  ["look", "another's payment", () => ({ status: 200, body: { id: "pi_1", metadata: {} } }), undefined],
  ["look", "a hold", looked({ status: "requires_capture" }), seen("held")],
  ["look", "money taken", looked({ status: "succeeded" }), seen("captured")],
  ["look", "a payment that is under way", looked({ status: "processing" }), seen("open")],
  [
    "look",
    "a hold that ran out",
    looked({ status: "canceled", cancellation_reason: "automatic" }),
    seen({ gone: "expired" }),
  ],
  [
    "look",
    "a hold that somebody ended",
    looked({ status: "canceled", cancellation_reason: null }),
    seen({ gone: "cancelled" }),
  ],
  [
    "look",
    "a bank that did not pay out",
    looked({ status: "requires_payment_method" }),
    seen({ gone: "declined" }),
  ],
  [
    "look",
    "disputes, the oldest first",
    looked(
      { status: "succeeded" },
      { id: "du_4", status: "prevented" },
      { id: "du_3", status: "warning_closed" },
      { id: "du_2", status: "lost" },
      { id: "du_1", status: "appeal_under_review" },
    ),
    seen("captured", [
      disputeSeen("du_1", undefined),
      disputeSeen("du_2", "lost"),
      disputeSeen("du_3", "withdrawn"),
      disputeSeen("du_4", "withdrawn"),
    ]),
  ],
])("%s decides on %s", async (step, _what, answer, result) => {
  const { provider } = await providerThat(answer);

  await expect(steps[step]?.(provider)).resolves.toEqual(result);
});

test.each([
  ["confirm", "requires_confirmation"],
  ["confirm", "processing"],
  ["capture", "requires_capture"],
  ["capture", "processing"],
  ["cancel", "processing"],
])("%s waits for an intent that is %s", async (step, status) => {
  const { provider } = await providerThat(already({ status }));

  await expect(steps[step]?.(provider)).rejects.toMatchObject({ name: "TransientError" });
});

test.each([
  ["a dispute", "charge_disputed"],
  ["a charge that was never made", "payment_intent_unexpected_state"],
])("leaves a refund to a person when there is %s", async (_, code) => {
  const { provider } = await providerThat(() => failure(400, code));

  await expect(provider.refund(orderId, "pi_1")).rejects.toMatchObject({ name: "ProviderRefusalError" });
});

test.each([
  [
    "a failure that the provider keeps",
    {
      status: 500,
      body: { error: { type: "api_error", message: "?" } },
      headers: { "idempotent-replayed": "true" },
    },
  ],
  [
    "a request that an older version made with other parameters",
    {
      status: 400,
      body: { error: { type: "idempotency_error", message: "Keys for idempotent requests ..." } },
    },
  ],
])("is not stuck with %s under the key of a step", async (_, kept) => {
  const { provider, keys } = await providerThat((key) =>
    key === `${orderId}-confirm` ? kept : { status: 200, body: { id: "pi_1", status: "requires_capture" } },
  );

  await expect(provider.confirm(orderId, "pi_1")).resolves.toEqual({ outcome: "authorized" });
  expect(keys).toEqual([`${orderId}-confirm`, expect.stringMatching(`^${orderId}-confirm-.{36}$`)]);
});
