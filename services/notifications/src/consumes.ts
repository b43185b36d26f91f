import { consumers, OrderCancelled, OrderConfirmed, OrderRejected, reads } from "@sourdough/events-schema";

const told = ["orderId", "customer.customerId", "totalCents", "currency"] as const;
const ordered = ["lines.sku", "lines.quantity", "lines.unitPriceCents"] as const;
const email = ["customer.email"] as const;
const phone = ["customer.phone"] as const;
const withPhone = { having: phone };

export const consumes = consumers({
  SendEmail: [
    reads(OrderConfirmed, [...told, ...ordered, ...email]),
    reads(OrderRejected, [...told, "reason", ...email]),
    reads(OrderCancelled, [...told, "reason", ...email]),
  ],
  SendSms: [
    reads(OrderConfirmed, [...told, ...ordered, ...phone], withPhone),
    reads(OrderRejected, [...told, "reason", ...phone], withPhone),
    reads(OrderCancelled, [...told, "reason", ...phone], withPhone),
  ],
});
