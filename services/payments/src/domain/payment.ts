import type { Currency } from "@sourdough/events-schema";
import { PaymentStepError } from "./errors.ts";

export interface Terms {
  readonly customerId: string;
  readonly amountCents: number;
  readonly currency: Currency;
  readonly paymentMethodId: string;
}

/** Why money is given back or never asked for. */
export type Reason = "order_rejected" | "order_cancelled";

/**
 * Why money that was held cannot be taken: the hold ran out, somebody ended it at the provider, or the bank would not
 * pay it out.
 */
export type LossReason = "expired" | "cancelled" | "declined";

/** What the ledger holds, one entry per event; times are ISO 8601. */
export type PaymentEvent = { readonly at: string } & (
  | { readonly type: "Opened"; readonly terms: Terms; readonly providerReference?: string | undefined }
  | { readonly type: "Authorized" }
  | { readonly type: "Declined"; readonly declineCode: string }
  | { readonly type: "Captured" }
  | { readonly type: "Lost"; readonly reason: LossReason }
  | { readonly type: "Voided"; readonly reason: Reason }
  | { readonly type: "Refunded"; readonly reason: Reason }
  | { readonly type: "Refused"; readonly reason: Reason }
);

/**
 * The payment of an order. `opened`: the provider knows it, but holds no money yet. `refused`: the order was over
 * before anybody asked for the money, and nobody will. `lost`: held once, and gone before it was taken.
 */
export type Payment =
  | { readonly status: "none" }
  | { readonly status: "refused" }
  | {
      readonly status: "opened" | "authorized" | "declined" | "captured" | "lost" | "voided" | "refunded";
      readonly terms: Terms;
      /** Absent when the provider refused even to open the payment. */
      readonly providerReference?: string | undefined;
      readonly declineCode?: string;
      readonly lossReason?: LossReason;
    };

export type Command =
  | { readonly type: "Open"; readonly terms: Terms; readonly providerReference?: string }
  | { readonly type: "Authorize" }
  | { readonly type: "Decline"; readonly declineCode: string }
  | { readonly type: "Capture" }
  | { readonly type: "Lose"; readonly reason: LossReason }
  | { readonly type: "Void"; readonly reason: Reason }
  | { readonly type: "Refund"; readonly reason: Reason }
  | { readonly type: "Refuse"; readonly reason: Reason };

export const noPayment: Payment = { status: "none" };

const allowed: Record<Payment["status"], readonly Command["type"][]> = {
  none: ["Open", "Refuse"],
  opened: ["Authorize", "Decline", "Void"],
  authorized: ["Capture", "Lose", "Void"],
  captured: ["Refund"],
  lost: ["Capture", "Void"],
  declined: [],
  voided: [],
  refunded: [],
  refused: [],
};

/** Throws `PaymentStepError` when the payment does not allow the command. */
export const decide = (command: Command, { status }: Payment, at: string): PaymentEvent => {
  if (!allowed[status].includes(command.type)) throw new PaymentStepError(command.type, status);
  switch (command.type) {
    case "Open":
      return { ...command, type: "Opened", at };
    case "Authorize":
      return { type: "Authorized", at };
    case "Decline":
      return { ...command, type: "Declined", at };
    case "Capture":
      return { type: "Captured", at };
    case "Lose":
      return { ...command, type: "Lost", at };
    case "Void":
      return { ...command, type: "Voided", at };
    case "Refund":
      return { ...command, type: "Refunded", at };
    case "Refuse":
      return { ...command, type: "Refused", at };
  }
};

export const evolve = (payment: Payment, event: PaymentEvent): Payment => {
  if (event.type === "Opened")
    return { status: "opened", terms: event.terms, providerReference: event.providerReference };
  if (event.type === "Refused") return { status: "refused" };
  if (payment.status === "none" || payment.status === "refused")
    throw new PaymentStepError(event.type, payment.status);
  switch (event.type) {
    case "Authorized":
      return { ...payment, status: "authorized" };
    case "Declined":
      return { ...payment, status: "declined", declineCode: event.declineCode };
    case "Captured":
      return { ...payment, status: "captured" };
    case "Lost":
      return { ...payment, status: "lost", lossReason: event.reason };
    case "Voided":
      return { ...payment, status: "voided" };
    case "Refunded":
      return { ...payment, status: "refunded" };
  }
};

/** What the provider calls the payment. */
export const referenceOf = (payment: Payment): string => {
  if (!("providerReference" in payment) || payment.providerReference === undefined)
    throw new PaymentStepError("anything at the provider", payment.status);
  return payment.providerReference;
};
