import type { DisputeDraft } from "./disputes.ts";

/** What happens when a payment with a test method is confirmed. */
export type Behaviour =
  | { readonly kind: "authorize"; readonly afterMs?: number; readonly loseAnswer?: true }
  | {
      readonly kind: "decline";
      readonly code: string;
      readonly declineCode: string;
      readonly message: string;
    }
  /** Never answers and never runs; the client has to give up. */
  | { readonly kind: "hang" }
  /** Answers 500 before anything runs, so often per idempotency key, and then authorizes. */
  | { readonly kind: "fail"; readonly times: number };

export interface TestMethod {
  readonly brand: string;
  readonly last4: string;
  readonly behaviour: Behaviour;
  /** What the cardholder's bank does as soon as the money is taken. */
  readonly dispute?: DisputeDraft;
}

const visa = (behaviour: Behaviour, last4 = "4242"): TestMethod => ({ brand: "visa", last4, behaviour });
const authorize: Behaviour = { kind: "authorize" };
const decline = (declineCode: string, message: string, code = "card_declined"): Behaviour => ({
  kind: "decline",
  code,
  declineCode,
  message,
});

const declines = {
  chargeDeclined: visa(decline("generic_decline", "Your card was declined."), "0002"),
  chargeDeclinedInsufficientFunds: visa(
    decline("insufficient_funds", "Your card has insufficient funds."),
    "9995",
  ),
  chargeDeclinedLostCard: visa(decline("lost_card", "Your card was declined."), "9987"),
  chargeDeclinedStolenCard: visa(decline("stolen_card", "Your card was declined."), "9979"),
};
// Stripe knows these with and without the brand.
const brandedDeclines = Object.fromEntries(
  Object.entries(declines).flatMap(([name, method]) => [
    [`pm_card_${name}`, method],
    [`pm_card_visa_${name}`, method],
  ]),
);

/**
 * Stripe's own test methods (https://docs.stripe.com/testing) and, from `pm_card_slow` on, ours for trouble a
 * provider cannot offer.
 */
export const testMethods: Readonly<Record<string, TestMethod>> = {
  pm_card_visa: visa(authorize),
  pm_card_mastercard: { brand: "mastercard", last4: "4444", behaviour: authorize },
  pm_card_amex: { brand: "amex", last4: "8431", behaviour: authorize },
  ...brandedDeclines,
  pm_card_chargeDeclinedExpiredCard: visa(
    decline("expired_card", "Your card has expired.", "expired_card"),
    "0069",
  ),
  pm_card_chargeDeclinedIncorrectCvc: visa(
    decline("incorrect_cvc", "Your card's security code is incorrect.", "incorrect_cvc"),
    "0127",
  ),
  pm_card_chargeDeclinedProcessingError: visa(
    decline(
      "processing_error",
      "An error occurred while processing your card. Try again in a little bit.",
      "processing_error",
    ),
    "0119",
  ),
  pm_card_createDispute: { ...visa(authorize, "0259"), dispute: { reason: "fraudulent" } },
  pm_card_createDisputeProductNotReceived: {
    ...visa(authorize, "2685"),
    dispute: { reason: "product_not_received" },
  },
  pm_card_createDisputeInquiry: {
    ...visa(authorize, "1976"),
    dispute: { reason: "fraudulent", inquiry: true },
  },
  pm_card_slow: visa({ kind: "authorize", afterMs: 3000 }),
  pm_card_timeout: visa({ kind: "hang" }),
  pm_card_fail_twice: visa({ kind: "fail", times: 2 }),
  pm_card_answer_lost: visa({ kind: "authorize", loseAnswer: true }),
};
