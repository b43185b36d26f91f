import { OrderId } from "@sourdough/events-schema";
import type Stripe from "stripe";
import type { AtProvider, DisputeAtProvider, Refunds } from "../domain/reconcile.ts";
import { hasCode, isProvidersOwn } from "./stripe-answers.ts";

/** Runs a request, and gives up in time. */
type Answered = <T>(request: Promise<T>) => Promise<T>;

/** A payment as Stripe has it now, with the order it is for; undefined for one that is none of this service's. */
export const look = async (
  { paymentIntents, refunds, disputes }: Stripe,
  reference: string,
  answered: Answered,
): Promise<{ orderId: string; now: AtProvider } | undefined> => {
  const intent = await answered(paymentIntents.retrieve(reference)).catch((error: unknown) => {
    if (hasCode(error, "resource_missing")) return undefined;
    throw error;
  });
  const orderId = OrderId.safeParse(intent?.metadata.orderId).data;
  if (!intent || !orderId) return undefined;
  // No payment of an order has a hundred of either.
  const ofPayment = { payment_intent: reference, limit: 100 };
  const [refunded, disputed] = await Promise.all([
    answered(refunds.list(ofPayment)),
    answered(disputes.list(ofPayment)),
  ]);
  return {
    orderId,
    now: {
      money: moneyOf(intent),
      refunds: refundsOf(orderId, refunded),
      disputes: disputed.data.map(toDispute).reverse(),
    },
  };
};

const moneyOf = (intent: Stripe.PaymentIntent): AtProvider["money"] => {
  switch (intent.status) {
    case "requires_capture":
      return "held";
    case "succeeded":
      return "captured";
    case "canceled":
      return { gone: isProvidersOwn(intent) ? "expired" : "cancelled" };
    // The bank did not pay out what it held; or it never held it, which is the business of whoever authorizes it.
    case "requires_payment_method":
    case "requires_action":
    case "requires_confirmation":
      return { gone: "declined" };
    default:
      return "open";
  }
};

/** A refund that fails later brings the money back. https://docs.stripe.com/refunds#failed-refunds */
const isGiven = ({ status }: Stripe.Refund) => status !== "failed" && status !== "canceled";

export const refundsOf = (orderId: string, { data }: { data: readonly Stripe.Refund[] }): Refunds => {
  const sum = (own: boolean) =>
    data
      .filter((refund) => isGiven(refund) && (refund.metadata?.orderId === orderId) === own)
      .reduce((total, { amount }) => total + amount, 0);
  return { ownCents: sum(true), byHandCents: sum(false) };
};

const toDispute = ({ id, amount, reason, evidence_details, status }: Stripe.Dispute): DisputeAtProvider => ({
  disputeId: id,
  amountCents: amount,
  disputeReason: reason,
  answerBy: new Date((evidence_details.due_by ?? 0) * 1000).toISOString(),
  outcome: outcomeOf(status),
});

const outcomeOf = (status: Stripe.Dispute.Status): DisputeAtProvider["outcome"] => {
  switch (status) {
    case "won":
      return "won";
    case "lost":
      return "lost";
    case "warning_closed":
    case "prevented":
      return "withdrawn";
    default:
      return undefined;
  }
};
