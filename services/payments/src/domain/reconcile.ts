import type { Command, DisputeOutcome, LossReason, Payment, Reason } from "./payment.ts";

/** What the provider says of a payment now. */
export interface AtProvider {
  /** `open` holds no money (yet). */
  readonly money: "open" | "held" | "captured" | { readonly gone: LossReason };
  readonly refunds: Refunds;
  readonly disputes: readonly DisputeAtProvider[];
}

/** What was given back in all, by this service and by hand. */
export interface Refunds {
  readonly ownCents: number;
  readonly byHandCents: number;
}

export interface DisputeAtProvider {
  readonly disputeId: string;
  readonly amountCents: number;
  readonly disputeReason: string;
  /** ISO 8601. */
  readonly answerBy: string;
  /** Absent while it is open. */
  readonly outcome?: DisputeOutcome | undefined;
}

/**
 * What the ledger lacks of what happened at the provider: the same whichever event of it came first, and nothing when
 * all of it is known. What this service does there it writes itself, so that is none of it; a payment that is being
 * authorized or settled is left to whoever does that.
 */
export const toReconcile = (payment: Payment, { money, refunds, disputes }: AtProvider): Command[] => {
  if (payment.status === "none" || payment.status === "refused") return [];
  if (typeof money === "object")
    return payment.status === "authorized" ? [{ type: "Lose", reason: money.gone }] : [];
  const happened = [...refundedByHand(payment, refunds), ...disputed(payment, disputes)];
  return happened.length === 0 ? [] : [...upToCapture(payment), ...happened];
};

/** What is to be written after money was given back, for the order that is over and by hand before. */
export const toRefund = (payment: Payment, refunds: Refunds, reason: Reason): Command[] => {
  if (payment.status !== "captured") return [];
  const amountCents = refunds.ownCents - (payment.refundedCents - payment.refundedByHandCents);
  return [
    ...refundedByHand(payment, refunds),
    ...(amountCents > 0 ? [{ type: "Refund", reason, amountCents } as const] : []),
  ];
};

type Known = Exclude<Payment, { status: "none" | "refused" }>;

/** Taken at the provider by a function that died before it could say so. */
const upToCapture = ({ status }: Known): Command[] => {
  switch (status) {
    case "opened":
      return [{ type: "Authorize" }, { type: "Capture" }];
    case "authorized":
    case "lost":
      return [{ type: "Capture" }];
    default:
      return [];
  }
};

const refundedByHand = (payment: Known, { byHandCents }: Refunds): Command[] => {
  const left = payment.terms.amountCents - payment.refundedCents;
  const amountCents = Math.min(byHandCents - payment.refundedByHandCents, left);
  return amountCents > 0 ? [{ type: "Refund", reason: "at_provider", amountCents }] : [];
};

const disputed = (payment: Known, disputes: readonly DisputeAtProvider[]): Command[] =>
  disputes.flatMap(({ outcome, ...dispute }): Command[] => {
    const known = payment.disputes.find(({ disputeId }) => disputeId === dispute.disputeId);
    return [
      ...(known ? [] : [{ type: "Dispute", ...dispute } as const]),
      ...(outcome && !known?.outcome
        ? [{ type: "CloseDispute", disputeId: dispute.disputeId, outcome } as const]
        : []),
    ];
  });
