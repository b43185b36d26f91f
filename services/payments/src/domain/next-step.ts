import { PaymentStepError } from "./errors.ts";
import { keptCents, type Payment, type Reason } from "./payment.ts";

/** What the order became; money follows it. */
export type Outcome = "order_confirmed" | Reason;

/** What a request for the money still needs: it may be the first one, or a copy of one that got anywhere. */
export const nextForRequest = ({ status }: Payment): "open" | "confirm" | "answer" | "nothing" => {
  switch (status) {
    case "none":
      return "open";
    case "opened":
      return "confirm";
    case "authorized":
    case "captured":
    case "declined":
      return "answer";
    // The order was answered or is over, so nobody waits.
    case "lost":
    case "voided":
    case "refunded":
    case "refused":
      return "nothing";
  }
};

/**
 * What the payment needs now that the order is decided, in whatever order the events come. Throws `PaymentStepError`
 * when an order was confirmed whose money is not held.
 */
export const nextForOutcome = (
  payment: Payment,
  outcome: Outcome,
): "capture" | "void" | "refund" | "refuse" | "nothing" => {
  const { status } = payment;
  const confirmed = outcome === "order_confirmed";
  switch (status) {
    case "none":
    case "opened":
    case "declined":
      if (confirmed) throw new PaymentStepError("Capture", status);
      return status === "none" ? "refuse" : status === "opened" ? "void" : "nothing";
    case "authorized":
      return confirmed ? "capture" : "void";
    // What a bank took back for the customer cannot be given back as well.
    case "captured":
      return confirmed || keptCents(payment) <= 0 ? "nothing" : "refund";
    // The same event says that the money of an order that is over went back, whether the bank let go of it or this service.
    case "lost":
      return confirmed ? "nothing" : "void";
    case "voided":
    case "refunded":
    case "refused":
      return "nothing";
  }
};
