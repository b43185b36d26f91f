import { expect, test } from "vitest";
import { reasonOf } from "./failure-reason.ts";

const error = { name: "OutOfStockError", message: "no buns" };
const outOfStock = { code: "OutOfStockError", message: "no buns" };

test.each([
  [
    "what it says in its answer",
    [],
    true,
    { code: "Odd", message: "so it is" },
    { id: "m-1", code: "Odd", message: "so it is" },
  ],
  [
    "Powertools' logger",
    [JSON.stringify({ level: "ERROR", messageId: "m-1", message: "failed", error })],
    false,
    outOfStock,
  ],
  [
    "the last line that names it",
    ["ERROR m-1 first", "ERROR m-1 then", "ERROR m-2"],
    false,
    { code: "BatchItemFailure", message: "ERROR m-1 then" },
  ],
  [
    "console.error in JSON",
    [
      JSON.stringify({
        level: "ERROR",
        message: { errorType: "OutOfStockError", errorMessage: "no buns" },
        note: "m-1",
      }),
    ],
    false,
    outOfStock,
  ],
  [
    "a text in JSON",
    [JSON.stringify({ level: "ERROR", message: "m-1 is stale" })],
    false,
    { code: "BatchItemFailure", message: "m-1 is stale" },
  ],
  ["the only error, when nothing else failed", [JSON.stringify({ level: "ERROR", error })], true, outOfStock],
  [
    "no error that may be another's",
    [JSON.stringify({ level: "ERROR", error })],
    false,
    { code: "BatchItemFailure", message: expect.stringContaining("log the error with the message id") },
  ],
  [
    "nothing",
    ["INFO m-1"],
    true,
    { code: "BatchItemFailure", message: expect.stringContaining("without a reason") },
  ],
] as const)("takes the reason from %s", (_, lines, isOnlyOne, expected, failure = { id: "m-1" } as never) => {
  expect(reasonOf(failure, lines, isOnlyOne)).toEqual(expected);
});
