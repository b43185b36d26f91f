import { DisputesView } from "@sourdough/events-schema/http";
import { type Bakery, type Customer, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const hour = 3600 * 1000;
const day = 24 * hour;

const ordered = async (...verbs: ("ready" | "collected")[]) => {
  const orderId = await ann.place();
  await ann.decided(orderId);
  await bakery.until("the money is taken", () => bakery.money(orderId).captured > 0);
  for (const verb of verbs)
    expect((await baker.request("POST", `/orders/${orderId}/${verb}`)).status).toBe(200);
  await bakery.quiet();
  return orderId;
};
const listed = async () => {
  const answer = await baker.request("GET", "/office/disputes");
  expect(answer.status).toBe(200);
  return DisputesView.parse(await answer.json()).disputes;
};
const shown = async (disputeId: string) => (await listed()).find((one) => one.disputeId === disputeId);
const is = (disputeId: string, status: string) =>
  bakery.until(`${disputeId} is ${status}`, async () => {
    const found = await shown(disputeId);
    return found?.status === status && found;
  });
const disputed = async (orderId: string) => {
  const disputeId = bakery.paymentProvider.dispute(orderId, { reason: "product_not_received" });
  await bakery.until("staff are asked", async () => (await stored(disputeId))?.answerCallback);
  return disputeId;
};
const stored = async (disputeId: string) =>
  (await bakery.items("payments")).find((item) => item.entity === "dispute" && item.disputeId === disputeId);
const answer = (disputeId: string, body: object, who = baker) =>
  who.request("POST", `/office/disputes/${disputeId}/answer`, body);
const published = (name: string, orderId: string) =>
  bakery.published
    .filter((event) => event["detail-type"] === name && event.detail.metadata.correlationId === orderId)
    .map(({ detail }) => detail.data);
const atProvider = async (disputeId: string) =>
  (await (await bakery.paymentProvider.request("GET", `/v1/disputes/${disputeId}`)).json()) as {
    status: string;
    evidence: Record<string, string | null>;
    evidence_details: { submission_count: number };
  };

test("staff see what was kept of an order, contest, and the bank hears it once", async () => {
  const office = await baker.follow("/office/disputes");
  const orderId = await ordered("ready", "collected");
  const disputeId = await disputed(orderId);
  const open = await is(disputeId, "OPEN");
  expect(open).toMatchObject({ orderId, amountCents: 280, reason: "product_not_received", reminders: 0 });
  expect(open.evidence.map(({ kind, text }) => [kind, text])).toEqual([
    ["ordered", "Ordered at store-1: 1 butter-croissant."],
    ["told", "Told the customer by email: OrderConfirmed."],
    ["collected", "Collected at store-1."],
  ]);
  const text = 'She said "thanks", and\nate it; it\'s 5 € — \\o/';
  const first = await answer(disputeId, { answer: "contest", text });
  expect([first.status, await first.json()]).toMatchObject([200, { disputeId, answer: "contest" }]);
  await is(disputeId, "SENT");
  // Again, as a page would whose answer was lost.
  expect((await answer(disputeId, { answer: "contest", text })).status).toBe(200);
  expect((await answer(disputeId, { answer: "accept" })).status).toBe(409);

  const { evidence, evidence_details } = await atProvider(disputeId);
  expect(evidence_details.submission_count).toBe(1);
  expect(evidence).toMatchObject({
    uncategorized_text: text,
    product_description: expect.stringContaining("1 butter-croissant"),
    access_activity_log: expect.stringContaining("Collected at store-1"),
  });
  bakery.paymentProvider.decide(disputeId, "won");
  await expect(is(disputeId, "WON")).resolves.toMatchObject({ text, answeredBy: "staff" });
  await settle(bakery);
  expect(published("DisputeAnswered", orderId)).toMatchObject([
    { disputeId, answer: "contest", answeredBy: "staff" },
  ]);
  expect(published("DisputeClosed", orderId)).toMatchObject([{ disputeId, outcome: "won" }]);
  expect(office.messages.length).toBeGreaterThanOrEqual(3);
  for (const message of office.messages) expect(message).toMatchObject({ topic: "disputes", id: disputeId });
  office.close();
  await checkInvariants(bakery);
});

test("what staff accept is lost, and nothing more is given back", async () => {
  const orderId = await ordered();
  const disputeId = await disputed(orderId);
  expect((await answer(disputeId, { answer: "accept" })).status).toBe(200);
  await is(disputeId, "LOST");
  expect((await ann.request("POST", `/orders/${orderId}/cancel`)).status).toBe(200);
  await settle(bakery);

  expect(bakery.money(orderId)).toMatchObject({ captured: 280, refunded: 0, disputed: 280 });
  expect((await atProvider(disputeId)).evidence_details.submission_count).toBe(0);
  expect(published("DisputeClosed", orderId)).toMatchObject([{ outcome: "lost" }]);
  await checkInvariants(bakery);
});

test.each([
  ["collected", ["ready", "collected"], "contest"],
  ["not collected", [], "accept"],
] as const)(
  "the clock answers on the seventh day for an order that was %s, after two reminders",
  async (_, verbs, expected) => {
    const orderId = await ordered(...verbs);
    const disputeId = await disputed(orderId);
    const reminders = () => published("DisputeAnswerDue", orderId).map(({ reminder }) => reminder);
    await bakery.pass(3 * day - hour);
    await bakery.quiet();
    expect(reminders()).toEqual([]);
    await bakery.pass(hour);
    await bakery.until("staff are reminded", () => reminders().length === 1);
    await expect(shown(disputeId)).resolves.toMatchObject({ status: "OPEN", reminders: 1 });
    await bakery.pass(3 * day);
    await bakery.until("staff are reminded again", () => reminders().length === 2);
    await bakery.pass(day - hour);
    await bakery.quiet();
    await expect(shown(disputeId)).resolves.toMatchObject({ status: "OPEN", reminders: 2 });
    await bakery.pass(hour);
    const answered = await is(disputeId, expected === "contest" ? "SENT" : "LOST");

    expect(answered).toMatchObject({ answer: expected, answeredBy: "clock" });
    expect(published("DisputeAnswered", orderId)).toMatchObject([{ answer: expected, answeredBy: "clock" }]);
    expect((await answer(disputeId, { answer: "contest" })).status).toBe(409);
    if (expected === "contest") {
      bakery.paymentProvider.decide(disputeId, "lost");
      await is(disputeId, "LOST");
    }
    await settle(bakery);
    expect(reminders()).toEqual([1, 2]);
    await checkInvariants(bakery);
  },
);

test("a dispute that the bank closes before anybody answers needs no answer", async () => {
  const orderId = await ordered();
  const disputeId = await disputed(orderId);
  await bakery.paymentProvider.request("POST", `/v1/disputes/${disputeId}/close`, {});
  await is(disputeId, "LOST");
  await settle(bakery);

  expect(published("DisputeAnswered", orderId)).toEqual([]);
  expect((await answer(disputeId, { answer: "accept" })).status).toBe(409);
  await checkInvariants(bakery);
});

test.each([
  ["a customer", () => ann, { answer: "accept" }, 403],
  ["an answer that is none", () => baker, { answer: "maybe" }, 400],
  ["a text without end", () => baker, { answer: "contest", text: "x".repeat(2001) }, 400],
] as const)("refuses %s", async (_, who, body, status) => {
  const found = (await listed())[0];
  expect((await answer(found?.disputeId ?? "", body, who())).status).toBe(status);
});

test("knows no dispute that is not there, and no id that is none", async () => {
  expect((await answer("du_none", { answer: "accept" })).status).toBe(404);
  expect((await answer("a%20b", { answer: "accept" })).status).toBe(400);
  expect((await ann.request("GET", "/office/disputes")).status).toBe(403);
  expect((await baker.request("GET", "/office/disputes?cursor=x")).status).toBe(400);
});
