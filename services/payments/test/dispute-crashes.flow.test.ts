import {
  type Bakery,
  type Customer,
  checkInvariants,
  type FunctionCall,
  openBakery,
  settle,
} from "@sourdough/test-kit";
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

const day = 24 * 3600 * 1000;
const paid = async () => {
  const orderId = await ann.place();
  await ann.decided(orderId);
  await bakery.until("the money is taken", () => bakery.money(orderId).captured > 0);
  return orderId;
};
const stored = async (disputeId: string) =>
  (await bakery.items("payments")).find((item) => item.entity === "dispute" && item.disputeId === disputeId);
const asked = (disputeId: string) =>
  bakery.until("staff are asked", async () => (await stored(disputeId))?.answerCallback);
const is = (disputeId: string, ...statuses: string[]) =>
  bakery.until(`${disputeId} is ${statuses}`, async () => {
    const found = await stored(disputeId);
    return found !== undefined && statuses.includes(String(found.status)) && found;
  });
const answer = async (disputeId: string, body: object) =>
  (await baker.request("POST", `/office/disputes/${disputeId}/answer`, body)).status;
const atProvider = (disputeId: string) =>
  bakery.paymentProvider.disputes().find(({ id }) => id === disputeId)!;
const answeredEvents = (disputeId: string) =>
  new Set(
    bakery.published
      .filter(
        (event) => event["detail-type"] === "DisputeAnswered" && event.detail.data.disputeId === disputeId,
      )
      .map(({ detail }) => JSON.stringify([detail.metadata.eventId, detail.data.answer])),
  );

/** Kills the worker of `fn` at the first call that matches, once. */
const crashOnce = (
  fn: string,
  operation: string,
  when: "before" | "after",
  isDue: () => boolean = () => true,
) => {
  const crashed: FunctionCall[] = [];
  bakery.faults.onCall((call) => {
    const meant = call.functionName.includes(fn) && call.operation === operation;
    if (crashed.length > 0 || !meant || !isDue()) return undefined;
    crashed.push(call);
    return when;
  });
  return crashed;
};

test.each([
  ["ResolveDispute", "Query", "before"],
  ["ResolveDispute", "CheckpointDurableExecution", "before"],
  ["ResolveDispute", "CheckpointDurableExecution", "after"],
  ["ResolveDispute", "TransactWriteItems", "before"],
  ["ResolveDispute", "TransactWriteItems", "after"],
  ["HandleProviderEvent", "Invoke", "before"],
  ["HandleProviderEvent", "Invoke", "after"],
] as const)("staff are asked although %s dies at %s, %s it is done", async (fn, operation, when) => {
  const orderId = await paid();
  const crashed = crashOnce(fn, operation, when);
  const disputeId = bakery.paymentProvider.dispute(orderId);
  await bakery.until("the crash", () => crashed.length > 0);
  bakery.faults.clear();
  await bakery.pass(2 * 60_000);
  await asked(disputeId);
  expect(await answer(disputeId, { answer: "accept" })).toBe(200);
  await is(disputeId, "LOST");
  expect(answeredEvents(disputeId).size).toBe(1);
});

test.each([
  ["TransactWriteItems", "before"],
  ["TransactWriteItems", "after"],
  ["CheckpointDurableExecution", "before"],
  ["CheckpointDurableExecution", "after"],
] as const)(
  "the bank hears one answer although the function dies at %s, %s it is done",
  async (operation, when) => {
    const orderId = await paid();
    const disputeId = bakery.paymentProvider.dispute(orderId);
    await asked(disputeId);
    const crashed = crashOnce(
      "ResolveDispute",
      operation,
      when,
      () => atProvider(disputeId).status === "under_review",
    );
    expect(await answer(disputeId, { answer: "contest", text: "They were here." })).toBe(200);
    await bakery.until("the crash", () => crashed.length > 0);
    bakery.faults.clear();
    await bakery.pass(2 * 60_000);
    await is(disputeId, "SENT");

    expect(atProvider(disputeId)).toMatchObject({
      status: "under_review",
      evidence_details: { submission_count: 1 },
    });
    bakery.paymentProvider.decide(disputeId, "won");
    await is(disputeId, "WON");
    expect(answeredEvents(disputeId).size).toBe(1);
  },
);

test("of two who answer at the same time one is first, and the bank hears that one", async () => {
  const orderId = await paid();
  const disputeId = bakery.paymentProvider.dispute(orderId);
  await asked(disputeId);
  const [contest, accept] = await Promise.all([
    answer(disputeId, { answer: "contest" }),
    answer(disputeId, { answer: "accept" }),
  ]);
  expect([contest, accept].sort()).toEqual([200, 409]);
  const found = await is(disputeId, "SENT", "LOST");
  expect(found.answer).toBe(contest === 200 ? "contest" : "accept");
  expect(answeredEvents(disputeId).size).toBe(1);
});

test("when staff answer as their time runs out, the dispute has one answer, and the bank hears that one", async () => {
  const disputes: string[] = [];
  for (let number = 0; number < 3; number++) {
    const disputeId = bakery.paymentProvider.dispute(await paid());
    await asked(disputeId);
    disputes.push(disputeId);
  }
  await bakery.pass(3 * day);
  await bakery.pass(3 * day);
  await bakery.quiet();
  // The clock would accept.
  const answers = disputes.map((disputeId) => answer(disputeId, { answer: "contest" }));
  bakery.advance(day);
  const statuses = await Promise.all(answers);
  for (const [index, disputeId] of disputes.entries()) {
    const found = await is(disputeId, "SENT", "LOST");
    expect([found.answer, found.answeredBy]).toEqual(
      statuses[index] === 200 ? ["contest", "staff"] : ["accept", "clock"],
    );
    expect(atProvider(disputeId).status).toBe(found.answer === "contest" ? "under_review" : "lost");
    expect(answeredEvents(disputeId).size).toBe(1);
    if (atProvider(disputeId).status === "under_review") bakery.paymentProvider.decide(disputeId, "won");
  }
  await settle(bakery);
  await checkInvariants(bakery);
});
