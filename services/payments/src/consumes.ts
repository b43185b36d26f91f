import {
  consumers,
  DisputeAnswerDue,
  DisputeAnswered,
  DisputeClosed,
  DisputeId,
  NotificationSent,
  NotificationSentV2,
  OrderCancelled,
  OrderConfirmed,
  OrderId,
  OrderRejected,
  OrderStatusChanged,
  OrderStatusChangedV2,
  PaymentDisputed,
  PaymentRequested,
  reads,
  Traceparent,
} from "@sourdough/events-schema";
import { AnswerDisputeBody } from "@sourdough/events-schema/http";
import * as z from "zod";

const collected = { among: { status: ["COLLECTED"] } } as const;

export const consumes = consumers({
  AuthorizePayment: [
    reads(PaymentRequested, [
      "orderId",
      "customerId",
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

/** What `HandleProviderEvent` starts `ResolveDispute` with. */
export const DisputeToResolve = z.object({
  disputeId: DisputeId,
  orderId: OrderId,
  traceparent: Traceparent,
});

/** What the API asks for on behalf of staff. `groups` are the caller's, separated by commas. */
export const AnswerDisputeRequest = z.object({
  disputeId: DisputeId,
  body: AnswerDisputeBody,
  caller: z.object({ groups: z.string() }),
  traceparent: Traceparent,
  causationId: z.string(),
});

/** What functions and state machines take from elsewhere than the bus. */
export const inputs = { ResolveDispute: DisputeToResolve, AnswerDispute: AnswerDisputeRequest };
