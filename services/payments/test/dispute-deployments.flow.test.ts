import {
  type Bakery,
  type Customer,
  checkInvariants,
  deployAnew,
  openBakery,
  settle,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery({ watch: true });
  ann = await bakery.signUp();
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const day = 24 * 3600 * 1000;

const deploy = () =>
  deployAnew(bakery, "ResolveDispute", "services/payments/src/use-cases/resolve-dispute.ts");
const disputed = async () => {
  const orderId = await ann.place();
  await ann.decided(orderId);
  await bakery.until("the money is taken", () => bakery.money(orderId).captured > 0);
  await bakery.quiet();
  return bakery.paymentProvider.dispute(orderId);
};
const stored = async (disputeId: string) =>
  (await bakery.items("payments")).find((item) => item.entity === "dispute" && item.disputeId === disputeId);
const asked = (disputeId: string) =>
  bakery.until("staff are asked", async () => (await stored(disputeId))?.answerCallback);
const is = (disputeId: string, status: string) =>
  bakery.until(`${disputeId} is ${status}`, async () => {
    const found = await stored(disputeId);
    return found?.status === status && found;
  });
const answer = async (disputeId: string) => {
  const body = { answer: "contest", text: "They were here." };
  expect((await baker.request("POST", `/office/disputes/${disputeId}/answer`, body)).status).toBe(200);
};
const published = (name: string, disputeId: string) =>
  bakery.published.filter(
    (event) => event["detail-type"] === name && event.detail.data.disputeId === disputeId,
  );
const events = (name: string, disputeId: string) =>
  new Set(published(name, disputeId).map(({ detail }) => detail.metadata.eventId)).size;

/** Lets every try of a call fail, and resolves with the dispute once one did and nothing goes on but waiting. */
const stuckAt = async (operation: string, reach: (disputeId: string) => Promise<void>) => {
  let crashes = 0;
  bakery.faults.onCall(({ functionName, ...call }) => {
    if (!functionName.includes("ResolveDispute") || call.operation !== operation) return undefined;
    crashes++;
    return "before";
  });
  const disputeId = await disputed();
  await reach(disputeId);
  await bakery.until(`${operation} fails`, () => crashes > 0);
  await bakery.quiet();
  return disputeId;
};

/** What a dispute waits for when the new version comes, and how it got there. */
const waiting: [what: string, reach: () => Promise<string>][] = [
  ["its evidence, which is gathered in parallel", () => stuckAt("Query", async () => {})],
  [
    "the answer of staff",
    async () => {
      const disputeId = await disputed();
      await asked(disputeId);
      return disputeId;
    },
  ],
  [
    "the answer of staff, after a reminder",
    async () => {
      const disputeId = await disputed();
      await asked(disputeId);
      await bakery.pass(3 * day);
      await bakery.until("staff are reminded", () => events("DisputeAnswerDue", disputeId) === 1);
      return disputeId;
    },
  ],
];

test.each(waiting)("a dispute that waits for %s is answered once after a deployment", async (_, reach) => {
  const disputeId = await reach();
  await bakery.quiet();

  await deploy();
  bakery.faults.clear();
  const next = await disputed();
  await bakery.pass(2 * 60_000);
  for (const each of [disputeId, next]) {
    await asked(each);
    await answer(each);
    await is(each, "SENT");
  }

  for (const each of [disputeId, next]) bakery.paymentProvider.decide(each, "won");
  for (const each of [disputeId, next]) await is(each, "WON");
  await settle(bakery);
  await expectAnsweredOnce(disputeId, next);
});
