export { AuditFailed } from "./audit/audit-failed.v1.ts";
export { AuditPassed } from "./audit/audit-passed.v1.ts";
export { AuditStarted } from "./audit/audit-started.v1.ts";
export { Audited, Difference } from "./audit/audited.ts";
export { parseEvent } from "./consume.ts";
export { InvalidEventError } from "./errors.ts";
export {
  type Causing,
  type Compatibility,
  causedBy,
  type DataOf,
  defineEvent,
  type EventContract,
  type Lifecycle,
  type Metadata,
  type ParsedEvent,
  type Source,
} from "./event.ts";
export {
  Allergen,
  AuditId,
  BusinessDay,
  CancellationReason,
  CausationId,
  Cents,
  CorrelationId,
  Currency,
  Customer,
  CustomerId,
  Depth,
  DisputeId,
  deepest,
  EventId,
  ImportId,
  OrderId,
  OrderLine,
  OrderStatus,
  PaymentId,
  PaymentMethodId,
  RejectionReason,
  ReplyTo,
  ReservationId,
  Sequence,
  Sku,
  StockLine,
  StoreId,
  Timestamp,
  Traceparent,
  Unpaid,
} from "./fields.ts";
export { DemandCounted } from "./inventory/demand-counted.v1.ts";
export { MenuImportProgressed } from "./inventory/menu-import-progressed.v1.ts";
export { MenuImported } from "./inventory/menu-imported.v1.ts";
export { MenuItemChanged } from "./inventory/menu-item-changed.v1.ts";
export { StockLow } from "./inventory/stock-low.v1.ts";
export { StockRejected } from "./inventory/stock-rejected.v1.ts";
export { StockReleased } from "./inventory/stock-released.v1.ts";
export { StockReserved } from "./inventory/stock-reserved.v1.ts";
export { StockWrittenOff } from "./inventory/stock-written-off.v1.ts";
export { eventJsonSchema, JsonSchema, toJsonSchema } from "./json-schema.ts";
export { NotificationSent } from "./notifications/notification-sent.v1.ts";
export { NotificationSentV2 } from "./notifications/notification-sent.v2.ts";
export { CollectionReminderDue } from "./orders/collection-reminder-due.v1.ts";
export { CollectionReminderRequested } from "./orders/collection-reminder-requested.v1.ts";
export { OrderCancelled } from "./orders/order-cancelled.v1.ts";
export { OrderConfirmed } from "./orders/order-confirmed.v1.ts";
export { OrderIdRefused } from "./orders/order-id-refused.v1.ts";
export { OrderNotCollected } from "./orders/order-not-collected.v1.ts";
export { OrderPlaced } from "./orders/order-placed.v1.ts";
export { OrderPlacedV2 } from "./orders/order-placed.v2.ts";
export { OrderRefunded } from "./orders/order-refunded.v1.ts";
export { OrderRejected } from "./orders/order-rejected.v1.ts";
export { OrderStatusChanged } from "./orders/order-status-changed.v1.ts";
export { OrderStatusChangedV2 } from "./orders/order-status-changed.v2.ts";
export { PaymentRequested } from "./orders/payment-requested.v1.ts";
export { StockReservationRequested } from "./orders/stock-reservation-requested.v1.ts";
export { StoreClosed } from "./orders/store-closed.v1.ts";
export { type EventPattern, pattern, versionPattern } from "./pattern.ts";
export { DisputeAnswerDue } from "./payments/dispute-answer-due.v1.ts";
export { DisputeAnswered } from "./payments/dispute-answered.v1.ts";
export { DisputeClosed } from "./payments/dispute-closed.v1.ts";
export { PaymentAuthorized } from "./payments/payment-authorized.v1.ts";
export { PaymentDeclined } from "./payments/payment-declined.v1.ts";
export { PaymentDisputed } from "./payments/payment-disputed.v1.ts";
export { PaymentLost } from "./payments/payment-lost.v1.ts";
export { PaymentRefunded } from "./payments/payment-refunded.v1.ts";
export { PaymentVoided } from "./payments/payment-voided.v1.ts";
export { personalFields } from "./personal.ts";
export { type Entry, toEntry } from "./publish.ts";
export { PlaceOrderRequested } from "./queues/place-order-requested.ts";
export { ProviderEventReceived } from "./queues/provider-event.ts";
export { type Consumers, consumers, type Part, type Reads, reads } from "./reads.ts";
export { ActivityRecord, ExperimentName, VariantName } from "./streams/activity-record.ts";
