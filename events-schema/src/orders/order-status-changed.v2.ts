import * as z from "zod";
import { defineEvent } from "../event.ts";
import {
  CustomerId,
  OrderId,
  OrderStatus,
  RejectionReason,
  Sequence,
  StoreId,
  Timestamp,
  Unpaid,
} from "../fields.ts";
import { OrderStatusChanged } from "./order-status-changed.v1.ts";

export const OrderStatusChangedV2 = defineEvent({
  source: "sourdough.orders",
  name: "OrderStatusChanged",
  version: 2,
  description:
    "The status of an order, for the pages that watch it: its customer's, and its store's kitchen. Since version 2 an order may end as NOT_COLLECTED.",
  data: z.object({
    orderId: OrderId,
    customerId: CustomerId,
    storeId: StoreId,
    status: OrderStatus,
    sequence: Sequence,
    at: Timestamp,
    reason: RejectionReason.optional().describe("Only with REJECTED."),
    unpaid: Unpaid.optional(),
  }),
  upcast: { from: OrderStatusChanged, data: (older) => older },
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      storeId: "store-1",
      status: "CONFIRMED",
      sequence: 2,
      at: "2026-11-23T07:30:00.090Z",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      storeId: "store-3",
      status: "REJECTED",
      sequence: 2,
      at: "2026-11-23T08:05:12.590Z",
      reason: "sold_out",
    },
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      storeId: "store-1",
      status: "READY",
      sequence: 4,
      at: "2026-12-01T07:30:00.500Z",
      unpaid: true,
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      storeId: "store-3",
      status: "NOT_COLLECTED",
      sequence: 4,
      at: "2026-12-01T18:00:04.000Z",
    },
  ],
  delivery:
    "With every change of an order, in any order, possibly twice: `sequence` tells. The status may be the one before, when only `unpaid` is new. Input transformers do not escape, so `data` holds only ids, enums, integers and timestamps.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
