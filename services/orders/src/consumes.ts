import {
  CausationId,
  Cents,
  CollectionReminderDue,
  CorrelationId,
  Currency,
  CustomerId,
  consumers,
  MenuItemChanged,
  OrderCancelled,
  OrderConfirmed,
  OrderId,
  OrderIdRefused,
  OrderLine,
  OrderNotCollected,
  OrderRefunded,
  OrderStatusChanged,
  OrderStatusChangedV2,
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
  StoreClosed,
  StoreId,
  Timestamp,
  Traceparent,
} from "@sourdough/events-schema";
import { KitchenMessage } from "@sourdough/events-schema/http";
import { orderSize } from "@sourdough/events-schema/order-size";
import * as z from "zod";

const status = ["orderId", "customerId", "status", "sequence", "at"] as const;
const kitchenStatus = ["storeId", "orderId", "status", "sequence", "at"] as const;
const forKitchens = { status: KitchenMessage.shape.status.options };
const forKitchensBefore = { status: KitchenMessage.shape.status.exclude(["NOT_COLLECTED"]).options };

/** A bag is on the counter, or is not any more. */
const forReminders = { status: ["READY", "COLLECTED", "CANCELLED"] } as const;

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
    reads(PaymentRefunded, [
      "orderId",
      "refundedAt",
      "amountCents",
      "currency",
      "totalRefundedCents",
      "atProvider",
    ]),
  ],
  SalesProjection: [
    reads(OrderConfirmed, [
      "orderId",
      "storeId",
      "lines.sku",
      "lines.quantity",
      "lines.unitPriceCents",
      "currency",
      "confirmedAt",
    ]),
    reads(OrderCancelled, ["orderId"]),
    reads(OrderNotCollected, ["orderId", "unpaid"]),
    reads(OrderRefunded, ["orderId", "totalRefundedCents"]),
  ],
  MarkUnpaid: [reads(PaymentLost, ["orderId", "customerId"])],
  RemindCustomer: [
    reads(OrderStatusChanged, ["orderId", "customerId", "status", "at"], { among: forReminders }),
    reads(OrderStatusChangedV2, ["orderId", "customerId", "status", "at"], {
      among: { status: [...forReminders.status, "NOT_COLLECTED"] },
    }),
    reads(CollectionReminderDue, ["orderId", "customerId"]),
  ],
  OfficeClosingMessages: [reads(StoreClosed, ["storeId", "closedAt"])],
  OrderStatusMessages: [
    reads(OrderStatusChanged, status, { lacking: ["reason", "unpaid"] }),
    reads(OrderStatusChangedV2, status, { lacking: ["reason", "unpaid"] }),
  ],
  OrderRejectionMessages: [
    reads(OrderStatusChanged, [...status, "reason"], { having: ["reason"] }),
    reads(OrderStatusChangedV2, [...status, "reason"], { having: ["reason"] }),
  ],
  OrderIdRefusalMessages: [reads(OrderIdRefused, ["orderId", "customerId", "at"])],
  UnpaidOrderMessages: [
    reads(OrderStatusChanged, [...status, "unpaid"], { having: ["unpaid"] }),
    reads(OrderStatusChangedV2, [...status, "unpaid"], { having: ["unpaid"] }),
  ],
  KitchenMessages: [
    reads(OrderStatusChanged, kitchenStatus, { lacking: ["unpaid"], among: forKitchensBefore }),
    reads(OrderStatusChangedV2, kitchenStatus, { lacking: ["unpaid"], among: forKitchens }),
  ],
  UnpaidKitchenMessages: [
    reads(OrderStatusChanged, [...kitchenStatus, "unpaid"], { having: ["unpaid"], among: forKitchensBefore }),
    reads(OrderStatusChangedV2, [...kitchenStatus, "unpaid"], { having: ["unpaid"], among: forKitchens }),
  ],
});

/** What one change of an order's status needs; the state machine makes it. */
export const OrderStatusChange = z.object({
  orderId: OrderId,
  customerId: CustomerId,
  command: z.discriminatedUnion("type", [
    z.object({ type: z.literal("Reject"), reason: RejectionReason }),
    z.object({
      type: z.enum(["Confirm", "MarkReady", "MarkCollected", "MarkNotCollected", "Cancel", "MarkUnpaid"]),
    }),
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

/** The end of a store's day, by its schedule. */
export const DayEnded = z.object({
  storeId: StoreId,
  /** When the store closed, however late this comes. */
  closesAt: Timestamp,
  /** The same by the store's clock, `HH:MM`. */
  closingTime: z.string().regex(/^[0-9]{2}:[0-9]{2}$/),
});

/** What `ResumeFulfilment` hands over of a reply, where a durable function waits for it; `reason` of a refusal. */
export const FulfilmentReply = z.strictObject({ eventId: CausationId, reason: RejectionReason.optional() });

/** What functions and state machines take from elsewhere than the bus. */
export const inputs = {
  PlaceOrder: PlaceOrderRequested,
  ChangeOrderStatus: OrderStatusChange,
  ChangeOrder: OrderCommandRequest,
  FulfilOrder: FulfilmentRequest,
  CloseOfDay: DayEnded,
  ListClosings: z.object({}),
};
