import { TransientError } from "@sourdough/lambda-kit";
import { quiet } from "@sourdough/lambda-kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Around,
  amountCents,
  cancelled,
  confirmed,
  fakeExecutions,
  fakeLedger,
  fakeProvider,
  fakeProviderEvents,
  portsOf,
  providerEvent,
  requested,
} from "../../test/fakes.ts";
import { authorizePayment } from "./authorize-payment.ts";
import { handleProviderEvent } from "./handle-provider-event.ts";
import { settlePayment } from "./settle-payment.ts";

const setUp = async (around?: Around, card?: "good" | "bad") => {
  const book = fakeLedger(around);
  const bank = fakeProvider(around, card);
  const counted: string[] = [];
  const { executions, started, woken } = fakeExecutions();
  const callbacks = { answerCallback: "answer-1", closedCallback: "closed-1" };
  const ports = {
    ...portsOf(book.ledger, bank.provider),
    providerEvents: fakeProviderEvents(around),
    disputes: {
      find: async (disputeId: string) => ({
        disputeId,
        orderId: "ord-1",
        status: "OPEN" as const,
        ...callbacks,
      }),
    },
    executions,
  };
  const handle = (type: string, id?: string) =>
    handleProviderEvent(ports, providerEvent(type, id), {
      ...quiet,
      count: (metric) => void counted.push(metric),
    });
  return { book, bank, ports, counted, started, woken, handle };
};
const paid = async () => {
  const all = await setUp();
  await authorizePayment(all.ports, requested(), quiet);
  await settlePayment(all.ports, confirmed(), quiet);
  return all;
};

test("says what was given back by hand, once for an event and once for a refund", async () => {
  const { book, bank, counted, handle } = await paid();
  await bank.refundByHand(300);
  await handle("charge.refunded", "evt_1");
  await handle("charge.refunded", "evt_1");
  await handle("charge.refunded", "evt_2");

  expect(book.published("PaymentRefunded")).toMatchObject([
    {
      metadata: {
        eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-payment-refunded-300",
        causationId: "evt_1",
        correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      },
      data: { amountCents: 300, totalRefundedCents: 300, atProvider: true },
    },
  ]);
  expect(counted).toEqual([
    "PaymentsRefundedByHand",
    "ProviderEventsHandled",
    "ProviderEventsRepeated",
    "ProviderEventsHandled",
  ]);
});

test("does not tell of a refund that is this service's own, nor twice of a cancelled order", async () => {
  const { book, bank, ports, handle } = await paid();
  await bank.refundByHand(300);
  await settlePayment(ports, cancelled(), quiet);
  await handle("charge.refunded");

  expect(book.published("PaymentRefunded").map(({ data }) => data)).toMatchObject([
    { amountCents: 300, totalRefundedCents: 300, atProvider: true },
    { amountCents: amountCents - 300, totalRefundedCents: amountCents },
  ]);
  expect(book.published("PaymentRefunded")[1]?.data).not.toHaveProperty("atProvider");
});

test("gives nothing back of what a bank took for the customer", async () => {
  const { book, bank, ports, handle } = await paid();
  await bank.dispute({ outcome: "lost" });
  await handle("charge.dispute.closed");
  await settlePayment(ports, cancelled(), quiet);

  expect(bank.refunds()).toEqual({ ownCents: 0, byHandCents: 0 });
  expect(book.published("PaymentRefunded")).toEqual([]);
  expect(book.published("DisputeClosed")).toMatchObject([{ data: { disputeId: "du_1", outcome: "lost" } }]);
});

test("has each dispute resolved, and tells its execution when it is closed", async () => {
  const { bank, started, woken, handle } = await paid();
  await bank.dispute();
  await handle("charge.dispute.created");
  expect([started, woken]).toEqual([["du_1"], []]);
  await bank.dispute({ outcome: "won" });
  await handle("charge.dispute.closed");
  expect([started, woken]).toEqual([["du_1"], ["answer-1", "closed-1"]]);
});

test.each(["customer.created", "charge.succeeded"])("has nothing to do with %s", async (type) => {
  const { book, counted, handle } = await paid();
  const before = book.history().length;
  await handle(type);

  expect(book.history()).toHaveLength(before);
  expect(counted).toEqual(["ProviderEventsIgnored"]);
});

test("has nothing to do with a payment of somebody else", async () => {
  const { counted, handle } = await setUp();
  await handle("charge.refunded");

  expect(counted).toEqual(["ProviderEventsIgnored"]);
});

test("leaves a payment that failed while it was being authorized to whoever authorizes it", async () => {
  const { book, bank, ports, handle } = await setUp(undefined, "bad");
  await authorizePayment(ports, requested(), quiet);
  await handle("payment_intent.payment_failed");

  expect(bank.status()).toBe("declined");
  expect(book.history()).toEqual(["Opened", "Declined"]);
});

class Crash extends Error {
  override readonly name = "Crash";
}

/** Lets fast-check choose which call goes next, and crash the function before or after some of them. */
const chaos = (scheduler: fc.Scheduler, crashes: readonly ("before" | "after" | "none")[]): Around => {
  const plan = [...crashes];
  return async (call, run) => {
    await scheduler.schedule(Promise.resolve(), call);
    const crash = plan.shift();
    if (crash === "before") throw new Crash();
    const result = await run();
    if (crash === "after") throw new Crash();
    return result;
  };
};
const delivered = async (handle: () => Promise<void>) => {
  for (let receive = 1; receive <= 30; receive++) {
    try {
      return await handle();
    } catch (error) {
      if (!(error instanceof Crash || error instanceof TransientError)) throw error;
    }
  }
  throw new Error("This message would be in the dead-letter queue");
};

test("the ledger ends as the provider is, and says each thing once, whatever is repeated, reordered, or crashes", async () => {
  const crashes = fc.array(fc.constantFrom("before" as const, "after" as const, "none" as const), {
    maxLength: 14,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      crashes,
      fc.boolean(),
      fc.boolean(),
      async (s, plan, ends, isCancelled) => {
        const { book, bank, ports, handle } = await setUp(chaos(s, plan));
        const soon = (what: string, happen: () => Promise<void>) =>
          s.schedule(Promise.resolve(), what).then(happen);
        await s.waitFor(delivered(() => authorizePayment(ports, requested(), quiet)));
        const events = async () => {
          // Each event may come at any time after what it tells of.
          await soon("a refund by hand", () => bank.refundByHand(100));
          const first = delivered(() => handle("charge.refunded", "evt_1"));
          await soon("another", () => bank.refundByHand(50));
          const second = delivered(() => handle("charge.refunded", "evt_2"));
          const copy = delivered(() => handle("charge.refunded", "evt_2"));
          await Promise.all([first, second, copy]);
        };
        await s.waitFor(
          Promise.all([
            delivered(() => settlePayment(ports, confirmed(), quiet)),
            ...(ends ? [soon("the hold ends", bank.expire)] : []),
            ...(isCancelled ? [delivered(() => settlePayment(ports, cancelled(), quiet))] : []),
            events(),
          ]),
        );
        // What happened last is told last.
        await s.waitFor(delivered(() => handle("payment_intent.canceled", "evt_last")));
        await s.waitFor(delivered(() => handle("charge.refunded", "evt_last_refund")));

        const { ownCents, byHandCents } = bank.refunds();
        const told = book.published("PaymentRefunded").map(({ data }) => data);
        const sum = (byHand: boolean) =>
          told
            .filter(({ atProvider }) => (atProvider === true) === byHand)
            .reduce((total, data) => total + data.amountCents, 0);
        expect([sum(false), sum(true)]).toEqual([ownCents, byHandCents]);
        const isGone = bank.status() === "expired" || bank.status() === "cancelled";
        expect(book.published("PaymentLost").length).toBeLessThanOrEqual(isGone ? 1 : 0);
        if (isCancelled) expect(bank.status()).not.toBe("taken");
        else if (isGone) expect(book.published("PaymentLost")).toHaveLength(1);
      },
    ),
    { numRuns: 400 },
  );
});
