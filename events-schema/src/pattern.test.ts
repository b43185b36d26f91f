import { expect, test } from "vitest";
import { StockReserved } from "./inventory/stock-reserved.v1.ts";
import { OrderPlaced } from "./orders/order-placed.v1.ts";
import { OrderPlacedV2 } from "./orders/order-placed.v2.ts";
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

test("matches every version that is listed", () => {
  expect(pattern(OrderPlaced, OrderPlacedV2)).toEqual({
    source: ["sourdough.orders"],
    "detail-type": ["OrderPlaced"],
    detail: { metadata: { version: [1, 2] } },
  });
});

test("does not mix the versions of different events", () => {
  expect(pattern(PaymentDeclined, OrderPlacedV2)).toEqual({
    $or: [
      {
        source: ["sourdough.payments"],
        "detail-type": ["PaymentDeclined"],
        detail: { metadata: { version: [1] } },
      },
      {
        source: ["sourdough.orders"],
        "detail-type": ["OrderPlaced"],
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
