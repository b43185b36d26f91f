import {
  CollectionReminderDue,
  consumers,
  MenuItemChanged,
  OrderCancelled,
  OrderConfirmed,
  OrderIdRefused,
  OrderNotCollected,
  OrderRefunded,
  OrderStatusChanged,
  OrderStatusChangedV2,
  PaymentAuthorized,
  PaymentDeclined,
  PaymentLost,
  PaymentRefunded,
  PaymentVoided,
  PlaceOrderRequested,
  reads,
  StockRejected,
  StockReleased,
  StockReserved,
  StoreClosed,
} from "@sourdough/events-schema";
import { KitchenMessage } from "@sourdough/events-schema/http";
import * as z from "zod";
import {
  DayEnded,
  FulfilmentRequest,
  OrderCommandRequest,
  OrderStatusChange,
  SalesRequest,
} from "./inputs.ts";

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

/** What functions and state machines take from elsewhere than the bus. */
export const inputs = {
  PlaceOrder: PlaceOrderRequested,
  ChangeOrderStatus: OrderStatusChange,
  ChangeOrder: OrderCommandRequest,
  FulfilOrder: FulfilmentRequest,
  CloseOfDay: DayEnded,
  ListClosings: z.object({}),
  ListSales: SalesRequest,
};
