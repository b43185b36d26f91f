import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { AuditsView } from "@sourdough/events-schema/http";
import {
  type Bakery,
  type Customer,
  checkInvariants,
  type FunctionCall,
  openBakery,
  seededFaults,
  settle,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

const minute = 60_000;
const hour = 60 * minute;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const start = (name: string) =>
  bakery.clients.sfn.send(
    new StartExecutionCommand({ stateMachineArn: bakery.arn("RunAudit"), name, input: "{}" }),
  );
const list = async () => {
  const response = await baker.request("GET", "/office/audits");
  return AuditsView.parse(await response.json()).audits;
};
/** Moves the clock on while it waits: what was killed is tried again. */
const ended = (auditId: string) =>
  bakery.until(
    `${auditId} ends`,
    async () => {
      const audit = (await list()).find((one) => one.auditId === auditId);
      return audit && audit.status !== "RUNNING" && audit;
    },
    { between: () => bakery.pass(1000) },
  );
/** Names of what was told of an audit; a copy is the same event. */
const told = (auditId: string) => {
  const events = bakery.published.filter(
    ({ source, detail }) => source === "sourdough.audit" && detail.data.auditId === auditId,
  );
  return [
    ...new Map(events.map((event) => [event.detail.metadata.eventId, event["detail-type"]])).values(),
  ].sort();
};

test.each([5, 23])(
  "raises no false alarm while customers order, cancel and collect (seed %i)",
  async (seed) => {
    const trouble = seededFaults(seed, { duplicate: 0.3, delay: 0.2, maxDelayMs: 30_000, reorder: 0.2 });
    bakery.faults.onDelivery((delivery) =>
      trouble.delivery(delivery).map((ms) => (delivery.service === "pipes" ? Math.min(ms, 10_000) : ms)),
    );
    const audits: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const name = `traffic-${seed}-${round}`;
      const orders = await Promise.all(
        Array.from({ length: 4 }, (_, index) =>
          ann.place(index === 3 ? { paymentMethodId: "pm_card_chargeDeclined" } : {}),
        ),
      );
      await start(name);
      const [one = "", two = ""] = orders;
      void ann.request("POST", `/orders/${one}/cancel`);
      for (let passed = 0; passed < 30; passed += 5) {
        await bakery.pass(5 * minute);
        void baker.request("POST", `/orders/${two}/ready`);
      }
      audits.push(name);
      await ended(name);
    }
    bakery.faults.clear();
    await settle(bakery, { stepMs: minute });
    await bakery.pass(2 * hour);
    await start(`quiet-${seed}`);
    await ended(`quiet-${seed}`);

    for (const name of [...audits, `quiet-${seed}`])
      expect(told(name), name).toEqual(["AuditPassed", "AuditStarted"]);
    await checkInvariants(bakery);
  },
);

test("runs every night by the clock of the chain", async () => {
  const known = new Set((await list()).map(({ auditId }) => auditId));
  const local = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", timeStyle: "medium" });
  const [h = 0, m = 0, s = 0] = local.format(bakery.now()).split(":").map(Number);
  const ahead = ((3 - h) * 60 + 30 - m) * minute - s * 1000 + 1000;
  await bakery.pass(ahead > 0 ? ahead : ahead + 24 * hour);
  const nightly = await bakery.until("tonight's audit", async () =>
    (await list()).find(({ auditId, status }) => !known.has(auditId) && status !== "RUNNING"),
  );

  expect(nightly).toMatchObject({ status: "PASSED", differences: [] });
  expect(told(nightly.auditId)).toEqual(["AuditPassed", "AuditStarted"]);
});

/** Kills the worker of Audit at the nth call of the operation, once, and notes the call. */
const crashOnce = (operation: string, nth: number, when: "before" | "after") => {
  const crashed: FunctionCall[] = [];
  let calls = 0;
  bakery.faults.onCall((call) => {
    if (crashed.length > 0 || !/Audit/.test(call.functionName) || call.operation !== operation)
      return undefined;
    calls += 1;
    if (calls !== nth) return undefined;
    crashed.push(call);
    return when;
  });
  return crashed;
};

test.each<[operation: string, nth: number, when: "before" | "after"]>([
  ["TransactWriteItems", 1, "after"],
  ["PutItem", 1, "before"],
  ["PutItem", 4, "after"],
  ["Scan", 2, "before"],
  ["TransactWriteItems", 2, "before"],
  ["TransactWriteItems", 2, "after"],
])("comes to the same when its worker is killed at %s %i, %s it", async (operation, nth, when) => {
  const orderId = await ann.place();
  await ann.decided(orderId);
  await settle(bakery);
  await bakery.pass(2 * hour);
  await bakery.quiet();
  const TableName = String(bakery.outputs.ordersTable);
  const Key = { pk: `customer#${ann.customerId}`, sk: `order#${orderId}` };
  const total = (totalCents: number) =>
    bakery.clients.documents.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: "SET totalCents = :total",
        ExpressionAttributeValues: { ":total": totalCents },
      }),
    );
  await total(281);
  const crashed = crashOnce(operation, nth, when);
  const name = `killed-${operation}-${nth}-${when}`;
  await start(name);
  const audit = await ended(name);
  await total(280);

  expect(crashed).toHaveLength(1);
  expect(audit.differences).toHaveLength(1);
  expect(told(name)).toEqual(["AuditFailed", "AuditStarted"]);
});
