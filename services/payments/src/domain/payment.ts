import type { Currency } from "@sourdough/events-schema";
import { PaymentStepError } from "./errors.ts";

export interface Terms {
  readonly customerId: string;
  readonly amountCents: number;
  readonly currency: Currency;
  readonly paymentMethodId: string;
  /** Of an order of the synthetic customer: paid in the provider's test mode, to the end. */
  readonly test?: true | undefined;
}

/** Why money is given back or never asked for. */
export type Reason = "order_rejected" | "order_cancelled";

/** `at_provider`: somebody did it by hand, in the provider's own pages. */
export type RefundReason = Reason | "at_provider";

/**
 * Why money that was held cannot be taken: the hold ran out, somebody ended it at the provider, or the bank would not
 * pay it out.
 */
export type LossReason = "expired" | "cancelled" | "declined";

/** How a dispute ended: for the bakery, for the customer, or as a question of the bank that came to nothing. */
export type DisputeOutcome = "won" | "lost" | "withdrawn";

/** A customer who has their bank ask for the money back. */
export interface Dispute {
  readonly disputeId: string;
  readonly amountCents: number;
  /** Absent while it is open. */
  readonly outcome?: DisputeOutcome;
}

/** What the ledger holds, one entry per event; times are ISO 8601. */
export type PaymentEvent = { readonly at: string } & (
  | { readonly type: "Opened"; readonly terms: Terms; readonly providerReference?: string | undefined }
  | { readonly type: "Authorized" }
  | { readonly type: "Declined"; readonly declineCode: string }
  | { readonly type: "Captured" }
  | { readonly type: "Lost"; readonly reason: LossReason }
  | { readonly type: "Voided"; readonly reason: Reason }
  /** Without `amountCents`, all of it. */
  | {
      readonly type: "Refunded";
      readonly reason: RefundReason;
      readonly amountCents?: number | undefined;
    }
  | {
      readonly type: "Disputed";
      readonly disputeId: string;
      readonly amountCents: number;
      readonly disputeReason: string;
      readonly answerBy: string;
    }
  | { readonly type: "DisputeClosed"; readonly disputeId: string; readonly outcome: DisputeOutcome }
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
      /** What was given back so far; `captured` until that is all of it. */
      readonly refundedCents: number;
      /** The part of it that was given back by hand. */
      readonly refundedByHandCents: number;
      /** Oldest first. */
      readonly disputes: readonly Dispute[];
    };

export type Command =
  | { readonly type: "Open"; readonly terms: Terms; readonly providerReference?: string }
  | { readonly type: "Authorize" }
  | { readonly type: "Decline"; readonly declineCode: string }
  | { readonly type: "Capture" }
  | { readonly type: "Lose"; readonly reason: LossReason }
  | { readonly type: "Void"; readonly reason: Reason }
  | { readonly type: "Refund"; readonly reason: RefundReason; readonly amountCents: number }
  | {
      readonly type: "Dispute";
      readonly disputeId: string;
      readonly amountCents: number;
      readonly disputeReason: string;
      readonly answerBy: string;
    }
  | { readonly type: "CloseDispute"; readonly disputeId: string; readonly outcome: DisputeOutcome }
  | { readonly type: "Refuse"; readonly reason: Reason };

export const isRefund = (command: Command): command is Extract<Command, { type: "Refund" }> =>
  command.type === "Refund";

export const noPayment: Payment = { status: "none" };

const allowed: Record<Payment["status"], readonly Command["type"][]> = {
  none: ["Open", "Refuse"],
  opened: ["Authorize", "Decline", "Void"],
  authorized: ["Capture", "Lose", "Void"],
  captured: ["Refund", "Dispute", "CloseDispute"],
  lost: ["Capture", "Void"],
  declined: [],
  voided: [],
  refunded: ["Dispute", "CloseDispute"],
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
    case "Dispute":
      return { ...command, type: "Disputed", at };
    case "CloseDispute":
      return { ...command, type: "DisputeClosed", at };
    case "Refuse":
      return { ...command, type: "Refused", at };
  }
};

export const evolve = (payment: Payment, event: PaymentEvent): Payment => {
  if (event.type === "Opened")
    return {
      status: "opened",
      terms: event.terms,
      providerReference: event.providerReference,
      refundedCents: 0,
      refundedByHandCents: 0,
      disputes: [],
    };
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
    case "Refunded": {
      const { amountCents = payment.terms.amountCents - payment.refundedCents } = event;
      const refundedCents = payment.refundedCents + amountCents;
      return {
        ...payment,
        status: refundedCents < payment.terms.amountCents ? "captured" : "refunded",
        refundedCents,
        refundedByHandCents: payment.refundedByHandCents + (event.reason === "at_provider" ? amountCents : 0),
      };
    }
    case "Disputed": {
      const { disputeId, amountCents } = event;
      return { ...payment, disputes: [...payment.disputes, { disputeId, amountCents }] };
    }
    case "DisputeClosed":
      return {
        ...payment,
        disputes: payment.disputes.map((dispute) =>
          dispute.disputeId === event.disputeId ? { ...dispute, outcome: event.outcome } : dispute,
        ),
      };
  }
};

/** What the provider calls the payment. */
export const referenceOf = (payment: Payment): string => {
  if (!("providerReference" in payment) || payment.providerReference === undefined)
    throw new PaymentStepError("anything at the provider", payment.status);
  return payment.providerReference;
};

/** Whether it is paid in the provider's test mode. */
export const isTest = (payment: Payment): boolean => "terms" in payment && payment.terms.test === true;

/** What the bakery has of the customer's money, or would have if open disputes were won. */
export const keptCents = (payment: Payment): number => {
  if (payment.status !== "captured") return 0;
  const lost = payment.disputes.filter(({ outcome }) => outcome === "lost");
  return lost.reduce(
    (left, { amountCents }) => left - amountCents,
    payment.terms.amountCents - payment.refundedCents,
  );
};
