import { expect, test } from "vitest";
import { StockReserved } from "./inventory/stock-reserved.v1.ts";
import { OrderConfirmed } from "./orders/order-confirmed.v1.ts";
import { OrderPlaced } from "./orders/order-placed.v1.ts";
import { OrderPlacedV2 } from "./orders/order-placed.v2.ts";
import { OrderStatusChanged } from "./orders/order-status-changed.v1.ts";
import { pattern } from "./pattern.ts";
import { PaymentDeclined } from "./payments/payment-declined.v1.ts";
import { reads } from "./reads.ts";

/** Of events that so many led to as may. */
const depth = [{ exists: false }, { numeric: ["<=", 25] }];

test("matches source, name and version", () => {
  expect(pattern(StockReserved, PaymentDeclined)).toEqual({
    source: ["sourdough.inventory", "sourdough.payments"],
    "detail-type": ["StockReserved", "PaymentDeclined"],
    detail: { metadata: { version: [1], depth } },
  });
});

test("matches every version that is listed", () => {
  expect(pattern(OrderPlaced, OrderPlacedV2)).toEqual({
    source: ["sourdough.orders"],
    "detail-type": ["OrderPlaced"],
    detail: { metadata: { version: [1, 2], depth } },
  });
});

test("does not mix the versions of different events", () => {
  expect(pattern(PaymentDeclined, OrderPlacedV2)).toEqual({
    $or: [
      {
        source: ["sourdough.payments"],
        "detail-type": ["PaymentDeclined"],
        detail: { metadata: { version: [1], depth } },
      },
      {
        source: ["sourdough.orders"],
        "detail-type": ["OrderPlaced"],
        detail: { metadata: { version: [2], depth } },
      },
    ],
  });
});

test("narrows to the part of an event that a consumer takes", () => {
  const part = reads(OrderStatusChanged, ["orderId", "reason"], {
    having: ["reason"],
    lacking: ["unpaid"],
    among: { status: ["REJECTED", "CANCELLED"] },
  });

  expect(pattern(part)).toEqual({
    source: ["sourdough.orders"],
    "detail-type": ["OrderStatusChanged"],
    detail: {
      metadata: { version: [1], depth },
      data: {
        status: ["REJECTED", "CANCELLED"],
        reason: [{ exists: true }],
        unpaid: [{ exists: false }],
      },
    },
  });
});

const withPhone = reads(OrderConfirmed, ["customer.phone"], { having: ["customer.phone"] });

test("narrows by a field of a field", () => {
  expect(pattern(withPhone)).toMatchObject({
    detail: { data: { customer: { phone: [{ exists: true }] } } },
  });
});

test("matches the parts of several consumers side by side", () => {
  const rejected = reads(OrderStatusChanged, ["reason"], { having: ["reason"] });

  expect(pattern(withPhone, rejected)).toMatchObject({
    $or: [
      { "detail-type": ["OrderConfirmed"], detail: { data: { customer: { phone: [{ exists: true }] } } } },
      { "detail-type": ["OrderStatusChanged"], detail: { data: { reason: [{ exists: true }] } } },
    ],
  });
});

test("takes all of an event that one of several consumers takes whole", () => {
  expect(pattern(withPhone, reads(OrderConfirmed, ["orderId"]))).toEqual(pattern(OrderConfirmed));
});
