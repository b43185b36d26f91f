import {
  consumers,
  OrderCancelled,
  OrderConfirmed,
  OrderRejected,
  PaymentRequested,
  reads,
} from "@sourdough/events-schema";

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
});
