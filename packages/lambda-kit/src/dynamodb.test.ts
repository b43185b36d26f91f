import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { transactWrite } from "./dynamodb.ts";

const cancelledWith = (...codes: string[]) => {
  const error = new TransactionCanceledException({
    $metadata: {},
    message: "Transaction cancelled",
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
  return { send: () => Promise.reject(error) } as unknown as DynamoDBDocumentClient;
};

test("says which conditions failed", async () => {
  await expect(
    transactWrite(cancelledWith("None", "ConditionalCheckFailed", "TransactionConflict"), []),
  ).rejects.toMatchObject({ name: "ConditionFailedError", failed: [1] });
});

test("calls a conflict transient", async () => {
  await expect(transactWrite(cancelledWith("TransactionConflict", "None"), [])).rejects.toMatchObject({
    name: "TransientError",
  });
});

test("leaves a malformed item as it is", async () => {
  await expect(transactWrite(cancelledWith("ValidationError"), [])).rejects.toMatchObject({
    name: "TransactionCanceledException",
  });
});
