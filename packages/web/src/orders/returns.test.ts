import { expect, test } from "vitest";
import { mayReturnMore, returns } from "./returns.ts";

const at = "2026-11-23T07:31:00.000Z";
const both = { stockReturnedAt: at, moneyReturnedAt: at };

test.each([
  [
    "a confirmed order that was cancelled",
    { status: "CANCELLED", sequence: 3 },
    ["stock -", "money -"],
    true,
  ],
  [
    "the same with its pieces back",
    { status: "CANCELLED", sequence: 3, stockReturnedAt: at },
    [`stock ${at}`, "money -"],
    true,
  ],
  [
    "the same with all back",
    { status: "CANCELLED", sequence: 3, ...both },
    [`stock ${at}`, `money ${at}`],
    false,
  ],
  ["a pending order that was cancelled", { status: "CANCELLED", sequence: 2 }, [], true],
  [
    "a pending order that held pieces",
    { status: "CANCELLED", sequence: 2, stockReturnedAt: at },
    [`stock ${at}`],
    true,
  ],
  ["a declined card", { status: "REJECTED", sequence: 2, reason: "payment_declined" }, ["stock -"], true],
  ["what was sold out", { status: "REJECTED", sequence: 2, reason: "sold_out" }, [], false],
  [
    "an order that goes well, of which a part was given back",
    { status: "READY", sequence: 3, moneyReturnedAt: at, refundedCents: 280 },
    [`money ${at}`],
    false,
  ],
  ["an order that goes well", { status: "CONFIRMED", sequence: 2 }, [], false],
] as const)("of %s", (_, order, shown, more) => {
  expect(returns(order).map(({ what, at: when }) => `${what} ${when ?? "-"}`)).toEqual(shown);
  expect(mayReturnMore(order)).toBe(more);
});
