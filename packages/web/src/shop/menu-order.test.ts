import { expect, test } from "vitest";
import { categories } from "./categories.ts";
import { inMenuOrder } from "./menu-order.ts";

const order = (variant: string | undefined) => inMenuOrder(categories, variant).map(({ id }) => id);

test("the counter's order is that of everybody in no experiment, or in one that the page does not know", () => {
  const counter = ["bread", "pastry", "cake", "sandwich", "drink", "seasonal"];
  expect(order(undefined)).toEqual(counter);
  expect(order("counter")).toEqual(counter);
  expect(order("drinks-first")).toEqual(counter);
});

test("sweets come first for the others, and nothing is lost", () => {
  expect(order("sweets-first")).toEqual(["pastry", "cake", "bread", "sandwich", "drink", "seasonal"]);
});
