import {
  CausationId,
  Cents,
  CorrelationId,
  Currency,
  CustomerId,
  consumers,
  MenuItemChanged,
  OrderId,
  OrderIdRefused,
  OrderLine,
  OrderStatusChanged,
  PaymentAuthorized,
  PaymentDeclined,
  PaymentLost,
  PaymentMethodId,
  PaymentRefunded,
  PaymentVoided,
  PlaceOrderRequested,
  RejectionReason,
  reads,
  StockRejected,
  StockReleased,
  StockReserved,
  StoreId,
  Traceparent,
} from "@sourdough/events-schema";
import { KitchenMessage } from "@sourdough/events-schema/http";
import { orderSize } from "@sourdough/events-schema/order-size";
import * as z from "zod";

const status = ["orderId", "customerId", "status", "sequence", "at"] as const;
const kitchenStatus = ["storeId", "orderId", "status", "sequence", "at"] as const;
const forKitchens = { status: KitchenMessage.shape.status.options };

export const consumes = consumers({
  ProjectMenu: [reads(MenuItemChanged, ["sku", "priceCents", "listed"])],
  ResumeFulfilment: [
    reads(StockReserved, ["replyTo"]),
    reads(StockRejected, ["replyTo", "reason"]),
    reads(PaymentAuthorized, ["replyTo"]),
    reads(PaymentDeclined, ["replyTo"]),
  ],
  RecordReturns: [
    reads(StockReleased, ["orderId", "releasedAt"]),
    reads(PaymentVoided, ["orderId", "voidedAt"]),
    reads(PaymentRefunded, ["orderId", "refundedAt"]),
  ],
  MarkUnpaid: [reads(PaymentLost, ["orderId", "customerId"])],
  OrderStatusMessages: [reads(OrderStatusChanged, status, { lacking: ["reason", "unpaid"] })],
  OrderRejectionMessages: [reads(OrderStatusChanged, [...status, "reason"], { having: ["reason"] })],
  OrderIdRefusalMessages: [reads(OrderIdRefused, ["orderId", "customerId", "at"])],
  UnpaidOrderMessages: [reads(OrderStatusChanged, [...status, "unpaid"], { having: ["unpaid"] })],
  KitchenMessages: [reads(OrderStatusChanged, kitchenStatus, { lacking: ["unpaid"], among: forKitchens })],
  UnpaidKitchenMessages: [
    reads(OrderStatusChanged, [...kitchenStatus, "unpaid"], { having: ["unpaid"], among: forKitchens }),
  ],
});

/** What one change of an order's status needs; the state machine makes it. */
export const OrderStatusChange = z.object({
  orderId: OrderId,
  customerId: CustomerId,
  command: z.discriminatedUnion("type", [
    z.object({ type: z.literal("Reject"), reason: RejectionReason }),
    z.object({ type: z.enum(["Confirm", "MarkReady", "MarkCollected", "Cancel", "MarkUnpaid"]) }),
  ]),
  metadata: z.object({ correlationId: CorrelationId, causationId: CausationId, traceparent: Traceparent }),
});

/** What the API asks for on behalf of a customer or of staff. `groups` are the caller's, separated by commas. */
export const OrderCommandRequest = z.object({
  command: z.enum(["MarkReady", "MarkCollected", "Cancel"]),
  orderId: OrderId,
  caller: z.object({ customerId: CustomerId, groups: z.string() }),
  causationId: CausationId,
  traceparent: Traceparent,
});

/** What the workflow needs to know of an order, and no way to reach the customer: that stays in the table. */
export const FulfilmentRequest = z.object({
  orderId: OrderId,
  customerId: CustomerId,
  storeId: StoreId,
  paymentMethodId: PaymentMethodId,
  lines: z.array(OrderLine).min(1).max(orderSize.lines),
  totalCents: Cents,
  currency: Currency,
  causationId: CausationId,
  traceparent: Traceparent,
});

/** What `ResumeFulfilment` hands over of a reply, where a durable function waits for it; `reason` of a refusal. */
export const FulfilmentReply = z.strictObject({ eventId: CausationId, reason: RejectionReason.optional() });

/** What functions and state machines take from elsewhere than the bus. */
export const inputs = {
  PlaceOrder: PlaceOrderRequested,
  ChangeOrderStatus: OrderStatusChange,
  ChangeOrder: OrderCommandRequest,
  FulfilOrder: FulfilmentRequest,
};
