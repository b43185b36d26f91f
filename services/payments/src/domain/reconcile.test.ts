import { expect, test } from "vitest";
import { type Command, decide, evolve, noPayment, type Payment } from "./payment.ts";
import { type AtProvider, toReconcile, toRefund } from "./reconcile.ts";

const at = "2026-11-23T07:30:00.000Z";
const terms = { customerId: "c-1", amountCents: 840, currency: "EUR", paymentMethodId: "pm_1" } as const;
const open: Command = { type: "Open", terms, providerReference: "pi_1" };
const authorize: Command = { type: "Authorize" };
const capture: Command = { type: "Capture" };
const byHand = (amountCents: number): Command => ({ type: "Refund", reason: "at_provider", amountCents });
const dispute = {
  disputeId: "du_1",
  amountCents: 840,
  disputeReason: "fraudulent",
  answerBy: "2026-12-02T07:30:00.000Z",
};
const closed = (outcome: "won" | "lost"): Command => ({ type: "CloseDispute", disputeId: "du_1", outcome });

const apply = (payment: Payment, commands: readonly Command[]) =>
  commands.reduce((state, command) => evolve(state, decide(command, state, at)), payment);
const after = (...commands: Command[]) => apply(noPayment, commands);
const provider = (now: Partial<AtProvider> = {}): AtProvider => ({
  money: "captured",
  refunds: { ownCents: 0, byHandCents: 0 },
  disputes: [],
  ...now,
});
const refunded = (byHandCents: number, ownCents = 0) => provider({ refunds: { ownCents, byHandCents } });

test.each<[string, Command[], AtProvider, Command[]]>([
  ["nothing happened", [open, authorize, capture], provider(), []],
  [
    "the hold ended",
    [open, authorize],
    provider({ money: { gone: "expired" } }),
    [{ type: "Lose", reason: "expired" }],
  ],
  ["a payment that nobody held yet was ended", [open], provider({ money: { gone: "cancelled" } }), []],
  ["a card was declined", [open], provider({ money: { gone: "declined" } }), []],
  [
    "the hold is known to be gone",
    [open, authorize, { type: "Lose", reason: "expired" }],
    provider({ money: { gone: "expired" } }),
    [],
  ],
  [
    "this service ended the hold",
    [open, authorize, { type: "Void", reason: "order_cancelled" }],
    provider({ money: { gone: "cancelled" } }),
    [],
  ],
  ["a part was given back", [open, authorize, capture], refunded(300), [byHand(300)]],
  ["another part was given back", [open, authorize, capture, byHand(300)], refunded(500), [byHand(200)]],
  ["the parts are known", [open, authorize, capture, byHand(300), byHand(200)], refunded(500), []],
  ["this service gave all back and has not said so", [open, authorize, capture], refunded(0, 840), []],
  [
    "it was given back before anybody could say it was taken",
    [open, authorize],
    refunded(100),
    [capture, byHand(100)],
  ],
  [
    "the same, before anybody could say it was held",
    [open],
    refunded(100),
    [authorize, capture, byHand(100)],
  ],
  [
    "an older version gave it all back, and left no mark",
    [open, authorize, capture, { type: "Refund", reason: "order_cancelled", amountCents: 840 }],
    refunded(840),
    [],
  ],
  [
    "a dispute began",
    [open, authorize, capture],
    provider({ disputes: [dispute] }),
    [{ type: "Dispute", ...dispute }],
  ],
  [
    "a dispute began and ended",
    [open, authorize, capture],
    provider({ disputes: [{ ...dispute, outcome: "won" }] }),
    [{ type: "Dispute", ...dispute }, closed("won")],
  ],
  [
    "a dispute ended",
    [open, authorize, capture, { type: "Dispute", ...dispute }],
    provider({ disputes: [{ ...dispute, outcome: "lost" }] }),
    [closed("lost")],
  ],
  [
    "the end of a dispute is known",
    [open, authorize, capture, { type: "Dispute", ...dispute }, closed("lost")],
    provider({ disputes: [{ ...dispute, outcome: "lost" }] }),
    [],
  ],
  [
    "a dispute began about what was given back",
    [open, authorize, capture, byHand(840)],
    provider({ refunds: { ownCents: 0, byHandCents: 840 }, disputes: [dispute] }),
    [{ type: "Dispute", ...dispute }],
  ],
  ["nobody ever asked for the money", [{ type: "Refuse", reason: "order_rejected" }], refunded(5), []],
])("when %s, the ledger lacks what it says", (_, history, now, lacking) => {
  const payment = after(...history);
  const commands = toReconcile(payment, now);

  expect(commands).toEqual(lacking);
  expect(toReconcile(apply(payment, commands), now)).toEqual([]);
});

test.each<[string, Command[], number, number, Command[]]>([
  ["all by this service", [], 840, 0, [{ type: "Refund", reason: "order_cancelled", amountCents: 840 }]],
  [
    "a part by hand that nobody heard of",
    [],
    540,
    300,
    [byHand(300), { type: "Refund", reason: "order_cancelled", amountCents: 540 }],
  ],
  [
    "a part by hand that is known",
    [byHand(300)],
    540,
    300,
    [{ type: "Refund", reason: "order_cancelled", amountCents: 540 }],
  ],
  ["all by hand", [], 0, 840, [byHand(840)]],
])("what was given back is written as it was: %s", (_, history, ownCents, byHandCents, expected) => {
  const payment = after(open, authorize, capture, ...history);
  const commands = toRefund(payment, { ownCents, byHandCents }, "order_cancelled");

  expect(commands).toEqual(expected);
  expect(apply(payment, commands)).toMatchObject({ status: "refunded", refundedCents: 840 });
});
