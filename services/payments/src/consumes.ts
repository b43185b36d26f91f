import {
  consumers,
  DisputeAnswerDue,
  DisputeAnswered,
  DisputeClosed,
  NotificationSent,
  NotificationSentV2,
  OrderCancelled,
  OrderConfirmed,
  OrderRejected,
  OrderStatusChanged,
  OrderStatusChangedV2,
  PaymentDisputed,
  PaymentRequested,
  reads,
} from "@sourdough/events-schema";
import { AnswerDisputeRequest, DisputeToResolve } from "./inputs.ts";

const collected = { among: { status: ["COLLECTED"] } } as const;

export const consumes = consumers({
  AuthorizePayment: [
    reads(PaymentRequested, [
      "orderId",
      "customerId",
      "storeId",
      "amountCents",
      "currency",
      "paymentMethodId",
      "replyTo",
    ]),
  ],
  SettlePayment: [
    reads(OrderConfirmed, ["orderId"]),
    reads(OrderRejected, ["orderId"]),
    reads(OrderCancelled, ["orderId"]),
  ],
  KeepEvidence: [
    reads(OrderConfirmed, ["orderId", "storeId", "lines.sku", "lines.quantity", "confirmedAt"]),
    reads(NotificationSent, ["orderId", "channel", "about", "sentAt"]),
    reads(NotificationSentV2, ["orderId", "channel", "about", "sentAt"]),
    reads(OrderStatusChanged, ["orderId", "storeId", "at"], collected),
    reads(OrderStatusChangedV2, ["orderId", "storeId", "at"], collected),
  ],
  OfficeDisputeMessages: [
    reads(PaymentDisputed, ["disputeId"]),
    reads(DisputeAnswerDue, ["disputeId"]),
    reads(DisputeAnswered, ["disputeId"]),
    reads(DisputeClosed, ["disputeId"]),
  ],
});

/** What functions and state machines take from elsewhere than the bus. */
export const inputs = { ResolveDispute: DisputeToResolve, AnswerDispute: AnswerDisputeRequest };
