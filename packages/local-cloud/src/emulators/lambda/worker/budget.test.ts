import { expect, test } from "vitest";
import { createWorkerBudget } from "./budget.ts";

const takeAll = (force: boolean, budget = createWorkerBudget(8)) => {
  let taken = 0;
  while (taken < 20 && budget.take({ force })) taken += 1;
  return { budget, taken };
};

test("further threads of functions leave two places for functions that have none", () => {
  const { budget, taken } = takeAll(false);
  expect(taken).toBe(6);
  expect([1, 2].map(() => budget.take({ force: true }))).toEqual([true, true]);
  expect(budget.isOver).toBe(false);
});

test("a function gets its first thread although all are busy, and says that there are too many until one goes", () => {
  const { budget } = takeAll(false);
  for (let first = 0; first < 3; first++) expect(budget.take({ force: true })).toBe(true);
  expect(budget.isOver).toBe(true);
  budget.giveBack();
  expect(budget.isOver).toBe(false);
});

test("a first thread takes the place of the one that was idle the longest", () => {
  const budget = createWorkerBudget(1);
  const ended: string[] = [];
  budget.take({ force: true });
  budget.idle({ end: () => void ended.push("idle") });
  expect(budget.take({ force: false })).toBe(false);
  expect(budget.take({ force: true })).toBe(true);
  expect(ended).toEqual(["idle"]);
});
