import { TransientError } from "@sourdough/lambda-kit";
import { quiet } from "@sourdough/lambda-kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Around,
  cancelled,
  confirmed,
  fakeLedger,
  fakeProvider,
  portsOf,
  rejected,
  requested,
} from "../../test/fakes.ts";
import { authorizePayment } from "./authorize-payment.ts";
import { settlePayment } from "./settle-payment.ts";

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

/** As a queue does: again until it works. */
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

const crashes = fc.array(fc.constantFrom("before" as const, "after" as const, "none" as const), {
  maxLength: 12,
});

test("holds no money for a rejected order, whatever is repeated, reordered, or crashes", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      crashes,
      fc.constantFrom("good" as const, "bad" as const),
      async (s, plan, card) => {
        const around = chaos(s, plan);
        const book = fakeLedger(around);
        const bank = fakeProvider(around, card);
        const ports = portsOf(book.ledger, bank.provider);
        const all = Promise.all([
          delivered(() => authorizePayment(ports, requested("token-1"), quiet)),
          delivered(() => authorizePayment(ports, requested("token-1"), quiet)),
          delivered(() => settlePayment(ports, rejected(), quiet)),
          delivered(() => settlePayment(ports, rejected(), quiet)),
        ]);
        await s.waitFor(all);

        expect(bank.authorizations()).toBeLessThanOrEqual(1);
        expect(bank.status()).not.toBe("held");
        expect(book.published("PaymentVoided").length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 300 },
  );
});

test("holds the money once and answers every request, whatever crashes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), crashes, async (s, plan) => {
      const around = chaos(s, plan);
      const book = fakeLedger(around);
      const bank = fakeProvider(around);
      const ports = portsOf(book.ledger, bank.provider);
      const all = Promise.all(
        ["token-1", "token-1", "token-2"].map((token) =>
          delivered(() => authorizePayment(ports, requested(token), quiet)),
        ),
      );
      await s.waitFor(all);

      expect(bank.authorizations()).toBe(1);
      expect(
        book
          .published("PaymentAuthorized")
          .map(({ data }) => data.replyTo)
          .sort(),
      ).toEqual(["token-1", "token-2"]);
    }),
    { numRuns: 300 },
  );
});

test("takes the money of a confirmed order or says once that it is gone, whenever the hold ends", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), crashes, fc.boolean(), async (s, plan, isCancelled) => {
      const around = chaos(s, plan);
      const book = fakeLedger(around);
      const bank = fakeProvider(around);
      const ports = portsOf(book.ledger, bank.provider);
      await s.waitFor(delivered(() => authorizePayment(ports, requested(), quiet)));
      const all = Promise.all([
        delivered(() => settlePayment(ports, confirmed(), quiet)),
        delivered(() => settlePayment(ports, confirmed(), quiet)),
        s.schedule(Promise.resolve(), "the hold ends").then(bank.expire),
        ...(isCancelled ? [delivered(() => settlePayment(ports, cancelled(), quiet))] : []),
      ]);
      await s.waitFor(all);

      const [lost, voided, refunded] = ["PaymentLost", "PaymentVoided", "PaymentRefunded"].map(
        (name) => book.published(name).length,
      );
      expect(lost).toBe(Number(book.history().includes("Lost")));
      if (isCancelled) expect([voided, refunded].sort()).toEqual([0, 1]);
      else expect([bank.status(), lost]).toEqual(bank.status() === "taken" ? ["taken", 0] : ["expired", 1]);
    }),
    { numRuns: 300 },
  );
});

test("keeps no money of an order that was confirmed and cancelled, in either order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), crashes, async (s, plan) => {
      const around = chaos(s, plan);
      const book = fakeLedger(around);
      const bank = fakeProvider(around);
      const ports = portsOf(book.ledger, bank.provider);
      await s.waitFor(delivered(() => authorizePayment(ports, requested(), quiet)));
      const all = Promise.all([
        delivered(() => settlePayment(ports, confirmed(), quiet)),
        delivered(() => settlePayment(ports, cancelled(), quiet)),
        delivered(() => settlePayment(ports, confirmed(), quiet)),
      ]);
      await s.waitFor(all);

      expect(["cancelled", "refunded"]).toContain(bank.status());
      expect(book.published("PaymentVoided").length + book.published("PaymentRefunded").length).toBe(1);
    }),
    { numRuns: 300 },
  );
});
