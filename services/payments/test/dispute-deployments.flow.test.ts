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
  new Set(
    bakery.published
      .filter((event) => event["detail-type"] === name && event.detail.data.disputeId === disputeId)
      .map(({ detail }) => detail.metadata.eventId),
  ).size;
const execution = async (disputeId: string) => {
  const { operations } = bakery.local.cloud.emulator("lambda")!;
  const { DurableExecutions } = (await operations.ListDurableExecutionsByFunction!(
    { FunctionName: bakery.arn("ResolveDisputeFunction"), DurableExecutionName: disputeId },
    { principal: { kind: "root" }, causes: [] },
  )) as { DurableExecutions: { Status: string }[] };
  return DurableExecutions.map(({ Status }) => Status);
};

/** From now on every try of a call dies before it is made. Resolves when one did, and its dispute waits for the next. */
const stuckAt = async (operation: string, act: () => Promise<string>) => {
  let isReached = false;
  bakery.faults.onCall((call) => {
    if (!call.functionName.includes("ResolveDispute") || call.operation !== operation) return undefined;
    isReached = true;
    return "before";
  });
  const disputeId = await act();
  await bakery.until(`ResolveDispute dies at ${operation}`, () => isReached);
  return disputeId;
};

const open = async () => {
  const disputeId = await disputed();
  await asked(disputeId);
  return disputeId;
};
const reminded = async (times: number) => {
  const disputeId = await open();
  for (let time = 1; time <= times; time++) {
    await bakery.pass(3 * day);
    await bakery.until(`reminder ${time}`, () => published("DisputeAnswerDue", disputeId) === time);
  }
  return disputeId;
};
const answered = async () => {
  const disputeId = await open();
  await answer(disputeId);
  return disputeId;
};
const sent = async () => {
  const disputeId = await answered();
  await is(disputeId, "SENT");
  return disputeId;
};

test.each<[awaited: string, reach: () => Promise<string>]>([
  ["its evidence, gathered in parallel", () => stuckAt("Query", disputed)],
  ["staff to be asked", () => stuckAt("TransactWriteItems", disputed)],
  ["the answer of staff", open],
  ["the answer of staff, after both reminders", () => reminded(2)],
  [
    "a provider that is away",
    async () => {
      const disputeId = await open();
      bakery.paymentProvider.down(true);
      await answer(disputeId);
      return disputeId;
    },
  ],
  [
    "its answer to be noted as sent",
    async () => {
      const disputeId = await open();
      return stuckAt("TransactWriteItems", async () => {
        await answer(disputeId);
        return disputeId;
      });
    },
  ],
  ["the verdict of the bank", sent],
])("a dispute that waits for %s goes on after a deployment, and is answered once", async (_, reach) => {
  const disputeId = await reach();
  await bakery.quiet();
  await expect(execution(disputeId)).resolves.toEqual(["RUNNING"]);

  await deploy();
  bakery.faults.clear();
  bakery.paymentProvider.down(false);
  const next = await open();
  await bakery.pass(2 * 60_000);
  for (const each of [disputeId, next]) {
    await asked(each);
    if ((await stored(each))?.status === "OPEN") await answer(each);
    await is(each, "SENT");
    bakery.paymentProvider.decide(each, "won");
    await is(each, "WON");
  }
  await settle(bakery);

  for (const each of [disputeId, next]) {
    await expect(execution(each)).resolves.toEqual(["SUCCEEDED"]);
    expect(published("DisputeAnswered", each)).toBe(1);
    expect(published("DisputeClosed", each)).toBe(1);
    expect(bakery.paymentProvider.disputes().find(({ id }) => id === each)).toMatchObject({
      status: "won",
      evidence_details: { submission_count: 1 },
    });
  }
  await checkInvariants(bakery);
});
