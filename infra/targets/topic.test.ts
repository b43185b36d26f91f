import { OrderConfirmed, OrderRejected, reads, versionPattern } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import { filterPolicy } from "./topic.ts";

const all = [reads(OrderConfirmed, ["orderId"]), reads(OrderRejected, ["orderId"])] as const;
const phone = ["customer.phone"] as const;
const withPhone = [
  reads(OrderConfirmed, phone, { having: phone }),
  reads(OrderRejected, phone, { having: phone }),
] as const;
const confirmed = [reads(OrderConfirmed, ["orderId"])] as const;

test("a subscriber of all that a topic carries takes every detail type", () => {
  expect(filterPolicy(all, [...all, ...withPhone])).toEqual({
    "detail-type": ["OrderConfirmed", "OrderRejected"],
  });
});

test("a subscriber of a part of each event takes those that have it", () => {
  expect(filterPolicy(withPhone, [...all, ...withPhone])).toEqual({
    detail: { data: { customer: { phone: [{ exists: true }] } } },
  });
});

test("a subscriber of some of the events takes exactly these", () => {
  expect(filterPolicy(confirmed, all)).toEqual(versionPattern(...confirmed));
});
