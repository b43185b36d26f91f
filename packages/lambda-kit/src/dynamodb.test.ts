import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Service } from "electrodb";
import { expect, test } from "vitest";
import { outboxEntity, writeAll } from "./dynamodb.ts";

const record = {
  about: "ord-1",
  eventId: "evt-1",
  source: "sourdough.orders",
  detailType: "OrderPlaced",
  detail: "{}",
  ttl: 1,
};

/** A transaction of two records, which DynamoDB answers with `send`. */
const transaction = (send: () => Promise<unknown>) => {
  const client = { send } as unknown as DynamoDBDocumentClient;
  const config = { client, table: "Table" };
  const table = new Service({ outbox: outboxEntity("orders", config) }, config);
  return table.transaction.write(({ outbox }) => [
    outbox.create(record).commit(),
    outbox.put({ ...record, eventId: "evt-2" }).commit(),
  ]);
};

const cancelledWith = (...codes: string[]) =>
  transaction(() =>
    Promise.reject(
      new TransactionCanceledException({
        $metadata: {},
        message: "Transaction cancelled",
        CancellationReasons: codes.map((Code) => ({ Code })),
      }),
    ),
  );

test("says that all was written", async () => {
  await expect(writeAll(transaction(async () => ({})))).resolves.toBe(true);
});

test("says that a condition did not hold", async () => {
  await expect(writeAll(cancelledWith("ConditionalCheckFailed", "TransactionConflict"))).resolves.toBe(false);
});

test("calls a conflict transient", async () => {
  await expect(writeAll(cancelledWith("TransactionConflict", "None"))).rejects.toMatchObject({
    name: "TransientError",
    message: "The transaction was cancelled: TransactionConflict, None",
  });
});

test("calls a malformed item neither a failed condition nor transient", async () => {
  await expect(writeAll(cancelledWith("ValidationError", "None"))).rejects.toThrow(
    "DynamoDB refuses the transaction: ValidationError, None",
  );
});

test("leaves any other failure as it is", async () => {
  await expect(
    writeAll(transaction(() => Promise.reject(new Error("connect ECONNREFUSED")))),
  ).rejects.toThrow("connect ECONNREFUSED");
});
