import type { OrderStatusMessage, OrderView } from "@sourdough/events-schema/http";
import { beforeEach, expect, test } from "vitest";
import { createBoard, type KitchenBoard } from "./kitchen-board.ts";

let clock = 0;
let board: ReturnType<typeof createBoard>;
beforeEach(() => {
  clock = 100_000;
  board = createBoard(() => clock);
});

const sequences = {
  PENDING: 1,
  CONFIRMED: 2,
  READY: 3,
  COLLECTED: 4,
  NOT_COLLECTED: 4,
  CANCELLED: 3,
  REJECTED: 2,
};
const at = (minute: number) => `2026-11-23T07:${String(minute).padStart(2, "0")}:00.000Z`;
const order = (orderId: string, status: OrderView["status"], minute = 30): OrderView => ({
  orderId,
  customerId: "ada",
  storeId: "store-1",
  status,
  sequence: sequences[status],
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
  totalCents: 840,
  currency: "EUR",
  placedAt: at(0),
  updatedAt: at(minute),
});
const message = (orderId: string, status: OrderView["status"], minute = 30): OrderStatusMessage => ({
  orderId,
  status,
  sequence: sequences[status],
  at: at(minute),
});
const seen = (view: KitchenBoard = board.view()) =>
  Object.fromEntries(
    Object.entries(view)
      .map(([list, orders]: [string, OrderView[]]) => [list, orders.map(({ orderId }) => orderId)] as const)
      .filter(([, orders]) => orders.length > 0),
  );

test("shows what the lists show, the newest first", () => {
  board.replace([order("a", "CONFIRMED", 10), order("b", "CONFIRMED", 20), order("c", "READY")]);

  expect(seen()).toEqual({ confirmed: ["b", "a"], ready: ["c"] });
});

test("keeps a card where it is that a message calls unpaid, also when it moves on", () => {
  board.replace([order("a", "READY")]);
  const unpaid = { ...message("a", "READY", 40), sequence: 4, unpaid: true } as const;

  expect(board.apply(unpaid)).toBe(true);
  expect(board.view().ready).toMatchObject([{ orderId: "a", unpaid: true }]);
  board.apply({ ...message("a", "COLLECTED", 50), sequence: 5 });
  expect(board.view().collected).toMatchObject([{ orderId: "a", unpaid: true }]);
});

test("takes a card off the counter when its store closed", () => {
  board.replace([order("a", "READY"), order("b", "NOT_COLLECTED", 20)]);

  expect(board.apply(message("a", "NOT_COLLECTED", 40))).toBe(true);
  expect(seen()).toEqual({ notCollected: ["a", "b"] });
});

test("moves a card when a message says so", () => {
  board.replace([order("a", "CONFIRMED")]);

  expect(board.apply(message("a", "READY", 40))).toBe(true);
  expect(board.view().ready).toEqual([{ ...order("a", "READY"), updatedAt: at(40) }]);
});

test("is not moved back by old messages and lists that lag", () => {
  board.replace([order("a", "CONFIRMED")]);
  board.apply(message("a", "COLLECTED"));

  expect(board.apply(message("a", "READY"))).toBe(false);
  board.replace([order("a", "CONFIRMED")]);
  expect(seen()).toEqual({ collected: ["a"] });
});

test("knows one order once, which moved between two lists", () => {
  board.replace([order("a", "CONFIRMED"), order("a", "READY")]);

  expect(seen()).toEqual({ ready: ["a"] });
});

test("misses what a message is about until a list shows it, with all that came meanwhile", () => {
  expect(board.apply(message("a", "CONFIRMED"))).toBe(false);
  board.apply(message("a", "READY"));
  expect(board.missing()).toBe(1);

  board.replace([order("a", "CONFIRMED")]);
  expect(board.missing()).toBe(0);
  expect(seen()).toEqual({ ready: ["a"] });
});

test("keeps apart what was called off, and knows it also when a list that lags shows it first", () => {
  board.replace([order("a", "CONFIRMED")]);
  board.apply(message("a", "CANCELLED"));
  board.apply(message("b", "CANCELLED"));
  expect(board.missing()).toBe(0);

  board.replace([order("b", "CONFIRMED")]);
  expect(seen()).toEqual({ cancelled: ["b", "a"] });
});

test("drops what is in no list any more, but not what a message has just been about", () => {
  board.replace([order("a", "CONFIRMED"), order("b", "CONFIRMED")]);
  board.apply(message("b", "READY"));
  board.replace([]);
  expect(seen()).toEqual({ ready: ["b"] });

  clock += 6000;
  board.replace([]);
  expect(seen()).toEqual({});
});

test("keeps the last few of what is done with", () => {
  const many = Array.from({ length: 60 }, (_, index) => order(`a${index}`, "COLLECTED", index));
  board.replace(many);

  expect(board.view().collected).toHaveLength(50);
  expect(board.view().collected[0]?.orderId).toBe("a59");
});
