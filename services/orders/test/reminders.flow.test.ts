import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import {
  type Bakery,
  type Customer,
  checkInvariants,
  openBakery,
  seededFaults,
  settle,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;
let scheduler: SchedulerClient;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp({ phone: "+4915112345678" });
  baker = await bakery.signUp({ group: "staff" });
  scheduler = new SchedulerClient({
    endpoint: bakery.outputs.awsEndpoint,
    region: bakery.outputs.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await passToNoon();
});
afterEach(() => bakery.faults.clear());
afterAll(() => {
  scheduler?.destroy();
  return bakery?.stop();
});

const minute = 60_000;
const hour = 60 * minute;

/** Of the next day in Berlin: no store closes within the next hours. */
const passToNoon = async () => {
  const noon = new Date(bakery.now()).setUTCHours(11, 0, 0, 0);
  await bakery.pass(noon + 24 * hour - bakery.now());
};
const command = async (orderId: string, verb: "ready" | "collected") =>
  expect((await baker.request("POST", `/orders/${orderId}/${verb}`)).status).toBe(200);
const ready = async () => {
  const orderId = await ann.place();
  await ann.decided(orderId);
  await bakery.quiet();
  await command(orderId, "ready");
  return orderId;
};
const pending = async () => {
  const { Schedules = [] } = await scheduler.send(
    new ListSchedulesCommand({ GroupName: "sourdough-local-reminders" }),
  );
  return Schedules.map(({ Name }) => Name);
};
const remindersOf = (orderId: string) =>
  bakery
    .letters()
    .filter(({ subject = "", text }) => `${subject} ${text}`.includes(`${orderId.slice(-6)} waits for you`))
    .map(({ kind }) => kind)
    .sort();

test("reminds a customer once, half an hour after the bag is on the counter", async () => {
  const orderId = await ready();
  await bakery.until("its schedule", async () => (await pending()).includes(orderId));
  await bakery.pass(29 * minute);
  await bakery.quiet();
  expect(remindersOf(orderId)).toEqual([]);

  await bakery.pass(2 * minute);
  await bakery.until("the reminders", () => remindersOf(orderId).length === 2);
  await expect(pending()).resolves.not.toContain(orderId);
  await bakery.pass(2 * hour);
  await settle(bakery);
  expect(remindersOf(orderId)).toEqual(["email", "sms"]);
  await checkInvariants(bakery);
});

test("does not remind who came for it", async () => {
  const orderId = await ready();
  await bakery.until("its schedule", async () => (await pending()).includes(orderId));
  await command(orderId, "collected");
  await bakery.until("it is removed", async () => !(await pending()).includes(orderId));
  await settle(bakery);

  expect(remindersOf(orderId)).toEqual([]);
});

test("does not remind who came for it, although the schedule is made after that, since events overtake each other", async () => {
  bakery.faults.onDelivery(({ service, payload }) =>
    service === "events" && String(payload).includes('"READY"') ? [10 * minute] : [0],
  );
  const orderId = await ready();
  await command(orderId, "collected");
  await bakery.quiet();
  bakery.faults.clear();
  await bakery.pass(11 * minute);
  await bakery.until("its schedule", async () => (await pending()).includes(orderId));
  await bakery.pass(20 * minute);
  await bakery.until("it is gone", async () => !(await pending()).includes(orderId));
  await settle(bakery);

  expect(
    bakery.published.filter(
      ({ "detail-type": name, detail }) =>
        name === "CollectionReminderDue" && detail.data.orderId === orderId,
    ),
  ).toHaveLength(1);
  expect(remindersOf(orderId)).toEqual([]);
});

test.each([3, 17, 40])(
  "reminds and closes once, whatever comes twice, late and in any order (seed %i)",
  async (seed) => {
    await passToNoon();
    const trouble = seededFaults(seed, { duplicate: 0.4, delay: 0.3, maxDelayMs: 60_000, reorder: 0.2 });
    bakery.faults.onDelivery((delivery) =>
      trouble.delivery(delivery).map((ms) => (delivery.service === "pipes" ? Math.min(ms, 15_000) : ms)),
    );
    const orders = await Promise.all(Array.from({ length: 6 }, () => ann.place()));
    for (const orderId of orders) {
      await bakery.until(
        `${orderId} is decided`,
        async () => (await ann.order(orderId))?.status === "CONFIRMED",
        { between: () => bakery.pass(2000) },
      );
      await command(orderId, "ready");
    }
    const [first = "", second = "", ...left] = orders;
    await command(first, "collected");
    await command(second, "collected");
    for (let waited = 0; waited < 45; waited += 5) await bakery.pass(5 * minute);
    // A pipe gives up what is an hour old: nothing may be held back any more when the clock jumps.
    await settle(bakery, { stepMs: 60_000 });
    await bakery.pass(24 * hour);
    await settle(bakery, { stepMs: 60_000 });

    for (const orderId of left) {
      await expect(ann.order(orderId)).resolves.toMatchObject({ status: "NOT_COLLECTED", sequence: 4 });
      expect(remindersOf(orderId)).toEqual(["email", "sms"]);
    }
    expect([...remindersOf(first), ...remindersOf(second)]).toEqual([]);
    const closings = bakery.published
      .filter(({ "detail-type": name }) => name === "StoreClosed")
      .map(({ detail }) => detail.metadata.eventId);
    const days = new Set(
      bakery.published
        .filter(({ "detail-type": name }) => name === "StoreClosed")
        .map(({ detail }) => `${detail.data.storeId} ${detail.data.businessDay}`),
    );
    expect(new Set(closings).size).toBe(days.size);
    await expect(pending()).resolves.toEqual([]);
    await checkInvariants(bakery);
  },
);
