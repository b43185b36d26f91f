import {
  type Metadata,
  PaymentAuthorized,
  PaymentDeclined,
  PaymentLost,
  PaymentRefunded,
  PaymentVoided,
} from "@sourdough/events-schema";
import { type OutboxItem, outboxItem } from "@sourdough/lambda-kit";
import type { Payment, Reason } from "../domain/payment.ts";

/** The event that is being handled; `replyTo` when somebody waits for an answer. */
export interface Cause {
  readonly orderId: string;
  readonly metadata: Pick<Metadata, "eventId" | "correlationId" | "traceparent">;
}

/** `pay-` and the ULID of the order. */
const paymentIdOf = (orderId: string) => orderId.replace("ord-", "pay-");

// The id derives from the event that is answered, so that a repeated one gives the same id.
const metadataOf = ({ metadata }: Cause, step: string, occurredAt: string): Metadata => ({
  eventId: `${metadata.eventId}-${step}`,
  occurredAt,
  correlationId: metadata.correlationId,
  causationId: metadata.eventId,
  traceparent: metadata.traceparent,
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

/** The event of money that went back. */
export const givenBack = (cause: Cause, payment: Payment, reason: Reason, at: string): OutboxItem[] => {
  if (payment.status !== "voided" && payment.status !== "refunded") return [];
  const { orderId } = cause;
  const { amountCents, currency } = payment.terms;
  const shared = { paymentId: paymentIdOf(orderId), orderId, amountCents, currency };
  return payment.status === "voided"
    ? [
        outboxItem(
          PaymentVoided,
          { ...shared, reason, voidedAt: at },
          metadataOf(cause, "payment-voided", at),
          orderId,
        ),
      ]
    : [
        outboxItem(
          PaymentRefunded,
          { ...shared, refundedAt: at },
          metadataOf(cause, "payment-refunded", at),
          orderId,
        ),
      ];
};

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
