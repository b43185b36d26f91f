import { PaymentRequested } from "@sourdough/events-schema";
import { type Bakery, type Customer, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
});
afterAll(() => bakery?.stop());

const failures = () =>
  bakery.hops(({ action, resource }) => action === "FailMessage" && resource.includes("AuthorizePayment"));
const ledgerOf = async (orderId: string) =>
  (await bakery.items("payments"))
    .filter((item) => item.entity === "paymentEvent" && item.orderId === orderId)
    .map(({ type }) => type);

test.each(["unavailable", "unreachable"] as const)("waits while the provider is %s for 20 s", async (how) => {
  const before = failures().length;
  bakery.paymentProvider.down(20_000, how);
  const orderIds = await Promise.all(Array.from({ length: 6 }, () => ann.place()));
  await bakery.until("each payment failed once", () => failures().length >= before + orderIds.length);
  const waiting = await Promise.all(orderIds.map((orderId) => ann.order(orderId)));
  expect(new Set(waiting.map((order) => order?.status))).toEqual(new Set(["PENDING"]));

  await bakery.pass(60_000);
  const found = await Promise.all(orderIds.map((orderId) => ann.decided(orderId)));
  expect(new Set(found.map(({ status }) => status))).toEqual(new Set(["CONFIRMED"]));
  await settle(bakery);
  for (const orderId of orderIds)
    expect(bakery.money(orderId)).toMatchObject({ authorizations: 1, captured: 280, held: 0 });
  await checkInvariants(bakery);
});

test("waits for a slow card, and charges once when an answer fails twice or is lost", async () => {
  const orderIds = await Promise.all(
    ["pm_card_slow", "pm_card_fail_twice", "pm_card_answer_lost"].map((paymentMethodId) =>
      ann.place({ paymentMethodId }),
    ),
  );
  for (const orderId of orderIds) {
    const order = await bakery.until(`${orderId} is decided`, async () => {
      bakery.tick(500);
      const found = await ann.order(orderId);
      return found && found.status !== "PENDING" && found;
    });
    expect(order.status).toBe("CONFIRMED");
  }
  await settle(bakery);
  for (const orderId of orderIds)
    expect(bakery.money(orderId)).toMatchObject({ authorizations: 1, captured: 280 });
});

test("gives up on a card that never answers, holds nothing, and keeps nobody else waiting", async () => {
  const before = failures().length;
  const stuck = await ann.place({ paymentMethodId: "pm_card_timeout" });
  await bakery.until("the payment is opened", async () => (await ledgerOf(stuck)).length > 0);
  await expect(ann.decided(await ann.place())).resolves.toMatchObject({ status: "CONFIRMED" });
  await bakery.until("the first try failed", () => failures().length > before);
  expect(failures().at(-1)).toMatchObject({ error: { code: "TransientError" } });
  await bakery.pass(365_000);
  await settle(bakery);

  await expect(ann.order(stuck)).resolves.toMatchObject({ status: "REJECTED", reason: "payment_timeout" });
  await expect(ledgerOf(stuck)).resolves.toEqual(["Opened", "Voided"]);
  expect(bakery.money(stuck)).toMatchObject({ authorizations: 0, held: 0 });
  await checkInvariants(bakery);
});

test("puts a request that breaks its contract aside, with what is wrong with it", async () => {
  const { source, name, version } = PaymentRequested;
  const metadata = {
    eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-payment-requested",
    version,
    occurredAt: "2026-11-23T07:30:00.000Z",
    correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
    causationId: "request-1",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  };
  const data = { ...PaymentRequested.examples[0], amountCents: -1 };
  const event = { source, "detail-type": name, detail: { metadata, data } };
  await bakery.queue("AuthorizePaymentQueue").send(event);
  await expect(ann.decided(await ann.place())).resolves.toMatchObject({ status: "CONFIRMED" });
  await settle(bakery);

  const [hop] = bakery.hops(
    ({ action, resource }) =>
      action === "DeadLetter" && resource === bakery.queue("AuthorizePaymentDeadLetterQueue").arn,
  );
  expect(hop).toMatchObject({
    attempt: 8,
    error: { code: "InvalidInputError", message: expect.stringContaining("amountCents") },
  });
  await checkInvariants(bakery, { poisoned: { AuthorizePaymentDeadLetterQueue: 1 } });
});
