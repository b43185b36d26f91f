import { OrderRefunded, PaymentRefunded, PaymentVoided, StockReleased } from "@sourdough/events-schema";
import { AwsError, createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { recordReturns } from "./record-returns.ts";

let stop = () => {};
afterEach(() => stop());

const event = ({ name, examples }: { name: string; examples: readonly object[] }) => ({
  "detail-type": name,
  detail: { metadata: { eventId: "evt-1" }, data: examples[0] },
});
const order = { customerId: { S: "ada" }, email: { S: "ada@example.com" } };
const record = async (
  input: object,
  UpdateItem: (update: Record<string, unknown>) => unknown,
  PutItem: (put: Record<string, unknown>) => unknown = () => ({}),
  found: object | undefined = order,
) => {
  const kept: unknown[] = [];
  const workflows = createWorkflows({
    dynamodb: { GetItem: () => (found ? { Item: found } : {}), UpdateItem, PutItem },
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
const refused = () => {
  throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
};
const [ours, older, byHand] = PaymentRefunded.examples;
const refund = (data: object = byHand!) => ({
  "detail-type": PaymentRefunded.name,
  detail: {
    metadata: {
      eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-payment-refunded-280",
      correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      causationId: "evt_1",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
    data,
  },
});

test.each([
  [StockReleased, StockReleased.examples[0], "stockReturnedAt", StockReleased.examples[0].releasedAt],
  [PaymentVoided, PaymentVoided.examples[0], "moneyReturnedAt", PaymentVoided.examples[0].voidedAt],
  // As it was published before it had a total.
  [PaymentRefunded, older, "moneyReturnedAt", older.refundedAt],
])("notes $name on the order of its customer", async (contract, data, what, at) => {
  const updates: unknown[] = [];
  await record(event({ name: contract.name, examples: [data] }), (update) => updates.push(update) && {});

  expect(updates).toEqual([
    {
      TableName: "orders",
      Key: { pk: { S: "customer#ada" }, sk: { S: `order#${data.orderId}` } },
      UpdateExpression: "SET #what = :at",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#what": what },
      ExpressionAttributeValues: { ":at": { S: at } },
    },
  ]);
});

test("notes how much was given back, and tells nobody of what a cancelled order got back", async () => {
  const updates: Record<string, unknown>[] = [];
  const told: unknown[] = [];
  await record(
    refund(ours),
    (update) => updates.push(update) && {},
    (put) => told.push(put) && {},
  );

  expect(updates).toMatchObject([
    { ExpressionAttributeValues: { ":at": { S: ours.refundedAt }, ":total": { N: "840" } } },
  ]);
  expect(told).toEqual([]);
});

test("tells the customer of what was given back by hand, also when a later refund is known already", async () => {
  for (const update of [() => ({}), refused]) {
    const told: Record<string, unknown>[] = [];
    await record(refund(), update, (put) => told.push(put) && {});

    const [{ Item: item } = {}] = told as { Item?: Record<string, { S: string }> }[];
    expect(item).toMatchObject({ entity: { S: "outbox" }, detailType: { S: "OrderRefunded" } });
    expect(OrderRefunded.detail.parse(JSON.parse(item?.detail?.S ?? ""))).toMatchObject({
      metadata: { eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-payment-refunded-280-told" },
      data: {
        customer: { customerId: "ada", email: "ada@example.com" },
        amountCents: 280,
        totalRefundedCents: 280,
      },
    });
  }
});

test("tells once", async () => {
  const { status, kept } = await record(refund(), () => ({}), refused);

  expect(status).toBe("SUCCEEDED");
  expect(kept).toEqual([]);
});

test.each([
  ["is not there", event(StockReleased), refused, order],
  ["is not there, though money of it was given back", refund(), refused, undefined],
  ["is nobody's", event(StockReleased), () => ({}), undefined],
])("is done when the order %s", async (_, input, update, found) => {
  const { status, kept } = await record(input, update, undefined, found);

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
