import { PaymentRefunded, PaymentVoided, StockReleased } from "@sourdough/events-schema";
import { AwsError, createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { recordReturns } from "./record-returns.ts";

let stop = () => {};
afterEach(() => stop());

const event = ({ name, examples }: { name: string; examples: readonly object[] }) => ({
  "detail-type": name,
  detail: { metadata: { eventId: "evt-1" }, data: examples[0] },
});
const record = async (input: object, UpdateItem: (update: Record<string, unknown>) => unknown) => {
  const kept: unknown[] = [];
  const workflows = createWorkflows({
    dynamodb: { GetItem: () => ({ Item: { customerId: { S: "ada" } } }), UpdateItem },
    sqs: {
      SendMessage: ({ MessageBody }: { MessageBody: string }) => {
        kept.push(JSON.parse(MessageBody));
        return { MessageId: "1" };
      },
    },
  });
  stop = workflows.stop;
  const machine = recordReturns({ table: "orders", deadLetterQueueUrl: "https://queue" });
  return { ...(await workflows.run(machine, input)), kept };
};

test.each([
  [StockReleased, "stockReturnedAt", StockReleased.examples[0].releasedAt],
  [PaymentVoided, "moneyReturnedAt", PaymentVoided.examples[0].voidedAt],
  [PaymentRefunded, "moneyReturnedAt", PaymentRefunded.examples[0].refundedAt],
])("notes $name on the order of its customer", async (contract, what, at) => {
  const updates: unknown[] = [];
  await record(event(contract), (update) => updates.push(update) && {});

  expect(updates).toEqual([
    {
      TableName: "orders",
      Key: { pk: { S: "customer#ada" }, sk: { S: `order#${contract.examples[0].orderId}` } },
      UpdateExpression: "SET #what = :at",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#what": what },
      ExpressionAttributeValues: { ":at": { S: at } },
    },
  ]);
});

test("is done when there is no such order", async () => {
  const { status, kept } = await record(event(StockReleased), () => {
    throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
  });

  expect(status).toBe("SUCCEEDED");
  expect(kept).toEqual([]);
});

test("keeps an event it cannot note, with the reason", async () => {
  const { kept } = await record(event(StockReleased), () => {
    throw new AwsError("ResourceNotFoundException", "No such table");
  });

  expect(kept).toMatchObject([
    {
      event: { "detail-type": "StockReleased", detail: { metadata: { eventId: "evt-1" } } },
      error: { Error: "DynamoDb.ResourceNotFoundException" },
    },
  ]);
});
