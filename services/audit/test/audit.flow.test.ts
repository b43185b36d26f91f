import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { AuditsView, type AuditView } from "@sourdough/events-schema/http";
import { type Bakery, type Customer, type Item, openBakery, settle } from "@sourdough/test-kit";
import { unownedItems } from "@sourdough/test-kit/emulators";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { auditTable } from "../src/adapters/audit-table.ts";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;
/** Orders that came to each of their ends, long ago. */
let confirmed = "";
let cancelled = "";

const hour = 3600_000;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
  baker = await bakery.signUp({ group: "staff" });
  confirmed = await ann.place();
  cancelled = await ann.place();
  const declined = await ann.place({ paymentMethodId: "pm_card_chargeDeclined" });
  for (const orderId of [confirmed, cancelled, declined]) await ann.decided(orderId);
  await bakery.quiet();
  expect((await ann.request("POST", `/orders/${cancelled}/cancel`)).status).toBe(200);
  await settle(bakery);
  await bakery.pass(2 * hour);
  await bakery.quiet();
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

let audits = 0;
const start = async () => {
  const name = `audit-${(audits += 1)}`;
  await bakery.clients.sfn.send(
    new StartExecutionCommand({ stateMachineArn: bakery.arn("RunAudit"), name, input: "{}" }),
  );
  return name;
};
const seen = async (auditId: string): Promise<AuditView | undefined> => {
  const response = await baker.request("GET", "/office/audits");
  expect(response.status).toBe(200);
  return AuditsView.parse(await response.json()).audits.find((audit) => audit.auditId === auditId);
};
const ended = (auditId: string) =>
  bakery.until(`${auditId} ends`, async () => {
    const audit = await seen(auditId);
    return audit && audit.status !== "RUNNING" && audit;
  });
const audit = async () => ended(await start());
const told = (name: string, auditId: string) =>
  bakery.published.filter((event) => event["detail-type"] === name && event.detail.data.auditId === auditId);

/** What a failed audit told. */
const first = (auditId: string) => told("AuditFailed", auditId)[0]?.detail.data.first;

test("passes a bakery that is well, and says what it looked at", async () => {
  const office = await baker.follow("/office/audits");
  const found = await audit();
  await bakery.until("the office hears of it", () => office.messages.length >= 2);

  expect(found).toMatchObject({ status: "PASSED", differences: [] });
  expect(told("AuditPassed", found.auditId)).toMatchObject([
    { detail: { data: { audited: { orders: 3, payments: 3, unsettled: 0 } } } },
  ]);
  expect(found.checks.map(({ checked }) => checked)).not.toContain(0);
  expect(office.messages).toContainEqual(expect.objectContaining({ topic: "audits", id: found.auditId }));
  office.close();
});

test("is for staff", async () => {
  const response = await ann.request("GET", "/office/audits");

  expect(response.status).toBe(403);
  await expect(response.json()).resolves.toMatchObject({ code: "audit.staff_only" });
});

type Change = (item: Item) => Item | undefined;

/** Changes an item behind the back of its service, or removes it, for as long as an audit takes. */
const planted = async (service: string, find: (item: Item) => boolean, change: Change) => {
  const item = (await bakery.items(service)).find(find);
  if (!item) throw new Error(`Nothing to change in the table of ${service}.`);
  const TableName = String(bakery.outputs[`${service}Table`]);
  const { documents } = bakery.clients;
  const { pk, sk } = item;
  const changed = change(item);
  if (changed) await documents.send(new PutCommand({ TableName, Item: changed }));
  else await documents.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
  const found = await audit();
  await documents.send(new PutCommand({ TableName, Item: item }));
  return found;
};
const isOrder = (item: Item) => item.entity === "order" && item.orderId === confirmed;
const isEntry = (type: string) => (item: Item) =>
  item.entity === "paymentEvent" && item.orderId === confirmed && item.type === type;
const isReservation = (item: Item) => item.entity === "reservation" && item.orderId === confirmed;
const isStock = (item: Item) =>
  item.entity === "stock" && item.storeId === "store-1" && Number(item.sold) > 0;
const gone: Change = () => undefined;

test.each<
  [
    what: string,
    invariant: number,
    service: string,
    find: (item: Item) => boolean,
    change: Change,
    said: RegExp,
  ]
>([
  [
    "an order without an answer",
    1,
    "orders",
    isOrder,
    (item) => ({ ...item, status: "PENDING", placedAt: "2026-01-01T07:00:00.000Z" }),
    /PENDING since 2026-01-01/,
  ],
  [
    "a piece too many",
    2,
    "inventory",
    isStock,
    (item) => ({ ...item, onHand: Number(item.onHand) + 1 }),
    /delivered \d+; on hand/,
  ],
  [
    "fewer pieces than none",
    2,
    "inventory",
    isStock,
    (item) => ({ ...item, onHand: -1, sold: Number(item.delivered) + 1 }),
    /on hand -1/,
  ],
  [
    "a piece sold to nobody",
    2,
    "inventory",
    isStock,
    (item) => ({ ...item, onHand: Number(item.onHand) - 1, sold: Number(item.sold) + 1 }),
    /its reservations make .* sold 1, .* it has .* sold 2/,
  ],
  [
    "a reservation that went back",
    2,
    "inventory",
    isReservation,
    (item) => ({ ...item, status: "RELEASED" }),
    /its reservation is RELEASED, not SOLD/,
  ],
  ["a reservation that is gone", 2, "inventory", isReservation, gone, /its reservation is none, not SOLD/],
  [
    "an order whose money was never taken",
    3,
    "payments",
    isEntry("Captured"),
    gone,
    /CONFIRMED, and its ledger says Opened, Authorized/,
  ],
  [
    "money at the provider that no ledger knows",
    3,
    "payments",
    isEntry("Opened"),
    (item) => ({ ...item, providerReference: "pi_other" }),
    /captured for .*, and its ledger does not know it/,
  ],
  [
    "an order that costs what was not taken",
    3,
    "orders",
    isOrder,
    (item) => ({ ...item, totalCents: 1 }),
    /280 cents taken for .*, which costs 1/,
  ],
  [
    "an order that was cancelled and kept its money",
    3,
    "orders",
    isOrder,
    (item) => ({ ...item, status: "CANCELLED" }),
    /280 cents kept for/,
  ],
  [
    "a customer who was not told",
    4,
    "notifications",
    (item) => item.entity === "notification" && item.channel === "email",
    gone,
    /no e-mail about Order\w+ went out/,
  ],
  [
    "a gap in what was published",
    5,
    "orders",
    (item) =>
      item.entity === "outbox" &&
      item.about === confirmed &&
      String(item.detail).includes('"sequence":2') &&
      item.detailType === "OrderStatusChanged",
    gone,
    /at change 2, and published are 1/,
  ],
  [
    "a change that was not published",
    5,
    "orders",
    isOrder,
    (item) => ({ ...item, sequence: 3 }),
    /at change 3, and published are 1, 2/,
  ],
])("finds %s", async (_, invariant, service, find, change, said) => {
  const found = await planted(service, find, change);

  expect(found.status).toBe("FAILED");
  expect(first(found.auditId)).toContainEqual(
    expect.objectContaining({ invariant, what: expect.stringMatching(said) }),
  );
  expect(told("AuditFailed", found.auditId)).toMatchObject([
    { detail: { data: { differences: found.differences.length } } },
  ]);
  expect(told("AuditPassed", found.auditId)).toEqual([]);
});

test("finds an order that was authorized twice", async () => {
  const TableName = String(bakery.outputs.paymentsTable);
  const [entry] = (await bakery.items("payments")).filter(isEntry("Authorized"));
  const again = { ...entry, sk: "event#000009", version: 9 };
  await bakery.clients.documents.send(new PutCommand({ TableName, Item: again }));
  const found = await audit();
  await bakery.clients.documents.send(new DeleteCommand({ TableName, Key: { pk: entry?.pk, sk: again.sk } }));

  expect(first(found.auditId)).toContainEqual({
    invariant: 3,
    about: confirmed,
    what: "paid for more than once: its ledger says Opened, Authorized, Captured, Authorized",
  });
});

test("finds what is in a dead-letter queue", async () => {
  const queue = bakery.queue("EmailDeadLetterQueue");
  await bakery.clients.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: "{}" }));
  const found = await audit();

  expect(first(found.auditId)).toEqual([
    { invariant: 6, about: "EmailDeadLetterQueue", what: "1 message waits for a person" },
  ]);
});

test("leaves nothing in the table that is not one of its entities", async () => {
  const items = await bakery.items("audit");

  expect(new Set(items.map(({ entity }) => entity))).toEqual(
    new Set(["audit", "difference", "memory", "outbox"]),
  );
  expect(unownedItems(auditTable({ table: "any" }).entities, items)).toEqual([]);
});
