import { expect, test } from "vitest";
import { now, orderRecords } from "../../test/fakes.ts";
import { checkOrder } from "./order.ts";
import type { Order, OrderRecords } from "./records.ts";

const withOrder = (order: Partial<Order>, changes: Partial<OrderRecords> = {}) => {
  const records = orderRecords(1, changes);
  return { ...records, order: { ...records.order, ...order } };
};
const found = (records: OrderRecords) => checkOrder(records, now).map(({ invariant }) => invariant);
const ledger = (...types: string[]) => types.map((type) => ({ type }));
const released = { ...orderRecords(1).reservation!, status: "RELEASED" };
const writtenOff = { ...released, status: "WRITTEN_OFF" };

test.each<[string, OrderRecords]>([
  ["an order that was made", orderRecords(1)],
  [
    "an order that is over",
    withOrder(
      { status: "CANCELLED" },
      { reservation: released, ledger: ledger("Opened", "Authorized", "Captured", "Refunded") },
    ),
  ],
  [
    "an order that was never paid for",
    withOrder({ status: "REJECTED" }, { reservation: undefined, ledger: ledger("Refused") }),
  ],
  ["an order that nobody collected", withOrder({ status: "NOT_COLLECTED" }, { reservation: writtenOff })],
  [
    "an order whose money was lost, and which says so",
    withOrder({ unpaid: true }, { ledger: ledger("Opened", "Authorized", "Lost") }),
  ],
  [
    "an order whose money was given back by hand",
    withOrder(
      {},
      {
        ledger: [...ledger("Opened", "Authorized", "Captured"), { type: "Refunded", reason: "at_provider" }],
      },
    ),
  ],
  [
    "an order with the id of another",
    withOrder({ status: "REJECTED", reason: "id_taken" }, { reservation: orderRecords(1).reservation }),
  ],
  ["an order that changed a moment ago", withOrder({ status: "CANCELLED", updatedAt: now.toISOString() })],
  ["an order that is being decided", withOrder({ status: "PENDING", placedAt: now.toISOString() })],
  [
    "an order that is older than its outbox",
    withOrder({ placedAt: "2026-11-01T10:00:00.000Z" }, { published: [] }),
  ],
])("finds nothing wrong with %s", (_, records) => {
  expect(found(records)).toEqual([]);
});

test.each<[string, number, OrderRecords]>([
  ["has no answer", 1, withOrder({ status: "PENDING", placedAt: "2026-12-01T02:14:00.000Z" })],
  ["holds pieces though it is over", 2, withOrder({ status: "REJECTED" }, { ledger: ledger("Refused") })],
  ["has other pieces than were ordered", 2, withOrder({ lines: [{ sku: "rye", quantity: 3 }] })],
  ["was not collected, and its pieces are still sold", 2, withOrder({ status: "NOT_COLLECTED" })],
  [
    "was authorized twice",
    3,
    withOrder({}, { ledger: ledger("Opened", "Authorized", "Authorized", "Captured") }),
  ],
  [
    "was not paid for, and does not say so",
    3,
    withOrder({}, { ledger: ledger("Opened", "Authorized", "Lost") }),
  ],
  [
    "was given back as if it were over",
    3,
    withOrder(
      {},
      {
        ledger: [
          ...ledger("Opened", "Authorized", "Captured"),
          { type: "Refunded", reason: "order_cancelled" },
        ],
      },
    ),
  ],
  [
    "is over, and its money is held",
    3,
    withOrder({ status: "CANCELLED" }, { reservation: released, ledger: ledger("Opened", "Authorized") }),
  ],
  [
    "is over, and its money was kept",
    3,
    withOrder(
      { status: "CANCELLED" },
      { reservation: released, ledger: ledger("Opened", "Authorized", "Captured") },
    ),
  ],
  ["was not told to its customer", 4, orderRecords(1, { told: new Set() })],
  ["has a gap in its changes", 5, withOrder({ sequence: 3 })],
])("finds an order that %s", (_, invariant, records) => {
  expect(found(records)).toEqual([invariant]);
});
