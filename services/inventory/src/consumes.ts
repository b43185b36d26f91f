import {
  ActivityRecord,
  consumers,
  DemandCounted,
  ImportId,
  MenuImported,
  MenuImportProgressed,
  OrderCancelled,
  OrderConfirmed,
  OrderNotCollected,
  OrderRejected,
  reads,
  StockLow,
  StockReservationRequested,
} from "@sourdough/events-schema";
import { OfferImportBody } from "@sourdough/events-schema/http";
import * as z from "zod";
import { StockItem } from "./adapters/stock-item.ts";
import type { Tally } from "./domain/tally.ts";

export const consumes = consumers({
  ReserveStock: [reads(StockReservationRequested, ["orderId", "storeId", "lines", "replyTo"])],
  SettleReservation: [
    reads(OrderConfirmed, ["orderId"]),
    reads(OrderRejected, ["orderId", "storeId"]),
    reads(OrderCancelled, ["orderId", "storeId"]),
    reads(OrderNotCollected, ["orderId"]),
  ],
  ImportMessages: [reads(MenuImportProgressed, ["importId", "at"]), reads(MenuImported, ["importId", "at"])],
  LowStockMessages: [reads(StockLow, ["storeId"])],
  PopularMessages: [reads(DemandCounted, ["storeId", "popular", "at"])],
  DemandMessages: [reads(DemandCounted, ["storeId", "at"])],
});

const groups = z.string().describe("Of the caller, separated by commas.");
const versionId = z.string().min(1).max(1024);
const row = z.int().min(0);

const Layout = z.object({
  columns: z.array(z.string()),
  firstRow: row,
  breaks: z.array(z.tuple([row, z.int().min(1)])),
  marked: z.array(z.object({ row, sku: z.string(), column: z.string().optional(), reason: z.string() })),
});

/** What the function is asked: by the API, and by the state machine `ImportMenuFile`. */
export const ImportMenuCommand = z.discriminatedUnion("type", [
  z.object({ type: z.literal("OfferUpload"), groups, body: OfferImportBody }),
  z.object({ type: z.literal("OfferProblems"), groups, importId: ImportId }),
  z.object({ type: z.literal("OpenImport"), key: z.string(), versionId, execution: z.string() }),
  z.object({
    type: z.literal("ImportBatch"),
    importId: ImportId,
    layout: Layout,
    rows: z.array(z.object({ row, cells: z.record(z.string(), z.string()) })),
  }),
  z.object({ type: z.literal("CloseImport"), importId: ImportId }),
]);

const count = z.int().min(0);
const pair = z.tuple([count, count]);

/** What Lambda keeps for `CountDemand` within a window. A deployment gets what the one before left: more has a default. */
export const CountDemandState = z.object({
  after: z.string(),
  through: z.string(),
  demand: z.record(z.string(), z.record(z.string(), pair)),
  variants: z.record(z.string(), pair),
  known: z.string(),
  ignored: count,
}) satisfies z.ZodType<Tally>;

/** Records that count; what a newer page tells beside them, nobody here knows. */
export const countedRecords = {
  data: { version: [1], kind: ActivityRecord.options.map(({ shape }) => shape.kind.value) },
};

/** What functions and state machines take from elsewhere than the bus. */
export const inputs = {
  CountDemand: ActivityRecord,
  ReportLowStock: StockItem,
  ImportMenu: ImportMenuCommand,
};
