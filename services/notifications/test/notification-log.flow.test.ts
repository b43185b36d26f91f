import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { NotificationSent } from "@sourdough/events-schema";
import { outboxItem } from "@sourdough/lambda-kit";
import { type DynamoDbServer, startDynamoDb, unownedItems } from "@sourdough/test-kit/emulators";
import { afterAll, beforeAll, expect, test } from "vitest";
import { notificationLog } from "../src/adapters/notification-log.ts";
import { notificationsTable } from "../src/adapters/notifications-table.ts";
import type { Lease, NotificationLog } from "../src/use-cases/ports.ts";

let server: DynamoDbServer;
let documents: DynamoDBDocumentClient;
let log: NotificationLog;

beforeAll(async () => {
  server = await startDynamoDb();
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  documents = DynamoDBDocumentClient.from(client);
  await client.send(
    new CreateTableCommand({
      TableName: "notifications",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  log = notificationLog(documents, "notifications");
});
afterAll(() => server?.stop());

const keyOf = (last: number) =>
  ({ eventId: `evt-01JD7Q2Z8M4V6T0K9X3C5B7N${String(last).padStart(2, "0")}`, channel: "email" }) as const;
const leaseFrom = (second: number): Lease => ({
  from: new Date(Date.UTC(2026, 10, 23, 7, 30, second)),
  until: new Date(Date.UTC(2026, 10, 23, 7, 30, second + 20)),
});
const sent = (eventId: string) =>
  outboxItem(
    NotificationSent,
    NotificationSent.examples[0],
    {
      eventId: `${eventId}-email-sent`,
      occurredAt: "2026-11-23T07:30:01.000Z",
      correlationId: NotificationSent.examples[0].orderId,
      causationId: eventId,
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
    NotificationSent.examples[0].orderId,
  );
const published = async (eventId: string) => {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: "notifications" }));
  return Items.filter(({ sk }) => sk === `${eventId}-email-sent`).length;
};

test("grants a message to one at a time, until it is sent", async () => {
  const key = keyOf(1);
  const lease = leaseFrom(0);

  await expect(log.claim(key, lease)).resolves.toBe("granted");
  await expect(log.claim(key, leaseFrom(1))).resolves.toEqual({ takenUntil: lease.until });
  await log.complete(key, lease, sent(key.eventId));
  await expect(log.claim(key, leaseFrom(59))).resolves.toBe("sent");
  await expect(published(key.eventId)).resolves.toBe(1);
  const items = (await documents.send(new ScanCommand({ TableName: "notifications" }))).Items ?? [];
  expect(items).toHaveLength(2);
  expect(unownedItems(notificationsTable({ table: "any" }).entities, items)).toEqual([]);
});

test("grants the other channel on its own", async () => {
  const { eventId } = keyOf(2);
  await log.claim({ eventId, channel: "email" }, leaseFrom(0));

  await expect(log.claim({ eventId, channel: "sms" }, leaseFrom(0))).resolves.toBe("granted");
});

test("lets another take over when a lease has run out, and then counts only the other", async () => {
  const key = keyOf(3);
  const [first, second] = [leaseFrom(0), leaseFrom(30)];
  await log.claim(key, first);
  await expect(log.claim(key, second)).resolves.toBe("granted");

  await log.complete(key, first, sent(key.eventId));
  await expect(published(key.eventId)).resolves.toBe(0);
  await log.complete(key, second, sent(key.eventId));
  await expect(published(key.eventId)).resolves.toBe(1);
});

test("sends nothing again that was sent before the items were ElectroDB's", async () => {
  const key = keyOf(4);
  const lease = leaseFrom(0);
  const before = (status: string) => ({
    pk: `notification#${key.eventId}`,
    sk: key.channel,
    entity: "notification",
    status,
    leaseUntil: lease.until.getTime(),
    ttl: 1_800_000_000,
  });
  const put = (status: string) =>
    documents.send(new PutCommand({ TableName: "notifications", Item: before(status) }));

  await put("CLAIMED");
  await expect(log.claim(key, leaseFrom(1))).resolves.toEqual({ takenUntil: lease.until });
  await log.complete(key, lease, sent(key.eventId));
  await expect(published(key.eventId)).resolves.toBe(1);
  await put("SENT");
  await expect(log.claim(key, leaseFrom(59))).resolves.toBe("sent");
});
