import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import {
  ClosingsView,
  KitchenMessage,
  OrderListView,
  OrderStatusMessage,
} from "@sourdough/events-schema/http";
import { stores } from "@sourdough/events-schema/stores";
import { type Bakery, type Customer, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp({ phone: "+4915112345678" });
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const command = async (orderId: string, verb: "ready" | "collected") =>
  (await baker.request("POST", `/orders/${orderId}/${verb}`)).status;
const ready = async () => {
  const orderId = await ann.place();
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  await bakery.quiet();
  expect(await command(orderId, "ready")).toBe(200);
  return orderId;
};
const closingsOf = (storeId = "store-1") =>
  bakery.published
    .filter(({ "detail-type": name, detail }) => name === "StoreClosed" && detail.data.storeId === storeId)
    .map(({ detail }) => detail.data as { businessDay: string; closesAt: string; notCollected: number });
const isClosed = (businessDay: string, storeId?: string) => () =>
  closingsOf(storeId).find((closing) => closing.businessDay === businessDay);

/** Moves the clock to the next time a store's clock in Berlin says so. */
const passTo = async (clock: string, more = 0) => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  const local = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", timeStyle: "medium" });
  const [h = 0, m = 0, s = 0] = local.format(bakery.now()).split(":").map(Number);
  const ahead = ((hours - h) * 60 + (minutes - m)) * minute - s * 1000 + more;
  await bakery.pass(ahead > 0 ? ahead : ahead + day);
};
const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(bakery.now());

test("closes the day: what nobody came for is over, written off, paid for, and told", async () => {
  await passTo("12:00");
  const kitchen = await baker.follow("/kitchen/store-1");
  const customer = await ann.follow(`/orders/${ann.customerId}/*`);
  const office = await baker.follow("/office/closings");
  const orderId = await ready();
  const collected = await ready();
  expect(await command(collected, "collected")).toBe(200);
  await passTo("18:59");
  const businessDay = today();
  expect(isClosed(businessDay)()).toBeUndefined();
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "READY" });

  await passTo("19:00", 1000);
  await bakery.until("the day is closed", isClosed(businessDay));
  await settle(bakery);

  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "NOT_COLLECTED", sequence: 4 });
  await expect(ann.order(collected)).resolves.toMatchObject({ status: "COLLECTED" });
  expect(isClosed(businessDay)()).toMatchObject({ notCollected: 1, collected: 0, failed: 0 });
  expect(bakery.money(orderId)).toMatchObject({ captured: 280, refunded: 0 });
  const last = { orderId, status: "NOT_COLLECTED", sequence: 4 };
  expect(kitchen.messages.map((message) => KitchenMessage.strict().parse(message))).toContainEqual(
    expect.objectContaining(last),
  );
  expect(customer.messages.map((message) => OrderStatusMessage.strict().parse(message))).toContainEqual(
    expect.objectContaining(last),
  );
  expect(office.messages).toContainEqual(expect.objectContaining({ topic: "closings", id: "store-1" }));
  const letters = bakery.letters().filter(({ subject = "", text }) => /Nobody came/.test(subject + text));
  expect(letters.map(({ kind }) => kind).sort()).toEqual(["email", "sms"]);
  const response = await baker.request("GET", "/kitchen/store-1/orders?status=NOT_COLLECTED");
  expect(OrderListView.parse(await response.json()).orders.map((order) => order.orderId)).toEqual([orderId]);
  kitchen.close();
  customer.close();
  office.close();
  await checkInvariants(bakery);
});

test("a bag that is ready after closing is for the next day", async () => {
  await passTo("20:00");
  const orderId = await ready();
  await passTo("18:00");
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "READY" });
  await passTo("19:00", 1000);
  await bakery.until("the day is closed", isClosed(today()));

  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "NOT_COLLECTED" });
});

test("staff see the schedules of all stores, the last closings, and how many reminders are to go out", async () => {
  await passTo("12:00");
  const orderId = await ready();
  const view = await bakery.until("its reminder", async () => {
    const response = await baker.request("GET", "/office/closings");
    const found = ClosingsView.parse(await response.json());
    return found.remindersPending > 0 && found;
  });

  expect(view.closings).toMatchObject(
    stores.map(({ storeId, timeZone, closingTime }) => ({ storeId, timeZone, closingTime })),
  );
  expect(view.closings[0]?.lastClosing).toMatchObject({
    businessDay: closingsOf().at(-1)?.businessDay,
    notCollected: 1,
    failed: 0,
  });
  expect(view.remindersPending).toBe(1);
  expect(await command(orderId, "collected")).toBe(200);
  const refused = await ann.request("GET", "/office/closings");
  expect({ status: refused.status, body: await refused.json() }).toMatchObject({
    status: 403,
    body: { code: "orders.staff_only" },
  });
});

test("whoever is first decides: the closing, and the counter is told", async () => {
  await passTo("12:00");
  const orderId = await ready();
  await passTo("19:00", 1000);
  await bakery.until("the day is closed", isClosed(today()));

  expect(await command(orderId, "collected")).toBe(409);
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "NOT_COLLECTED" });
});

test("whoever is first decides: both come at the same moment, and one of them is told no", async () => {
  await passTo("12:00");
  const orders = [await ready(), await ready(), await ready()];
  await passTo("18:59", 59_000);
  bakery.advance(2000);
  const answers = await Promise.all(orders.map((orderId) => command(orderId, "collected")));
  const closing = await bakery.until("the day is closed", isClosed(today()));
  await settle(bakery);

  for (const [index, orderId] of orders.entries())
    await expect(ann.order(orderId)).resolves.toMatchObject({
      status: answers[index] === 200 ? "COLLECTED" : "NOT_COLLECTED",
      sequence: 4,
    });
  expect(closing.notCollected).toBe(answers.filter((status) => status === 409).length);
  await checkInvariants(bakery);
});

test("a closed day is closed once, also when its schedule fires again, now or a day late", async () => {
  await passTo("12:00");
  const orderId = await ready();
  bakery.faults.onDelivery(({ service }) => (service === "scheduler" ? [0, 0, 30 * minute, day] : [0]));
  await passTo("19:00", 1000);
  const closing = await bakery.until("the day is closed", isClosed(today()));
  bakery.faults.clear();
  await bakery.pass(hour);
  const later = await ready();
  await bakery.pass(2 * hour);
  await expect(ann.order(later)).resolves.toMatchObject({ status: "READY" });
  await bakery.pass(21 * hour);
  await settle(bakery);

  expect(closingsOf().filter(({ businessDay }) => businessDay === closing.businessDay)).toHaveLength(1);
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "NOT_COLLECTED", sequence: 4 });
  await checkInvariants(bakery);
});

test("a closing that comes hours late closes the day it was for, and what was ready by then", async () => {
  await passTo("12:00");
  const before = await ready();
  bakery.faults.onDelivery(({ service }) => (service === "scheduler" ? [3 * hour] : [0]));
  await passTo("19:00", 1000);
  bakery.faults.clear();
  const businessDay = today();
  const after = await ready();
  expect(isClosed(businessDay)()).toBeUndefined();
  await bakery.pass(3 * hour);
  await bakery.until("the day is closed", isClosed(businessDay));

  await expect(ann.order(before)).resolves.toMatchObject({ status: "NOT_COLLECTED" });
  await expect(ann.order(after)).resolves.toMatchObject({ status: "READY" });
});

test("a closing that nobody can start is in a dead-letter queue, with what to start it with", async () => {
  await settle(bakery);
  await passTo("12:00");
  // As if the machine had been deleted under it.
  const scheduler = new SchedulerClient({
    endpoint: bakery.outputs.awsEndpoint,
    region: bakery.outputs.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { Name, GroupName, Target, ...schedule } = await scheduler.send(
    new GetScheduleCommand({ GroupName: "sourdough-local-closings", Name: "store-1" }),
  );
  await scheduler.send(
    new UpdateScheduleCommand({
      Name,
      GroupName,
      Target: { ...Target!, Arn: `${Target?.Arn}Gone` },
      FlexibleTimeWindow: schedule.FlexibleTimeWindow,
      ScheduleExpression: schedule.ScheduleExpression,
      ScheduleExpressionTimezone: schedule.ScheduleExpressionTimezone,
    }),
  );
  scheduler.destroy();
  await passTo("19:00", 1000);
  const closesAt = new Date(bakery.now() - 1000).toISOString().slice(0, 16);
  const queue = bakery.queue("OrdersSchedulesDeadLetterQueue");
  await bakery.until("it is given up", () => queue.peek().some((body) => body.includes('"store-1"')), {
    between: () => bakery.pass(10 * minute),
  });

  const bodies = queue.peek().map((body) => JSON.parse(body));
  expect(bodies).toContainEqual({
    storeId: "store-1",
    closesAt: expect.stringContaining(closesAt),
    closingTime: "19:00",
  });
});
