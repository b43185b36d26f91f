export {
  ActivityAnswer,
  ActivityBody,
  PopularMessage,
  PopularView,
} from "./activity.ts";
export { busSchema } from "./bus-schema.ts";
export { channels } from "./channels.ts";
export { toDraft4 } from "./draft4.ts";
export { KitchenMessage, KitchenStatus, OrderChangeAnswer } from "./kitchen.ts";
export { AuditsView, AuditView } from "./office/audits.ts";
export { ClosingsView, StoreDays } from "./office/closings.ts";
export { DemandMinute, DemandView } from "./office/demand.ts";
export {
  AnswerDisputeBody,
  DisputeAnswerView,
  DisputeEvidence,
  DisputeStatus,
  DisputesView,
  DisputeView,
} from "./office/disputes.ts";
export { ExperimentsView, VariantDay } from "./office/experiments.ts";
export {
  ImportOffer,
  ImportProblem,
  ImportProblemsOffer,
  ImportProblemsView,
  ImportStatus,
  ImportSummary,
  ImportsView,
  OfferImportBody,
} from "./office/imports.ts";
export { SalesHour, SalesOfProduct, type SalesQuery, SalesView } from "./office/sales.ts";
export { LowStockView } from "./office/stock.ts";
export { OfficeMessage, OfficeTopic } from "./office.ts";
export { OrderListView, OrderStatusMessage, OrderView } from "./orders.ts";
export { PlaceOrderAnswer, PlaceOrderBody } from "./place-order.ts";
export { Problem } from "./problem.ts";
export { MenuView, StoresView } from "./stores.ts";
