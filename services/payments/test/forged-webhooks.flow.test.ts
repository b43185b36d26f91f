import { type Bakery, type Customer, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let orderId: string;
let event: Record<string, unknown>;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
  orderId = await ann.place();
  await ann.decided(orderId);
  await bakery.until("the money is taken", () => bakery.money(orderId).captured > 0);
  await settle(bakery);
  const [charge] = bakery.paymentProvider.charges();
  event = {
    id: "evt_forged",
    object: "event",
    type: "charge.refunded",
    created: Math.floor(bakery.now() / 1000),
    data: { object: { id: charge?.id, object: "charge", payment_intent: charge?.payment_intent } },
  };
});
afterAll(() => bakery?.stop());

const secret = "whsec_sourdough";
const sign = (payload: string, { key = secret, ageSeconds = 0 } = {}) =>
  Stripe.webhooks.generateTestHeaderString({
    payload,
    secret: key,
    timestamp: Math.floor(bakery.now() / 1000) - ageSeconds,
  });
const send = (body: string, headers: Record<string, string>) =>
  fetch(`${bakery.outputs.apiUrl}/webhooks/payments`, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body,
  });
/** What got past the function that receives. */
const traces = async () => ({
  messages: bakery.hops(
    ({ action, resource }) => action === "SendMessage" && resource.includes("HandleProviderEvent"),
  ).length,
  items: (await bakery.items("payments")).length,
});

const text = () => JSON.stringify(event);
const refused: [string, () => [body: string, headers: Record<string, string>]][] = [
  ["has no signature", () => [text(), {}]],
  [
    "is signed with another secret",
    () => [text(), { "stripe-signature": sign(text(), { key: "whsec_other" }) }],
  ],
  ["is signed with no secret", () => [text(), { "stripe-signature": sign(text(), { key: "none" }) }]],
  ["is signed six minutes ago", () => [text(), { "stripe-signature": sign(text(), { ageSeconds: 360 }) }]],
  [
    "was changed on the way",
    () => [text().replace("evt_forged", "evt_other"), { "stripe-signature": sign(text()) }],
  ],
  ["has a space more", () => [`${text()} `, { "stripe-signature": sign(text()) }]],
  [
    "names another time",
    () => [text(), { "stripe-signature": sign(text()).replace(/t=\d+/, "t=99999999999") }],
  ],
  [
    "has a signature of another scheme",
    () => [text(), { "stripe-signature": sign(text()).replace("v1", "v0") }],
  ],
  ["has half a signature", () => [text(), { "stripe-signature": sign(text()).slice(0, 40) }]],
  ["has a signature that is none", () => [text(), { "stripe-signature": "t=,v1=" }]],
  ["has no body", () => ["", { "stripe-signature": sign("") }]],
  ["is no JSON", () => ["{", { "stripe-signature": sign("{") }]],
  ["is null", () => ["null", { "stripe-signature": sign("null") }]],
  ["is a list", () => ["[]", { "stripe-signature": sign("[]") }]],
  [
    "has no object",
    () => ['{"id":"evt_1","type":"x"}', { "stripe-signature": sign('{"id":"evt_1","type":"x"}') }],
  ],
  [
    "is too large",
    () => {
      const body = JSON.stringify({ ...event, padding: "x".repeat(300_000) });
      return [body, { "stripe-signature": sign(body) }];
    },
  ],
];

test.each(refused)("refuses what %s, and keeps nothing of it", async (_, make) => {
  const before = await traces();
  const answer = await send(...make());

  expect(answer.status).toBe(400);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  await expect(answer.json()).resolves.toMatchObject({ status: 400, code: "invalid_input" });
  await bakery.quiet();
  expect(await traces()).toEqual(before);
});

test.each(["customer.created", "charge.succeeded", "v2.money_management.x"])(
  "takes an event of a type nobody handles (%s), and does nothing",
  async (type) => {
    const before = await traces();
    const body = JSON.stringify({ ...event, type });
    expect((await send(body, { "stripe-signature": sign(body) })).status).toBe(202);
    await bakery.quiet();
    expect(await traces()).toEqual(before);
  },
);

test("an event of another payment than this service's is forgotten", async () => {
  const body = JSON.stringify({
    ...event,
    id: "evt_elsewhere",
    data: { object: { object: "charge", payment_intent: "pi_elsewhere" } },
  });
  expect((await send(body, { "stripe-signature": sign(body) })).status).toBe(202);
  await settle(bakery);
  await checkInvariants(bakery);
});

test("an event that says what is not so changes nothing, and is handled once however often it is sent", async () => {
  const before = bakery.published.length;
  const headers = { "stripe-signature": sign(text()) };
  for (let copy = 0; copy < 3; copy++) expect((await send(text(), headers)).status).toBe(202);
  await settle(bakery);
  // `settle` let a quarter of an hour pass: whoever recorded the request is too late.
  expect((await send(text(), headers)).status).toBe(400);

  expect(bakery.published.length).toBe(before);
  const handled = (await bakery.items("payments")).filter(
    (item) => item.entity === "providerEvent" && item.providerEventId === "evt_forged",
  );
  expect(handled).toHaveLength(1);
  expect(bakery.money(orderId)).toMatchObject({ captured: 280, refunded: 0 });
  await checkInvariants(bakery);
});

test("there is nothing else at the address", async () => {
  for (const method of ["GET", "PUT", "DELETE"])
    expect((await fetch(`${bakery.outputs.apiUrl}/webhooks/payments`, { method })).status).toBe(404);
});
