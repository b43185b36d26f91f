import { type Bakery, type Customer, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
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

test("a refund by hand is told to the customer and seen on the order, whatever its status", async () => {
  const orderId = await confirmed();
  await refundByHand(orderId, { amount: "100" });
  await bakery.until("the order shows it", async () => (await ann.order(orderId))?.refundedCents === 100);
  await baker.request("POST", `/orders/${orderId}/ready`);
  await baker.request("POST", `/orders/${orderId}/collected`);
  await refundByHand(orderId);
  await bakery.until("the order shows both", async () => (await ann.order(orderId))?.refundedCents === 280);
  await settle(bakery);

  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "COLLECTED", refundedCents: 280 });
  await expect(kinds(orderId)).resolves.toEqual(["Opened", "Authorized", "Captured", "Refunded", "Refunded"]);
  expect(published("PaymentRefunded", orderId)).toMatchObject([
    { amountCents: 100, totalRefundedCents: 100, atProvider: true },
    { amountCents: 180, totalRefundedCents: 280, atProvider: true },
  ]);
  expect(lettersAbout(orderId, "We gave back €1.00")).toHaveLength(2);
  expect(lettersAbout(orderId, "We gave back €1.80")).toHaveLength(2);
  await checkInvariants(bakery);
});
