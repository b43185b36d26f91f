import {
  CollectionReminderRequested,
  consumers,
  OrderCancelled,
  OrderConfirmed,
  OrderNotCollected,
  OrderRefunded,
  OrderRejected,
  reads,
} from "@sourdough/events-schema";

const order = ["orderId", "storeId", "customer.customerId", "totalCents", "currency"] as const;
const refund = ["orderId", "customer.customerId", "amountCents", "totalRefundedCents", "currency"] as const;
const lines = ["lines.sku", "lines.quantity", "lines.unitPriceCents"] as const;
const email = ["customer.email"] as const;
const phone = ["customer.phone"] as const;
const withPhone = { having: phone };

export const consumes = consumers({
  SendEmail: [
    reads(OrderConfirmed, [...order, ...lines, ...email]),
    reads(OrderRejected, [...order, "reason", ...email]),
    reads(OrderCancelled, [...order, "reason", ...email]),
    reads(OrderNotCollected, [...order, "unpaid", ...email]),
    reads(CollectionReminderRequested, [...order, "unpaid", ...email]),
    reads(OrderRefunded, [...refund, ...email]),
  ],
  SendSms: [
    reads(OrderConfirmed, [...order, ...lines, ...phone], withPhone),
    reads(OrderRejected, [...order, "reason", ...phone], withPhone),
    reads(OrderCancelled, [...order, "reason", ...phone], withPhone),
    reads(OrderNotCollected, [...order, "unpaid", ...phone], withPhone),
    reads(CollectionReminderRequested, [...order, "unpaid", ...phone], withPhone),
    reads(OrderRefunded, [...refund, ...phone], withPhone),
  ],
});
