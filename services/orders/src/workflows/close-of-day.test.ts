import { StoreClosed, toEntry } from "@sourdough/events-schema";
import { stores } from "@sourdough/events-schema/stores";
import { AwsError, createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import type * as z from "zod";
import { OrderStatusChange } from "../inputs.ts";
import { businessDay } from "./business-day.ts";
import { closeOfDay } from "./close-of-day.ts";

let stop = () => {};
afterEach(() => stop());

const orderId = (number: number) => `ord-01JD7Q2Z8M4V6T0K9X3C5B7N${String(number).padStart(2, "0")}`;
const item = (number: number) => ({ orderId: { S: orderId(number) }, customerId: { S: "ada" } });
const ended = { storeId: "store-1", closesAt: "2026-12-01T18:00:00Z", closingTime: "19:00" };

interface Transaction {
  TransactItems: [
    { Update: { Key: unknown; ExpressionAttributeValues: unknown } },
    { Put: { Item: Record<string, { S: string }> } },
  ];
}
interface Neighbours {
  /** The orders of each page of the index. */
  pages?: number[][];
  /** What ChangeOrderStatus throws at an order, if anything. */
  refusal?: (change: z.infer<typeof OrderStatusChange>) => string | undefined;
  /** Whether the day is somebody else's already. */
  isClaimed?: boolean;
  /** What becomes of the transaction that ends the day. */
  cancelled?: boolean;
}

const close = async (
  input: object,
  { pages = [[1]], refusal = () => undefined, isClaimed = false, cancelled = false }: Neighbours = {},
) => {
  const queries: unknown[] = [];
  const claims: unknown[] = [];
  const changes: z.infer<typeof OrderStatusChange>[] = [];
  const written: Transaction[] = [];
  const workflows = createWorkflows({
    dynamodb: {
      PutItem: (request) => {
        claims.push(request);
        if (isClaimed)
          throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
        return {};
      },
      Query: (request) => {
        queries.push(request);
        const page = Number(request.ExclusiveStartKey?.page?.N ?? 0);
        return {
          Items: (pages[page] ?? []).map(item),
          ...(page + 1 < pages.length ? { LastEvaluatedKey: { page: { N: String(page + 1) } } } : {}),
        };
      },
      TransactWriteItems: (request) => {
        if (cancelled)
          throw new AwsError(
            "TransactionCanceledException",
            "specific reasons [ConditionalCheckFailed, None]",
          );
        written.push(request as unknown as Transaction);
        return {};
      },
    },
    lambda: {
      Invoke: ({ Payload }) => {
        const change = OrderStatusChange.strict().parse(JSON.parse(Payload));
        changes.push(change);
        const errorType = refusal(change);
        return errorType
          ? {
              StatusCode: 200,
              FunctionError: "Unhandled",
              Payload: JSON.stringify({ errorType, errorMessage: "No" }),
            }
          : {
              StatusCode: 200,
              Payload: JSON.stringify({ orderId: change.orderId, status: "NOT_COLLECTED" }),
            };
      },
    },
  });
  stop = workflows.stop;
  const arn = await workflows.machine(
    "CloseOfDay",
    closeOfDay({ table: "orders", changeOrderStatusArn: "arn:change" }),
  );
  const execution = await workflows.start(arn, input, "execution-1");
  let end: { status: string } | undefined;
  void workflows.end(execution).then((ended) => (end = ended as { status: string }));
  await expect
    .poll(() => {
      workflows.cloud.clock.advance(20_000);
      return end;
    })
    .toBeDefined();
  const [{ Update: update } = {}, { Put: put } = {}] = written[0]?.TransactItems ?? [];
  const text = (attribute: string) => put?.Item[attribute]?.S ?? "";
  return { status: end?.status, claims, queries, changes, written, update, record: text };
};

test("marks every order not collected that was ready by closing time, page by page, and says so once", async () => {
  const { status, claims, queries, changes, update, record } = await close(ended, { pages: [[1, 2], [3]] });

  expect(status).toBe("SUCCEEDED");
  expect(claims).toMatchObject([
    {
      Item: {
        pk: { S: "closings" },
        sk: { S: "closing#2026-12-01#store-1" },
        entity: { S: "closing" },
        status: { S: "CLOSING" },
      },
    },
  ]);
  expect(queries).toMatchObject([
    {
      TableName: "orders",
      IndexName: "kitchen",
      ExpressionAttributeValues: { ":pk": { S: "store-1/READY" }, ":sk1": { S: "2026-12-01T18:00:00.000Z" } },
    },
    { ExclusiveStartKey: { page: { N: "1" } } },
  ]);
  expect(changes.map((change) => change.orderId).sort()).toEqual([1, 2, 3].map(orderId));
  expect(changes[0]).toMatchObject({ customerId: "ada", command: { type: "MarkNotCollected" } });
  expect(update).toMatchObject({
    Key: { pk: { S: "closings" }, sk: { S: "closing#2026-12-01#store-1" } },
    ExpressionAttributeValues: {
      ":notCollected": { N: "3" },
      ":collected": { N: "0" },
      ":failed": { N: "0" },
    },
  });
  const { metadata, data } = JSON.parse(record("detail"));
  expect(() => toEntry(StoreClosed, data, metadata)).not.toThrow();
  expect(data).toMatchObject({
    storeId: "store-1",
    businessDay: "2026-12-01",
    closesAt: "2026-12-01T18:00:00.000Z",
    notCollected: 3,
  });
});

test("goes on when single orders cannot be changed, and counts whom the customer was quicker with", async () => {
  const { status, update } = await close(ended, {
    pages: [[1, 2, 3, 4]],
    refusal: (change) =>
      change.orderId === orderId(1)
        ? "OrderStatusConflictError"
        : change.orderId === orderId(2)
          ? "TransientError"
          : undefined,
  });

  expect(status).toBe("SUCCEEDED");
  expect(update?.ExpressionAttributeValues).toMatchObject({
    ":notCollected": { N: "2" },
    ":collected": { N: "1" },
    ":failed": { N: "1" },
  });
});

test("closes a day without orders", async () => {
  const { changes, record } = await close(ended, { pages: [[]] });

  expect(changes).toEqual([]);
  expect(JSON.parse(record("detail")).data).toMatchObject({ notCollected: 0, collected: 0, failed: 0 });
});

test("leaves a day alone that another execution has", async () => {
  const { status, queries, written } = await close(ended, { isClaimed: true });

  expect({ status, queries, written }).toEqual({ status: "SUCCEEDED", queries: [], written: [] });
});

test("ends well when its own last answer was lost", async () => {
  await expect(close(ended, { cancelled: true })).resolves.toMatchObject({ status: "SUCCEEDED" });
});

test("gives what it says the same id whenever it closes the day of a store, and another for any other", async () => {
  const idOf = async (input: object) => {
    const { record } = await close(input);
    stop();
    return record("eventId");
  };
  const first = await idOf(ended);

  await expect(idOf(ended)).resolves.toBe(first);
  await expect(idOf({ ...ended, storeId: "store-2" })).resolves.not.toBe(first);
  await expect(idOf({ ...ended, closesAt: "2026-12-02T18:00:00Z" })).resolves.not.toBe(first);
});

test.each([
  ["2026-12-01T18:00:00Z", "19:00", "2026-12-01"],
  ["2027-03-27T18:00:00Z", "19:00", "2027-03-27"],
  // Summer time begins in Berlin.
  ["2027-03-28T17:00:00Z", "19:00", "2027-03-28"],
  // It ends.
  ["2027-10-31T18:00:00Z", "19:00", "2027-10-31"],
  ["2027-03-01T00:30:00Z", "19:30", "2027-02-28"],
  // Auckland, 13 hours ahead.
  ["2027-01-10T06:00:00Z", "19:00", "2027-01-10"],
  ["2026-12-31T12:30:00Z", "01:30", "2027-01-01"],
  // Honolulu, 10 hours behind.
  ["2027-01-11T05:00:00Z", "19:00", "2027-01-10"],
])("knows the day of a store at %s when its clock says %s", async (instant, clock, day) => {
  const workflows = createWorkflows({});
  stop = workflows.stop;
  const { output } = await workflows.run(
    {
      StartAt: "Day",
      States: {
        Day: {
          Type: "Pass",
          Output: `{% ${businessDay("$states.input.at", "$states.input.clock").replace(/\n/g, " ")} %}`,
          End: true,
        },
      },
    },
    { at: instant, clock },
  );

  expect(output).toBe(day);
});

test("no store closes in an hour that a change of its clock skips or repeats", () => {
  for (const { closingTime } of stores) expect(closingTime >= "04:00", closingTime).toBe(true);
});
