import {
  type Causing,
  causedBy,
  DisputeAnswerDue,
  DisputeAnswered,
  DisputeClosed,
  type Metadata,
  PaymentAuthorized,
  PaymentDeclined,
  PaymentDisputed,
  PaymentLost,
  PaymentRefunded,
  PaymentVoided,
} from "@sourdough/events-schema";
import { type OutboxItem, outboxItem } from "@sourdough/lambda-kit";
import type { Answer } from "../domain/dispute.ts";
import type { Command, Payment, Reason } from "../domain/payment.ts";

/** The event that is being handled; `replyTo` when somebody waits for an answer. */
export interface Cause {
  readonly orderId: string;
  readonly metadata: Causing;
  /** What caused it, where that is no event of the bus. */
  readonly causationId?: string;
}

/** `pay-` and the ULID of the order. */
const paymentIdOf = (orderId: string) => orderId.replace("ord-", "pay-");

// The id derives from the event that is answered, so that a repeated one gives the same id.
const metadataOf = ({ metadata, causationId }: Cause, step: string, occurredAt: string): Metadata => ({
  eventId: `${metadata.eventId}-${step}`,
  occurredAt,
  ...causedBy(metadata),
  ...(causationId !== undefined && { causationId, depth: undefined }),
});

/** The answer to a request for an authorization; none as long as there is nothing to say. */
export const answerTo = (
  cause: Cause & { readonly replyTo: string },
  payment: Payment,
  at: string,
): OutboxItem | undefined => {
  const { orderId, replyTo } = cause;
  if (payment.status === "none" || payment.status === "refused") return undefined;
  const { customerId, amountCents, currency } = payment.terms;
  const shared = { paymentId: paymentIdOf(orderId), orderId, customerId, amountCents, currency, replyTo };
  const { providerReference, declineCode } = payment;
  if (declineCode !== undefined)
    return outboxItem(
      PaymentDeclined,
      { ...shared, declineCode },
      metadataOf(cause, "payment-declined", at),
      orderId,
    );
  if (providerReference === undefined || payment.status === "opened") return undefined;
  return outboxItem(
    PaymentAuthorized,
    { ...shared, providerReference },
    metadataOf(cause, "payment-authorized", at),
    orderId,
  );
};

/** The event of money that was let go of before it was taken. */
export const letGo = (cause: Cause, payment: Payment, reason: Reason, at: string): OutboxItem[] => {
  if (payment.status !== "voided") return [];
  const { orderId } = cause;
  const { amountCents, currency } = payment.terms;
  const data = { paymentId: paymentIdOf(orderId), orderId, amountCents, currency, reason, voidedAt: at };
  return [outboxItem(PaymentVoided, data, metadataOf(cause, "payment-voided", at), orderId)];
};

/** The events of money that was given back: one for each of `refunds`, which `payment` has already. */
export const givenBack = (
  cause: Cause,
  payment: Payment,
  refunds: readonly Extract<Command, { type: "Refund" }>[],
  at: string,
): OutboxItem[] => {
  if (payment.status === "none" || payment.status === "refused") return [];
  const { orderId } = cause;
  const { currency } = payment.terms;
  const before = refunds.reduce((left, { amountCents }) => left - amountCents, payment.refundedCents);
  return refunds.map(({ reason, amountCents }, index) => {
    const totalRefundedCents = refunds
      .slice(0, index + 1)
      .reduce((total, refund) => total + refund.amountCents, before);
    const data = {
      paymentId: paymentIdOf(orderId),
      orderId,
      amountCents,
      currency,
      refundedAt: at,
      totalRefundedCents,
      ...(reason === "at_provider" && { atProvider: true as const }),
    };
    // By what has been given back, so that two by hand of one order are told apart.
    const step = `payment-refunded${reason === "at_provider" ? `-${totalRefundedCents}` : ""}`;
    return outboxItem(PaymentRefunded, data, metadataOf(cause, step, at), orderId);
  });
};

/** The events of disputes that began or ended. */
export const disputed = (
  cause: Cause,
  payment: Payment,
  commands: readonly Command[],
  at: string,
): OutboxItem[] => {
  if (payment.status === "none" || payment.status === "refused") return [];
  const { orderId } = cause;
  const { customerId, currency } = payment.terms;
  const shared = { paymentId: paymentIdOf(orderId), orderId, customerId, currency };
  return commands.flatMap((command) => {
    if (command.type === "Dispute") {
      const { disputeId, amountCents, disputeReason: reason, answerBy } = command;
      const data = { ...shared, disputeId, amountCents, reason, answerBy, disputedAt: at };
      return [
        outboxItem(PaymentDisputed, data, metadataOf(cause, stepOf("disputed", disputeId), at), orderId),
      ];
    }
    if (command.type === "CloseDispute") {
      const { disputeId, outcome } = command;
      const amountCents = payment.disputes.find((one) => one.disputeId === disputeId)?.amountCents ?? 0;
      const data = { ...shared, disputeId, amountCents, outcome, closedAt: at };
      return [
        outboxItem(DisputeClosed, data, metadataOf(cause, stepOf("dispute-closed", disputeId), at), orderId),
      ];
    }
    return [];
  });
};

/** That it is decided what is answered to a dispute. */
export const answered = (
  cause: Cause,
  disputeId: string,
  { answer, answeredBy }: Answer,
  answeredAt: string,
): OutboxItem => {
  const { orderId } = cause;
  const data = { disputeId, paymentId: paymentIdOf(orderId), orderId, answer, answeredBy, answeredAt };
  return outboxItem(
    DisputeAnswered,
    data,
    metadataOf(cause, stepOf("dispute-answered", disputeId), answeredAt),
    orderId,
  );
};

/** That a dispute still waits for an answer. */
export const answerDue = (
  cause: Cause,
  disputeId: string,
  reminder: number,
  remindedAt: string,
): OutboxItem => {
  const { orderId } = cause;
  const data = { disputeId, paymentId: paymentIdOf(orderId), orderId, reminder, remindedAt };
  return outboxItem(
    DisputeAnswerDue,
    data,
    metadataOf(cause, stepOf(`dispute-answer-due-${reminder}`, disputeId), remindedAt),
    orderId,
  );
};

/** An event id has small letters and digits; two disputes of one order differ in more than case. */
const stepOf = (step: string, disputeId: string) =>
  `${step}-${disputeId.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;

/** What is told about money that was held and is gone. */
export const lostMoney = (cause: Cause, payment: Payment, at: string): OutboxItem[] => {
  if (payment.status !== "lost" || !payment.lossReason) return [];
  const { orderId } = cause;
  const { customerId, amountCents, currency } = payment.terms;
  return [
    outboxItem(
      PaymentLost,
      {
        paymentId: paymentIdOf(orderId),
        orderId,
        customerId,
        amountCents,
        currency,
        reason: payment.lossReason,
        lostAt: at,
      },
      metadataOf(cause, "payment-lost", at),
      orderId,
    ),
  ];
};
