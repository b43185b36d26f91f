import {
  type Bakery,
  type Customer,
  checkInvariants,
  type FunctionCall,
  openBakery,
  seededFaults,
  settle,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp({ phone: "+4915112345678" });
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const minute = 60_000;
const day = 24 * 60 * minute;
const confirmed = async (paymentMethodId?: string) => {
  const orderId = await ann.place(paymentMethodId === undefined ? {} : { paymentMethodId });
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  await bakery.until("the money is taken", () => bakery.money(orderId).captured > 0);
  return orderId;
};
const ledgerOf = async (orderId: string) =>
  (await bakery.items("payments")).filter(
    (item) => item.entity === "paymentEvent" && item.orderId === orderId,
  );
const kinds = async (orderId: string) => (await ledgerOf(orderId)).map(({ type }) => type);
const published = (name: string, orderId: string) =>
  bakery.published
    .filter((event) => event["detail-type"] === name && event.detail.metadata.correlationId === orderId)
    .map(({ detail }) => detail.data);
const intentOf = async (orderId: string) =>
  String((await ledgerOf(orderId)).find(({ type }) => type === "Opened")?.providerReference);
const refundByHand = async (orderId: string, params: Record<string, string> = {}) => {
  const payment_intent = await intentOf(orderId);
  const answer = await bakery.paymentProvider.request("POST", "/v1/refunds", { payment_intent, ...params });
  expect(answer.status).toBe(200);
};
const lettersAbout = (orderId: string, what: string) =>
  bakery
    .letters()
    .map(({ subject = "", text }) => `${subject} ${text}`)
    .filter((text) => text.includes(orderId.slice(-6)) && text.includes(what));

const handledEvents = async () =>
  (await bakery.items("payments")).filter(({ entity }) => entity === "providerEvent").length;
/** From now on, only these deliveries of the provider are in trouble. */
const webhooks = (plan: (type: string) => number[]) =>
  bakery.faults.onDelivery(({ service, payload }) =>
    service === "third-parties" ? plan((payload as { type: string }).type) : [0],
  );

test("a refund by hand is told to the customer and seen on the order, whatever its status", async () => {
  const orderId = await confirmed();
  await refundByHand(orderId, { amount: "100" });
  await bakery.until("the order shows it", async () => (await ann.order(orderId))?.refundedCents === 100);
  await baker.request("POST", `/orders/${orderId}/ready`);
  await baker.request("POST", `/orders/${orderId}/collected`);
  await refundByHand(orderId);
  await bakery.until("the order shows both", async () => (await ann.order(orderId))?.refundedCents === 280);
  await settle(bakery);

  await expect(ann.order(orderId)).resolves.toMatchObject({
    status: "COLLECTED",
    refundedCents: 280,
    moneyReturnedAt: expect.any(String),
  });
  await expect(kinds(orderId)).resolves.toEqual(["Opened", "Authorized", "Captured", "Refunded", "Refunded"]);
  expect(published("PaymentRefunded", orderId)).toMatchObject([
    { amountCents: 100, totalRefundedCents: 100, atProvider: true },
    { amountCents: 180, totalRefundedCents: 280, atProvider: true },
  ]);
  expect(lettersAbout(orderId, "We gave back €1.00")).toHaveLength(2);
  expect(lettersAbout(orderId, "We gave back €1.80")).toHaveLength(2);
  await checkInvariants(bakery);
});

test("the rest is given back when an order is cancelled of which a part was given back by hand", async () => {
  // Its event comes long after.
  webhooks(() => [20 * minute]);
  const orderId = await confirmed();
  await refundByHand(orderId, { amount: "80" });
  expect((await ann.request("POST", `/orders/${orderId}/cancel`)).status).toBe(200);
  await settle(bakery);

  expect(bakery.money(orderId)).toMatchObject({ captured: 280, refunded: 280 });
  expect(published("PaymentRefunded", orderId)).toMatchObject([
    { amountCents: 80, totalRefundedCents: 80, atProvider: true },
    { amountCents: 200, totalRefundedCents: 280 },
  ]);
  expect(lettersAbout(orderId, "We gave back €0.80")).toHaveLength(2);
  expect(lettersAbout(orderId, "We gave back")).toHaveLength(2);
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CANCELLED", refundedCents: 280 });
  await checkInvariants(bakery);
});

test("a hold that ended by itself is known when it ends, and not when the money would be taken", async () => {
  bakery.faults.onDelivery(({ service, to, payload }) =>
    service === "events" && to.includes("SettlePayment") && String(payload).includes('"OrderConfirmed"')
      ? [9 * day]
      : [0],
  );
  const orderId = await ann.place();
  await ann.decided(orderId);
  await bakery.pass(7 * day);
  await bakery.until(
    "the order is cancelled",
    async () => (await ann.order(orderId))?.status === "CANCELLED",
  );
  expect(published("PaymentLost", orderId)).toMatchObject([{ reason: "expired" }]);
  await settle(bakery);

  await expect(kinds(orderId)).resolves.toEqual(["Opened", "Authorized", "Lost", "Voided"]);
  await checkInvariants(bakery);
});

test("a hold that somebody ended while the order was being fulfilled cancels the order", async () => {
  bakery.faults.onDelivery(({ service, to, payload }) =>
    service === "events" && to.includes("Resume") && String(payload).includes('"PaymentAuthorized"')
      ? [minute]
      : [0],
  );
  const orderId = await ann.place();
  await bakery.until("the money is held", async () => (await kinds(orderId)).includes("Authorized"));
  bakery.paymentProvider.endHold(orderId);
  await bakery.until("it is known", () => published("PaymentLost", orderId).length > 0);
  await settle(bakery);

  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CANCELLED", unpaid: true });
  await expect(kinds(orderId)).resolves.toEqual(["Opened", "Authorized", "Lost", "Voided"]);
  await checkInvariants(bakery);
});

test("a dispute is told when it begins and when it ends", async () => {
  const orderId = await confirmed("pm_card_createDisputeProductNotReceived");
  await bakery.until("it began", () => published("PaymentDisputed", orderId).length > 0);
  const [begun] = published("PaymentDisputed", orderId);
  expect(begun).toMatchObject({ amountCents: 280, reason: "product_not_received" });
  expect(bakery.money(orderId)).toMatchObject({ captured: 280, disputed: 280 });
  const answer = await bakery.paymentProvider.request("POST", `/v1/disputes/${begun?.disputeId}`, {
    "evidence[uncategorized_text]": "winning_evidence",
  });
  expect(answer.status).toBe(200);
  await bakery.until("it ended", () => published("DisputeClosed", orderId).length > 0);
  await settle(bakery);

  expect(published("DisputeClosed", orderId)).toMatchObject([
    { disputeId: begun?.disputeId, outcome: "won" },
  ]);
  expect(published("PaymentDisputed", orderId)).toHaveLength(1);
  expect(bakery.money(orderId)).toMatchObject({ captured: 280, disputed: 0 });
  await expect(kinds(orderId)).resolves.toEqual([
    "Opened",
    "Authorized",
    "Captured",
    "Disputed",
    "DisputeClosed",
  ]);
  await checkInvariants(bakery);
});

test("a dispute whose end is heard of before its beginning has both, once", async () => {
  webhooks((type) => (type === "charge.dispute.created" ? [10 * minute, 12 * minute] : [0, 0]));
  const orderId = await confirmed();
  const disputeId = bakery.paymentProvider.dispute(orderId, { reason: "fraudulent", amount: 200 });
  await bakery.paymentProvider.request("POST", `/v1/disputes/${disputeId}/close`, {});
  await bakery.until("it ended", () => published("DisputeClosed", orderId).length > 0);
  await settle(bakery);

  expect(published("PaymentDisputed", orderId)).toMatchObject([{ disputeId, amountCents: 200 }]);
  expect(published("DisputeClosed", orderId)).toMatchObject([
    { disputeId, outcome: "lost", amountCents: 200 },
  ]);
  await checkInvariants(bakery);
});

test("an event that does not get through is sent again until it does", async () => {
  const orderId = await confirmed();
  webhooks(() => []);
  await refundByHand(orderId);
  bakery.faults.clear();
  await bakery.pass(4 * minute);
  expect(published("PaymentRefunded", orderId)).toEqual([]);
  await bakery.pass(minute);
  await bakery.until("the refund is known", () => published("PaymentRefunded", orderId).length > 0);
  await settle(bakery);
  await checkInvariants(bakery);
});

test("while one secret replaces another, either of them signs", async () => {
  const orderId = await confirmed();
  bakery.paymentProvider.rollSecrets("whsec_next", day);
  await refundByHand(orderId, { amount: "100" });
  await bakery.until("it is known", () => published("PaymentRefunded", orderId).length === 1);
  bakery.paymentProvider.rollSecrets("whsec_sourdough", 0);
  await refundByHand(orderId, { amount: "50" });
  await bakery.until("it is known", () => published("PaymentRefunded", orderId).length === 2);
  await settle(bakery);
  await checkInvariants(bakery);
});

test.each([1, 2, 3])(
  "keeps the invariants when events come late, twice and swapped, by seed %i",
  async (seed) => {
    const trouble = seededFaults(seed, { duplicate: 0.5, delay: 0.5, maxDelayMs: 40 * minute });
    const orderIds = await Promise.all(Array.from({ length: 6 }, () => confirmed()));
    bakery.faults.onDelivery((delivery) =>
      delivery.service === "third-parties" ? trouble.delivery(delivery) : [0],
    );
    const before = await handledEvents();
    const happens = async (orderId: string, index: number) => {
      if (index % 3 === 0) bakery.paymentProvider.dispute(orderId);
      else await refundByHand(orderId, { amount: "100" });
      if (index % 3 === 1) await ann.request("POST", `/orders/${orderId}/cancel`);
      if (index % 3 === 2) await refundByHand(orderId, { amount: "100" });
      if (index % 2 === 0) await baker.request("POST", `/orders/${orderId}/ready`);
    };
    await Promise.all(orderIds.map(happens));
    await settle(bakery, { stepMs: 5 * minute });
    await bakery.pass(40 * minute);
    await settle(bakery);

    expect((await handledEvents()) - before).toBe(2 + 2 * 2 + 2 * 2);
    for (const [index, orderId] of orderIds.entries()) {
      const refunds = published("PaymentRefunded", orderId);
      const sum = refunds.reduce((total, { amountCents }) => total + Number(amountCents), 0);
      expect(sum).toBe(bakery.money(orderId).refunded);
      expect(published("PaymentDisputed", orderId)).toHaveLength(index % 3 === 0 ? 1 : 0);
    }
    await checkInvariants(bakery);
  },
);

/** Kills the worker of `fn` at the nth time that an invocation calls the operation, once, and notes the call. */
const crashOnce = (fn: string, operation: string, nth: number, when: "before" | "after") => {
  const crashed: FunctionCall[] = [];
  const times = new Map<string, number>();
  bakery.faults.onCall((call) => {
    if (crashed.length > 0 || !call.functionName.includes(fn) || call.operation !== operation)
      return undefined;
    const time = (times.get(call.requestId) ?? 0) + 1;
    times.set(call.requestId, time);
    if (time !== nth) return undefined;
    crashed.push(call);
    return when;
  });
  return crashed;
};

test.each([
  ["ReceiveProviderEvent", "SendMessage", "before"],
  ["ReceiveProviderEvent", "SendMessage", "after"],
  ["HandleProviderEvent", "GetItem", "before"],
  ["HandleProviderEvent", "TransactWriteItems", "before"],
  ["HandleProviderEvent", "TransactWriteItems", "after"],
  ["HandleProviderEvent", "PutItem", "before"],
  ["HandleProviderEvent", "PutItem", "after"],
] as const)("knows of a refund once although %s dies %s %s", async (fn, operation, when) => {
  const orderId = await confirmed();
  const crashed = crashOnce(fn, operation, 1, when);
  await refundByHand(orderId, { amount: "30" });
  await bakery.until(`${fn} dies`, () => crashed.length > 0);
  bakery.faults.clear();
  // The provider sends again what was not taken.
  await bakery.pass(5 * minute);
  await settle(bakery);

  expect(published("PaymentRefunded", orderId)).toMatchObject([{ amountCents: 30, totalRefundedCents: 30 }]);
  expect(lettersAbout(orderId, "We gave back")).toHaveLength(2);
  await checkInvariants(bakery, { warned: /\/webhooks\/payments answered 502: .*signal: killed/ });
});
