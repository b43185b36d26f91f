import { expect, test } from "vitest";
import * as z from "zod";
import { defineEvent } from "./event.ts";
import { StockReserved } from "./inventory/stock-reserved.v1.ts";
import { OrderStatusChanged } from "./orders/order-status-changed.v1.ts";
import { pattern, patternWhere } from "./pattern.ts";
import { PaymentDeclined } from "./payments/payment-declined.v1.ts";

test("matches source, name and version", () => {
  expect(pattern(StockReserved, PaymentDeclined)).toEqual({
    source: ["sourdough.inventory", "sourdough.payments"],
    "detail-type": ["StockReserved", "PaymentDeclined"],
    detail: { metadata: { version: [1] } },
  });
});

test("does not mix the versions of different events", () => {
  const second = defineEvent({
    ...StockReserved,
    version: 2,
    data: z.object({ sku: z.string() }),
    examples: [{ sku: "rye" }, { sku: "bun" }],
  });

  expect(pattern(PaymentDeclined, second)).toEqual({
    $or: [
      {
        source: ["sourdough.payments"],
        "detail-type": ["PaymentDeclined"],
        detail: { metadata: { version: [1] } },
      },
      {
        source: ["sourdough.inventory"],
        "detail-type": ["StockReserved"],
        detail: { metadata: { version: [2] } },
      },
    ],
  });
});

test("narrows by what is in the data", () => {
  expect(patternWhere(OrderStatusChanged, { reason: [{ exists: false }] })).toEqual({
    source: ["sourdough.orders"],
    "detail-type": ["OrderStatusChanged"],
    detail: { metadata: { version: [1] }, data: { reason: [{ exists: false }] } },
  });
});
