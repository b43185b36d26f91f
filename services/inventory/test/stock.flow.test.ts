import {
  BatchGetItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import {
  type EventContract,
  MenuItemChanged,
  OrderCancelled,
  OrderConfirmed,
  OrderRejected,
  parseEvent,
  StockRejected,
  StockReleased,
  StockReservationRequested,
  StockReserved,
} from "@sourdough/events-schema";
import { AwsError } from "@sourdough/local-cloud/src/core/aws-error.ts";
import { type DynamoDbServer, startDynamoDb } from "@sourdough/local-cloud/src/emulators/dynamodb/index.ts";
import { createWorkflows } from "@sourdough/local-cloud/src/emulators/stepfunctions/test-workflows.ts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogueRepository } from "../src/adapters/catalogue-repository.ts";
import type { Menu } from "../src/domain/menu.ts";
import { importMenu } from "../src/use-cases/import-menu.ts";
import { reserveStock } from "../src/workflows/reserve-stock.ts";
import { settleReservation } from "../src/workflows/settle-reservation.ts";

let server: DynamoDbServer;
let documents: DynamoDBDocumentClient;
let workflows: ReturnType<typeof createWorkflows>;

beforeAll(async () => {
  server = await startDynamoDb();
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  documents = DynamoDBDocumentClient.from(client);
  const asService = (send: () => Promise<unknown>) =>
    send().catch((error: Error) => {
      throw new AwsError(error.name, error.message);
    });
  workflows = createWorkflows({
    dynamodb: {
      TransactWriteItems: (input) => asService(() => client.send(new TransactWriteItemsCommand(input))),
      BatchGetItem: (input) => asService(() => client.send(new BatchGetItemCommand(input))),
      GetItem: (input) => asService(() => client.send(new GetItemCommand(input))),
      PutItem: (input) => asService(() => client.send(new PutItemCommand(input))),
    },
  });
});
afterAll(async () => {
  workflows?.stop();
  await server?.stop();
});

const ulid = (number: number) => `01JD7Q2Z8M4V6T0K9X3C5B${String(number).padStart(4, "0")}`;
const orderId = (number: number) => `ord-${ulid(number)}`;

const menu = (pieces: Record<string, number>): Menu => ({
  stores: [{ storeId: "store-1", name: "Mitte", city: "Berlin" }],
  products: Object.entries(pieces).map(([sku, delivered]) => ({
    ...MenuItemChanged.data.parse(MenuItemChanged.examples[0]),
    sku,
    delivered: { "store-1": delivered },
  })),
});

let tables = 0;
/** A bakery with a table of its own. */
const bakery = async (pieces: Record<string, number>) => {
  const TableName = `inventory-${(tables += 1)}`;
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ];
  await documents.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", "menuPk", "menuSk"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
      KeySchema: key("pk", "sk"),
      GlobalSecondaryIndexes: [
        { IndexName: "menu", KeySchema: key("menuPk", "menuSk"), Projection: { ProjectionType: "ALL" } },
      ],
    }),
  );
  const catalogue = catalogueRepository(documents, TableName);
  let events = 0;
  const deliver = (toImport: Menu) =>
    importMenu(
      {
        catalogue,
        metadata: {
          occurredAt: "2026-11-23T05:00:00.000Z",
          correlationId: "imp-1",
          causationId: "imp-1",
          traceparent,
          newEventId: () => `evt-${ulid((events += 1))}`,
        },
      },
      toImport,
    );
  await deliver(menu(pieces));

  const arns = await Promise.all(
    [reserveStock, settleReservation].map((definition) => machine(definition(TableName))),
  );
  const run = async (arn: string | undefined, bodies: string[]) => {
    const records = bodies.map((body, index) => ({ messageId: `message-${index}`, body }));
    const { output } = await workflows.call<{ output: string }>("StartSyncExecution", {
      stateMachineArn: arn,
      input: JSON.stringify(records),
    });
    return JSON.parse(output) as unknown;
  };
  const items = async () =>
    (await documents.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? [];
  return {
    deliver,
    reserve: (...bodies: string[]) => run(arns[0], bodies),
    settle: (...bodies: string[]) => run(arns[1], bodies),
    stock: async () =>
      Object.fromEntries(
        (await catalogue.load()).stock.map(({ sku, onHand, reserved, sold }) => [
          sku,
          [onHand, reserved, sold],
        ]),
      ),
    published: async () =>
      (await items())
        .filter(({ entity, detailType }) => entity === "outbox" && detailType !== "MenuItemChanged")
        .map(({ source, detailType, detail }) =>
          parseEvent([StockReserved, StockRejected, StockReleased], {
            source,
            "detail-type": detailType,
            detail: JSON.parse(detail),
          }),
        ),
  };
};
let machines = 0;
const machine = (definition: Parameters<typeof workflows.machine>[1]) =>
  workflows.machine(`Machine${(machines += 1)}`, definition, "EXPRESS");
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

const bodyOf = (contract: EventContract, eventId: string, data: object) =>
  JSON.stringify({
    source: contract.source,
    "detail-type": contract.name,
    detail: {
      metadata: {
        eventId,
        version: 1,
        occurredAt: "2026-11-23T07:30:00.000Z",
        correlationId: "journey-1",
        causationId: "message-1",
        traceparent,
      },
      data,
    },
  });

const request = (order: number, quantities: Record<string, number>, replyTo = "token-1") =>
  bodyOf(StockReservationRequested, `evt-${ulid(order)}-${replyTo}`, {
    orderId: orderId(order),
    storeId: "store-1",
    lines: Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity })),
    replyTo,
  });
const outcome = (
  contract: typeof OrderConfirmed | typeof OrderRejected | typeof OrderCancelled,
  order: number,
) =>
  bodyOf(contract, `evt-${ulid(order)}-${contract.name.toLowerCase()}`, {
    ...contract.examples[0],
    orderId: orderId(order),
    storeId: "store-1",
  });
const done = { batchItemFailures: [] };

test("holds all pieces of an order and answers", async () => {
  const { reserve, stock, published } = await bakery({ rye: 10, bun: 5 });

  await expect(reserve(request(1, { rye: 3, bun: 5 }))).resolves.toEqual(done);
  await expect(stock()).resolves.toEqual({ rye: [7, 3, 0], bun: [0, 5, 0] });
  await expect(published()).resolves.toMatchObject([
    {
      name: "StockReserved",
      metadata: { correlationId: "journey-1", causationId: `evt-${ulid(1)}-token-1`, traceparent },
      data: {
        reservationId: `res-${ulid(1)}`,
        lines: [
          { sku: "rye", quantity: 3 },
          { sku: "bun", quantity: 5 },
        ],
        replyTo: "token-1",
      },
    },
  ]);
});

test.each([
  ["sold out", { rye: 1, bun: 6 }, "sold_out", ["bun"]],
  ["unknown", { rye: 1, cake: 1 }, "unknown_product", ["cake"]],
  ["unknown, and another sold out", { bun: 6, cake: 1, rye: 1 }, "unknown_product", ["cake"]],
])("holds nothing when a product is %s", async (_, quantities, reason, skus) => {
  const { reserve, stock, published } = await bakery({ rye: 10, bun: 5 });

  await expect(reserve(request(1, quantities))).resolves.toEqual(done);
  await expect(stock()).resolves.toEqual({ rye: [10, 0, 0], bun: [5, 0, 0] });
  await expect(published()).resolves.toMatchObject([
    { name: "StockRejected", data: { reason, skus, replyTo: "token-1" } },
  ]);
});

test("does not sell what is off the menu", async () => {
  const { deliver, reserve, published } = await bakery({ rye: 10, bun: 5 });
  await deliver(menu({ bun: 5 }));
  await reserve(request(1, { rye: 1 }));

  await expect(published()).resolves.toMatchObject([{ data: { reason: "unknown_product" } }]);
});

test("gives a repeated request the first answer, and one to each who waits", async () => {
  const { reserve, deliver, stock, published } = await bakery({ rye: 10, bun: 0 });
  await reserve(request(1, { rye: 3 }), request(1, { rye: 3 }), request(2, { bun: 1 }));
  await deliver(menu({ rye: 10, bun: 5 }));
  await reserve(request(1, { rye: 3 }, "token-2"), request(2, { bun: 1 }, "token-2"));

  await expect(stock()).resolves.toEqual({ rye: [7, 3, 0], bun: [5, 0, 0] });
  const answers = (await published()).map(({ name, data }) => [name, "replyTo" in data && data.replyTo]);
  expect(answers).toHaveLength(4);
  expect(answers).toEqual(
    expect.arrayContaining([
      ["StockReserved", "token-1"],
      ["StockReserved", "token-2"],
      ["StockRejected", "token-1"],
      ["StockRejected", "token-2"],
    ]),
  );
});

test("sells what a confirmed order holds, once", async () => {
  const { reserve, settle, stock } = await bakery({ rye: 10 });
  await reserve(request(1, { rye: 3 }));

  await expect(settle(outcome(OrderConfirmed, 1), outcome(OrderConfirmed, 1))).resolves.toEqual(done);
  await expect(stock()).resolves.toEqual({ rye: [7, 0, 3] });
});

test.each([
  ["rejected", [OrderRejected], "order_rejected"],
  ["cancelled", [OrderCancelled], "order_cancelled"],
  ["confirmed, then cancelled", [OrderConfirmed, OrderCancelled], "order_cancelled"],
  ["cancelled, and the confirmation comes late", [OrderCancelled, OrderConfirmed], "order_cancelled"],
])("puts the pieces of an order back that is %s", async (_, outcomes, reason) => {
  const { reserve, settle, stock, published } = await bakery({ rye: 10 });
  await reserve(request(1, { rye: 3 }));
  await settle(...outcomes.map((contract) => outcome(contract, 1)));
  await settle(...outcomes.map((contract) => outcome(contract, 1)));

  await expect(stock()).resolves.toEqual({ rye: [10, 0, 0] });
  const released = (await published()).filter(({ name }) => name === "StockReleased");
  expect(released).toMatchObject([{ data: { reason, lines: [{ sku: "rye", quantity: 3 }] } }]);
});

test("holds nothing for an order that was over before its request came", async () => {
  const { reserve, settle, stock, published } = await bakery({ rye: 10 });
  await settle(outcome(OrderRejected, 1));

  await expect(reserve(request(1, { rye: 3 }))).resolves.toEqual(done);
  await expect(stock()).resolves.toEqual({ rye: [10, 0, 0] });
  await expect(published()).resolves.toEqual([]);
});

test("gives back a message it cannot read or explain, and does the rest", async () => {
  const { reserve, settle, stock } = await bakery({ rye: 10 });

  await expect(reserve("{", request(1, { rye: 1 }), "{}")).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }, { itemIdentifier: "message-2" }],
  });
  await expect(settle(outcome(OrderConfirmed, 9), outcome(OrderConfirmed, 1))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
  await expect(stock()).resolves.toEqual({ rye: [9, 0, 1] });
});

test("loses and makes up no piece, whatever comes in whatever order", async () => {
  const message = fc.record({
    order: fc.integer({ min: 1, max: 4 }),
    kind: fc.constantFrom("request", "confirmed", "rejected", "cancelled"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 4, maxLength: 16 }), async (messages) => {
      const { reserve, settle, stock } = await bakery({ rye: 7, bun: 4 });
      for (const { order, kind } of messages) {
        if (kind === "request") await reserve(request(order, { rye: order, bun: 2 }));
        else if (kind === "confirmed") await settle(outcome(OrderConfirmed, order));
        else await settle(outcome(kind === "rejected" ? OrderRejected : OrderCancelled, order));

        for (const [sku, pieces] of Object.entries(await stock())) {
          expect(Math.min(...pieces)).toBeGreaterThanOrEqual(0);
          expect(pieces.reduce((sum, part) => sum + part)).toBe(sku === "rye" ? 7 : 4);
        }
      }
      await settle(...[1, 2, 3, 4].map((order) => outcome(OrderCancelled, order)));
      await expect(stock()).resolves.toEqual({ rye: [7, 0, 0], bun: [4, 0, 0] });
    }),
    { numRuns: 12 },
  );
});
