import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { quiet } from "@sourdough/lambda-kit/testing";
import {
  type DynamoDbServer,
  type StripeStandIn,
  startDynamoDb,
  startStripe,
  unownedItems,
} from "@sourdough/test-kit/emulators";
import { afterAll, beforeAll, expect, test } from "vitest";
import { paymentLedger } from "../src/adapters/payment-ledger.ts";
import { paymentsTable } from "../src/adapters/payments-table.ts";
import { createStripe } from "../src/adapters/stripe.ts";
import { stripeProvider } from "../src/adapters/stripe-provider.ts";
import { authorizePayment } from "../src/use-cases/authorize-payment.ts";
import { settlePayment } from "../src/use-cases/settle-payment.ts";
import { cancelled, confirmed, portsOf, rejected, requested } from "./fakes.ts";

let server: DynamoDbServer;
let stripe: StripeStandIn;
let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  [server, stripe] = await Promise.all([startDynamoDb(), startStripe()]);
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
});
afterAll(async () => {
  await Promise.all([server?.stop(), stripe?.stop()]);
});

let tables = 0;
/** A table of its own, and the keys of the order replaced, since the provider knows the orders of all tests. */
const setUp = async () => {
  const TableName = `payments-${(tables += 1)}`;
  const orderId = `ord-01JD7Q2Z8M4V6T0K9X3C5B700${tables}`;
  await documents.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  const client = createStripe({ secretKey: "sk_test_bakery", apiUrl: stripe.url });
  const ports = portsOf(paymentLedger(documents, TableName), stripeProvider(client));
  const of = <Event extends { data: { orderId: string } }>(event: Event): Event => ({
    ...event,
    data: { ...event.data, orderId },
  });
  const items = async () => (await documents.send(new ScanCommand({ TableName }))).Items ?? [];
  /** An entry as it was written before the ledger's items were ElectroDB's. */
  const enterBefore = (version: number, entry: object) =>
    documents.send(
      new PutCommand({
        TableName,
        Item: {
          pk: `payment#${orderId}`,
          sk: `event#${String(version).padStart(6, "0")}`,
          entity: "paymentEvent",
          orderId,
          version,
          ...entry,
        },
      }),
    );
  return {
    enterBefore,
    strangers: async () => unownedItems(paymentsTable({ table: TableName }).entities, await items()),
    authorize: (replyTo?: string) => authorizePayment(ports, of(requested(replyTo)), quiet),
    settle: (event: Parameters<typeof settlePayment>[1]) => settlePayment(ports, of(event), quiet),
    money: () => stripe.money({ orderId }),
    ledger: async () =>
      (await items())
        .filter(({ entity }) => entity === "paymentEvent")
        .sort((a, b) => a.version - b.version)
        .map(({ type }) => type),
    published: async () =>
      (await items())
        .filter(({ entity }) => entity === "outbox")
        .map(({ detailType }) => detailType)
        .sort(),
  };
};

test("keeps every step of a payment and publishes what others must know", async () => {
  const { authorize, settle, money, ledger, published, strangers } = await setUp();
  await authorize();
  await settle(confirmed());
  await settle(cancelled());

  await expect(ledger()).resolves.toEqual(["Opened", "Authorized", "Captured", "Refunded"]);
  await expect(published()).resolves.toEqual(["PaymentAuthorized", "PaymentRefunded"]);
  await expect(strangers()).resolves.toEqual([]);
  expect(money()).toMatchObject({ authorizations: 1, held: 0, captured: 840, refunded: 840 });
});

test("holds the money once for requests that run at the same time", async () => {
  const { authorize, money, ledger, published } = await setUp();
  await Promise.all([authorize("token-1"), authorize("token-1"), authorize("token-2")]);

  await expect(ledger()).resolves.toEqual(["Opened", "Authorized"]);
  await expect(published()).resolves.toEqual(["PaymentAuthorized", "PaymentAuthorized"]);
  expect(money()).toMatchObject({ authorizations: 1, held: 840 });
});

test("holds nothing for an order that is rejected at the same time", async () => {
  const { authorize, settle, money } = await setUp();
  const attempts = [authorize(), settle(rejected()), settle(rejected())];
  const results = await Promise.allSettled(attempts);
  // What a queue does with those that met the other in the middle of a step.
  if (results.some(({ status }) => status === "rejected")) {
    await settle(rejected());
    await authorize();
  }

  expect(money()).toMatchObject({ held: 0, captured: 0 });
});

test("goes on with a payment that was refused before the ledger's items were ElectroDB's", async () => {
  const { enterBefore, authorize, money, ledger } = await setUp();
  await enterBefore(1, { type: "Refused", at: "2026-11-23T07:30:00.000Z", reason: "order_rejected" });
  await authorize();

  await expect(ledger()).resolves.toEqual(["Refused"]);
  expect(money()).toMatchObject({ authorizations: 0, held: 0 });
});
