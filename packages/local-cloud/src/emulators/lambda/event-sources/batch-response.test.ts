import { expect, test } from "vitest";
import { batchResponseCases } from "./batch-response.cases.ts";
import { readBatchResponse } from "./batch-response.ts";

test.each(batchResponseCases)("$what", ({ answer, failed }) => {
  const verdict = readBatchResponse(JSON.stringify(answer), ["a", "b", "c"]);
  if (failed === "all") expect(verdict).toHaveProperty("allFailed.code", "InvalidBatchResponse");
  else expect(verdict).toEqual({ failed: failed.map((id) => ({ id })) });
});

test("takes the reason an item gives", () => {
  const answer = {
    batchItemFailures: [{ itemIdentifier: "a", errorType: "SoldOut", errorMessage: "none left" }],
  };
  expect(readBatchResponse(JSON.stringify(answer), ["a"])).toEqual({
    failed: [{ id: "a", code: "SoldOut", message: "none left" }],
  });
});
