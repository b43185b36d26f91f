import { OrderConfirmed, reads, StockReserved } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import { consumers } from "./consumers.ts";
import type { Target } from "./targets/target.ts";

const consumes = {
  Bake: [reads(OrderConfirmed, ["orderId"])],
  Knead: [reads(StockReserved, ["orderId"])],
} as const;

const target = (rule?: string): Target => ({
  rule,
  connect: () => {
    throw new Error("Nothing is made of consumers that do not match.");
  },
});

test("names a consumer without a target", () => {
  // @ts-expect-error -- the compiler does, too.
  expect(() => consumers("Ovens", consumes, { Bake: target() })).toThrow(
    "The consumers of Ovens are wrong: Knead of consumes.ts has no target",
  );
});

test("names a target without a consumer", () => {
  expect(() =>
    // @ts-expect-error -- the compiler does, too.
    consumers("Ovens", consumes, { Bake: target(), Knead: target(), Slice: target() }),
  ).toThrow("Slice has a target and is not in consumes.ts");
});

test("names two consumers with a rule of one name, which would get each other's events", () => {
  expect(() => consumers("Ovens", consumes, { Bake: target("Dough"), Knead: target("Dough") })).toThrow(
    "Bake and Knead have one rule, Dough",
  );
});
