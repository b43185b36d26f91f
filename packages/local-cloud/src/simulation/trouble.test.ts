import { expect, test } from "vitest";
import { createTrouble, noTrouble, type Trouble } from "./trouble.ts";

const occasions = (trouble: Trouble, place: string, count = 200) =>
  Array.from({ length: count }, () => trouble.at("crash", place)).filter((name) => name !== undefined);

test("happens on the same occasions of a place, whatever happens elsewhere", () => {
  const alone = createTrouble(7, { ...noTrouble, crash: 0.1 });
  const beside = createTrouble(7, { ...noTrouble, crash: 0.1 });
  occasions(beside, "FulfilOrder");
  expect(occasions(beside, "PlaceOrder")).toEqual(occasions(alone, "PlaceOrder"));
  expect(occasions(createTrouble(8, { ...noTrouble, crash: 0.1 }), "PlaceOrder")).not.toEqual(alone.happened);
});

test("happens as often as it is to", () => {
  const trouble = createTrouble(1, { ...noTrouble, crash: 0.1 });
  expect(occasions(trouble, "PlaceOrder", 10_000).length / 10_000).toBeCloseTo(0.1, 1);
  expect(trouble.at("duplicate", "PlaceOrder")).toBeUndefined();
});

test("leaves out what is not named", () => {
  const rates = { ...noTrouble, crash: 0.1 };
  const all = occasions(createTrouble(1, rates), "PlaceOrder");
  const two = new Set([all[1]!, all[3]!]);
  expect(occasions(createTrouble(1, rates, two), "PlaceOrder")).toEqual([...two]);
});
