import { expect, test } from "vitest";
import type { StreamRecord } from "../../core/polling.ts";
import { createStreamHistory, type Known } from "./stream-history.ts";

const numbered = (number: number) => `1${String(number).padStart(20, "0")}`;
const known = (number: number, arrivedAt = number, SizeBytes = 100): Known => ({
  arrivedAt,
  record: { dynamodb: { SequenceNumber: numbered(number), SizeBytes } } as unknown as StreamRecord,
});
const numbersOf = (found: readonly Known[] | undefined) =>
  found?.map(({ record }) => Number(record.dynamodb.SequenceNumber.slice(1)));

test("finds what comes behind a number, whether a record has it or not", () => {
  const history = createStreamHistory(undefined);
  for (const number of [2, 4, 6, 8]) history.add(known(number), 0);
  expect(numbersOf(history.after(undefined, 10))).toEqual([2, 4, 6, 8]);
  expect(numbersOf(history.after(numbered(4), 10))).toEqual([6, 8]);
  expect(numbersOf(history.after(numbered(5), 1))).toEqual([6]);
  expect(numbersOf(history.after(numbered(9), 10))).toEqual([]);
});

test("says that it does not hold what came before it began, or was passed over", () => {
  const history = createStreamHistory(numbered(3));
  history.add(known(4), 0);
  expect(history.after(undefined, 10)).toBeUndefined();
  expect(history.after(numbered(2), 10)).toBeUndefined();
  expect(numbersOf(history.after(numbered(3), 10))).toEqual([4]);
  history.skip(numbered(5));
  expect(history.after(numbered(4), 10)).toBeUndefined();
  expect(numbersOf(history.after(numbered(5), 10))).toEqual([]);
});

test.each([
  ["by their number", 5_000, 100, 0, 500],
  ["by their bytes", 400, 100_000, 0, 21],
  ["by their age", 400, 100, 301, 100],
])("holds the newest records only, %s", (_by, count, bytes, oldest, most) => {
  const history = createStreamHistory(undefined);
  for (let number = 1; number <= count; number++) history.add(known(number, number, bytes), oldest);
  const held = [...Array(count).keys()].filter((number) => history.after(numbered(number), 1) !== undefined);
  expect(held.length).toBeLessThanOrEqual(most);
  expect(numbersOf(history.after(numbered(count - 1), 10))).toEqual([count]);
});
