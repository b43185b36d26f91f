import { expect, test } from "vitest";
import { nextForOutcome, nextForRequest } from "./next-step.ts";
import { type Command, decide, evolve, noPayment, type Payment, referenceOf } from "./payment.ts";

const at = "2026-11-23T07:30:00.000Z";
const terms = {
  customerId: "c-1",
  amountCents: 840,
  currency: "EUR",
  paymentMethodId: "pm_card_visa",
} as const;
const open: Command = { type: "Open", terms, providerReference: "pi_1" };
const refuse: Command = { type: "Refuse", reason: "order_rejected" };
const voidIt: Command = { type: "Void", reason: "order_rejected" };
const refund: Command = { type: "Refund", reason: "order_cancelled", amountCents: 840 };
const lose: Command = { type: "Lose", reason: "expired" };
const decline: Command = { type: "Decline", declineCode: "lost_card" };

const after = (...commands: Command[]): Payment =>
  commands.reduce((payment, command) => evolve(payment, decide(command, payment, at)), noPayment);

const histories: Record<Payment["status"], Command[]> = {
  none: [],
  refused: [refuse],
  opened: [open],
  authorized: [open, { type: "Authorize" }],
  declined: [open, decline],
  captured: [open, { type: "Authorize" }, { type: "Capture" }],
  lost: [open, { type: "Authorize" }, lose],
  voided: [open, { type: "Authorize" }, voidIt],
  refunded: [open, { type: "Authorize" }, { type: "Capture" }, refund],
};

test.each(Object.entries(histories))("is %s by its history", (status, commands) => {
  expect(after(...commands).status).toBe(status);
});

test("keeps its terms and the provider's reference for life", () => {
  const payment = after(...histories.refunded);

  expect(payment).toMatchObject({ terms });
  expect(referenceOf(payment)).toBe("pi_1");
});

test.each<[Payment["status"], Command]>([
  ["none", { type: "Authorize" }],
  ["refused", open],
  ["opened", open],
  ["opened", { type: "Capture" }],
  ["authorized", { type: "Authorize" }],
  ["authorized", refund],
  ["opened", lose],
  ["captured", voidIt],
  ["captured", lose],
  ["lost", refund],
  ["voided", lose],
  ["declined", { type: "Capture" }],
  ["voided", { type: "Capture" }],
  ["refunded", refund],
])("when %s, does not allow %o", (status, command) => {
  expect(() => decide(command, after(...histories[status]), at)).toThrow(
    expect.objectContaining({ name: "PaymentStepError", code: "payments.step_not_allowed" }),
  );
});

test.each<[Payment["status"], ReturnType<typeof nextForRequest>]>([
  ["none", "open"],
  ["opened", "confirm"],
  ["authorized", "answer"],
  ["captured", "answer"],
  ["declined", "answer"],
  ["lost", "nothing"],
  ["voided", "nothing"],
  ["refunded", "nothing"],
  ["refused", "nothing"],
])("a request for a payment that is %s needs: %s", (status, next) => {
  expect(nextForRequest(after(...histories[status]))).toBe(next);
});

test.each<[Payment["status"], string, string]>([
  ["none", "not allowed", "refuse"],
  ["opened", "not allowed", "void"],
  ["authorized", "capture", "void"],
  ["captured", "nothing", "refund"],
  ["declined", "not allowed", "nothing"],
  ["lost", "nothing", "void"],
  ["voided", "nothing", "nothing"],
  ["refunded", "nothing", "nothing"],
  ["refused", "nothing", "nothing"],
])("when %s: an order confirmed needs %s, an order that is over needs %s", (status, confirmed, over) => {
  const payment = after(...histories[status]);

  if (confirmed === "not allowed")
    expect(() => nextForOutcome(payment, "order_confirmed")).toThrow("does not allow Capture");
  else expect(nextForOutcome(payment, "order_confirmed")).toBe(confirmed);
  expect(nextForOutcome(payment, "order_rejected")).toBe(over);
  expect(nextForOutcome(payment, "order_cancelled")).toBe(over);
});
