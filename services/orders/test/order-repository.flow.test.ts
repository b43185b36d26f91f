import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { type DynamoDbServer, startDynamoDb } from "@sourdough/test-kit/emulators";
import { afterAll, beforeAll, expect, test } from "vitest";
import { orderRepository } from "../src/adapters/order-repository.ts";
import {
  evolve,
  type Order,
  type OrderDraft,
  type OrderEvent,
  place,
  refuseId,
} from "../src/domain/order.ts";
import { orderOutbox } from "../src/use-cases/order-outbox.ts";
import type { OrderRepository } from "../src/use-cases/ports.ts";
import { at, fakePorts } from "./fakes.ts";

let server: DynamoDbServer;
let documents: DynamoDBDocumentClient;
let orders: OrderRepository;

beforeAll(async () => {
  server = await startDynamoDb();
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  await client.send(
    new CreateTableCommand({
      TableName: "orders",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  orders = orderRepository(documents, "orders");
});
afterAll(() => server?.stop());

const { newId } = fakePorts();
const cause = {
  causationId: "request-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};
const newOrder = (
  customerId = "ada",
  orderId = newId("ord"),
  begin: (draft: OrderDraft, at: Date) => OrderEvent = place,
) => {
  const draft = {
    orderId,
    customer: { customerId, email: `${customerId}@example.com` },
    storeId: "store-1",
    paymentMethodId: "pm_card_visa",
    lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
  };
  const event = begin(draft, at);
  const order = evolve(undefined, event);
  return { order, outbox: orderOutbox(order, event, cause, newId) };
};
const confirmed = (order: Order) => {
  const event = { type: "OrderConfirmed", at } as const;
  const changed = evolve(order, event);
  return { changed, outbox: orderOutbox(changed, event, cause, newId) };
};
const outboxOf = async (orderId: string) => {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: "orders" }));
  return Items.filter((item) => item.pk === `outbox#${orderId}`).map((item) => item.detailType);
};

test("stores an order together with its events", async () => {
  const { order, outbox } = newOrder();

  await expect(orders.add(order, outbox)).resolves.toBe(true);
  await expect(orders.find("ada", order.orderId)).resolves.toEqual(order);
  await expect(outboxOf(order.orderId)).resolves.toEqual(["OrderPlaced", "OrderStatusChanged"]);
});

test("keeps the first of two orders with one id, also of two customers", async () => {
  const { order, outbox } = newOrder();
  await orders.add(order, outbox);
  const second = newOrder("ada", order.orderId);
  const foreign = newOrder("mallory", order.orderId);

  await expect(orders.add(second.order, second.outbox)).resolves.toBe(false);
  await expect(orders.add(foreign.order, foreign.outbox)).resolves.toBe(false);
  await expect(orders.find("mallory", order.orderId)).resolves.toBeUndefined();
  await expect(outboxOf(order.orderId)).resolves.toHaveLength(2);
});

test("keeps an order with an id that is taken beside the one that has it, once", async () => {
  const { order, outbox } = newOrder();
  await orders.add(order, outbox);
  const refused = newOrder("mallory", order.orderId, refuseId);
  const again = newOrder("mallory", order.orderId, refuseId);
  const written = await Promise.all([refused, again].map((one) => orders.addRefused(one.order, one.outbox)));

  expect(written.sort()).toEqual([false, true]);
  await expect(orders.find("mallory", order.orderId)).resolves.toEqual(refused.order);
  await expect(orders.find("ada", order.orderId)).resolves.toEqual(order);
  await expect(outboxOf(order.orderId)).resolves.toHaveLength(3);
});

test("takes only the successor of what is stored", async () => {
  const { order, outbox } = newOrder();
  await orders.add(order, outbox);
  const first = confirmed(order);
  const second = confirmed(order);

  await expect(orders.save(first.changed, first.outbox)).resolves.toBe(true);
  await expect(orders.save(second.changed, second.outbox)).resolves.toBe(false);
  await expect(orders.find("ada", order.orderId)).resolves.toMatchObject({
    status: "CONFIRMED",
    sequence: 2,
  });
  await expect(outboxOf(order.orderId)).resolves.toHaveLength(4);
});
