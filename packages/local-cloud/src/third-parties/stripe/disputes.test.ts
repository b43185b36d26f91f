import { expect, test } from "vitest";
import { setUp as setUpProvider } from "./stripe.fixture.ts";

const day = 24 * 3600 * 1000;
const setUp = async () => {
  const base = await setUpProvider();
  const { stripe } = base;
  const only = async () => {
    await expect.poll(async () => (await stripe.disputes.list()).data.length).toBe(1);
    return (await stripe.disputes.list()).data[0]!;
  };
  const events = async () =>
    (await stripe.events.list({ type: "charge.dispute.*" })).data.map(({ type }) => type.slice(15)).reverse();
  return { ...base, only, events };
};
const money = { captured: 1250, refunded: 0, held: 0 };

test.each([
  ["pm_card_createDispute", "fraudulent"],
  ["pm_card_createDisputeProductNotReceived", "product_not_received"],
])("%s is disputed as soon as the money is taken, which the bank takes back", async (method, reason) => {
  const { provider, stripe, pay, only, events } = await setUp();
  const intent = await pay(method);
  const dispute = await only();

  expect(dispute).toMatchObject({
    object: "dispute",
    amount: 1250,
    reason,
    status: "needs_response",
    payment_intent: intent.id,
    evidence_details: { has_evidence: false, past_due: false, submission_count: 0 },
  });
  expect(dispute.id).toMatch(/^du_\w{24}$/);
  expect(provider.money({ orderId: "ord-1" })).toMatchObject({ ...money, disputed: 1250 });
  expect(provider.charges()).toMatchObject([{ disputed: true }]);
  expect(await events()).toEqual(["created", "funds_withdrawn"]);
  await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
    code: "charge_disputed",
  });
  expect((await stripe.disputes.list({ payment_intent: intent.id })).data).toHaveLength(1);
  expect((await stripe.disputes.list({ charge: "ch_other" })).data).toEqual([]);
});

test.each([
  ["winning_evidence", "won", 0, ["funds_reinstated"]],
  ["losing_evidence", "lost", 1250, []],
] as const)("%s decides it", async (text, status, disputed, more) => {
  const { provider, stripe, pay, only, events } = await setUp();
  await pay("pm_card_createDispute");
  const { id } = await only();
  const answered = await stripe.disputes.update(id, { evidence: { uncategorized_text: text } });
  expect(answered).toMatchObject({
    status: "under_review",
    evidence: { uncategorized_text: text, customer_name: null },
    evidence_details: { has_evidence: true, submission_count: 1 },
  });

  await expect.poll(async () => (await stripe.disputes.retrieve(id)).status).toBe(status);
  expect(provider.money({ orderId: "ord-1" })).toMatchObject({ ...money, disputed });
  expect(await events()).toEqual(["created", "funds_withdrawn", "updated", "closed", ...more]);
});

test("evidence is gathered until it is submitted, and then the bank has it", async () => {
  const { provider, stripe, pay, only } = await setUp();
  await pay("pm_card_createDispute");
  const { id } = await only();
  await stripe.disputes.update(id, { evidence: { product_description: "bread" }, submit: false });
  expect(await stripe.disputes.retrieve(id)).toMatchObject({ status: "needs_response" });
  await stripe.disputes.update(id, { evidence: { service_date: "2026-11-23" } });
  expect(await stripe.disputes.retrieve(id)).toMatchObject({
    status: "under_review",
    evidence: { product_description: "bread", service_date: "2026-11-23" },
  });
  await expect(stripe.disputes.update(id, { evidence: { service_date: "2026-11-24" } })).rejects.toThrow(
    /cannot be answered: it is under_review/,
  );
  await expect(stripe.disputes.close(id)).rejects.toThrow(/cannot be closed: it is under_review/);
  provider.decide(id, "lost");
  expect((await stripe.disputes.retrieve(id)).status).toBe("lost");
});

test("is lost when it is accepted, or not answered in time", async () => {
  const { clock, stripe, pay, only, provider } = await setUp();
  await pay("pm_card_createDispute");
  const { id, evidence_details } = await only();
  expect(await stripe.disputes.close(id)).toMatchObject({ status: "lost" });
  await expect(stripe.disputes.close(id)).rejects.toThrow(/it is lost/);
  expect(evidence_details.due_by! * 1000 - clock.now()).toBeGreaterThan(8 * day);

  const { id: second } = await pay();
  const late = provider.dispute({ orderId: "ord-1" });
  expect((await stripe.disputes.retrieve(late)).payment_intent).toBe(second);
  clock.advance(9 * day);
  expect(await stripe.disputes.retrieve(late)).toMatchObject({ status: "lost" });
});

test("an inquiry takes no money, and may be refunded", async () => {
  const { provider, stripe, pay, only, events } = await setUp();
  const intent = await pay("pm_card_createDisputeInquiry");
  const { id, status, is_charge_refundable } = await only();
  expect([status, is_charge_refundable]).toEqual(["warning_needs_response", true]);
  await stripe.refunds.create({ payment_intent: intent.id });
  await stripe.disputes.update(id, { evidence: { uncategorized_text: "given back" } });
  provider.decide(id, "won");

  expect((await stripe.disputes.retrieve(id)).status).toBe("warning_closed");
  expect(provider.money({ orderId: "ord-1" })).toMatchObject({ refunded: 1250, disputed: 0 });
  expect(await events()).toEqual(["created", "updated", "closed"]);
});

test.each([
  [{ evidence: { receipt: "file_1" } }, /evidence\[receipt\]/],
  [{ evidence: { nonsense: "x" } }, /evidence\[nonsense\]/],
  [{ reason: "mine" }, /unknown parameter: reason/],
  [{ evidence: { uncategorized_text: "x".repeat(20_001) } }, /20000/],
])("refuses %o", async (params, message) => {
  const { stripe, pay, only } = await setUp();
  await pay("pm_card_createDispute");
  const { id } = await only();

  await expect(stripe.disputes.update(id, params as never)).rejects.toThrow(message);
});

test("only money that was taken can be disputed", async () => {
  const { provider, pay } = await setUp();
  expect(() => provider.dispute({ orderId: "ord-1" })).toThrow(/nothing to dispute/);
  await pay();
  expect(() => provider.dispute({ orderId: "ord-1" }, { amount: 2000 })).toThrow(/has 1250 to dispute/);
});
