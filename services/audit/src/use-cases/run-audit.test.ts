import { AuditFailed, AuditPassed, AuditStarted, parseEvent } from "@sourdough/events-schema";
import { quiet } from "@sourdough/lambda-kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  memoryLog,
  orderRecords,
  paymentOf,
  portsOf,
  soundWorld,
  stockOf,
  type World,
} from "../../test/fakes.ts";
import { runAudit } from "./run-audit.ts";

const request = {
  auditId: "audit-1",
  startedAt: "2026-12-01T02:30:00.000Z",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};
const always = () => true;
const audit = (world: World) => runAudit(portsOf(world, memoryLog().log), request, always, quiet);
const changed = (change: (world: World) => void) => {
  const world = soundWorld();
  change(world);
  return world;
};

test("passes what is sound, tells it once, and says how much it looked at", async () => {
  const { log, outbox } = memoryLog();
  const ports = portsOf(soundWorld(), log);
  const answer = await runAudit(ports, request, always, quiet);

  expect(answer).toEqual({
    auditId: "audit-1",
    status: "PASSED",
    step: "done",
    audited: { products: 3, reservations: 3, orders: 3, payments: 3, queues: 1, unsettled: 0 },
    differences: 0,
    first: [],
  });
  await expect(runAudit(ports, request, always, quiet)).resolves.toEqual(answer);
  const events = outbox.map(({ source, detailType, detail }) =>
    parseEvent([AuditStarted, AuditPassed, AuditFailed], {
      source,
      "detail-type": detailType,
      detail: JSON.parse(detail),
    }),
  );
  expect(events).toMatchObject([{ name: "AuditStarted" }, { name: "AuditPassed" }]);
});

test.each<[string, number, World]>([
  ["a piece that is gone", 2, changed((world) => (world.stock[0] = stockOf({ onHand: 13 })))],
  ["pieces no reservation has", 2, changed((world) => world.reservations.pop())],
  [
    "a fulfilment that does not end",
    1,
    changed((world) => world.fulfilments.push({ orderId: "ord-1", since: new Date(0) })),
  ],
  ["a message nobody could handle", 6, changed((world) => world.queues.push({ queue: "A", messages: 2 }))],
  [
    "a payment of no order",
    3,
    changed((world) => world.payments.push(paymentOf(orderRecords(9), 9, { state: "held" }))),
  ],
  [
    "a second payment of an order",
    3,
    changed((world) => world.payments.push(paymentOf(world.orders[0]!, 77, { state: "held" }))),
  ],
  [
    "money held for an order that is over",
    3,
    changed((world) => {
      world.payments[0] = paymentOf(world.orders[0]!, 1, { state: "held" });
    }),
  ],
])("finds %s", async (_, invariant, world) => {
  await expect(audit(world)).resolves.toMatchObject({
    status: "FAILED",
    differences: 1,
    first: [{ invariant }],
  });
});

test("leaves a product to the next audit that somebody bought meanwhile", async () => {
  const { log } = memoryLog();
  const world = soundWorld();
  const ports = portsOf(world, log);
  let pages = 0;
  await runAudit(ports, request, () => pages++ < 2, quiet);
  world.stock[0] = stockOf({ onHand: 13, reserved: 1, lastChange: "evt-2" });

  await expect(runAudit(ports, request, always, quiet)).resolves.toMatchObject({
    status: "PASSED",
    audited: { unsettled: 1 },
  });
});

test("leaves an order to the next audit that changed while it was read", async () => {
  const world = changed((all) => (all.orders[0] = orderRecords(1, { reservation: undefined })));
  const { log } = memoryLog();
  const ports = portsOf(world, log);
  const order = async (key: { orderId: string; customerId: string }) => {
    const found = await ports.records.order(key);
    return found && { ...found, sequence: found.sequence + 1 };
  };

  await expect(
    runAudit({ ...ports, records: { ...ports.records, order } }, request, always, quiet),
  ).resolves.toMatchObject({ status: "PASSED", audited: { unsettled: 1 } });
});

test("comes to the same wherever it is interrupted, and how often", async () => {
  const world = changed((all) => {
    all.queues.push({ queue: "A", messages: 1 });
    all.orders[1] = orderRecords(2, { told: new Set() });
  });
  const whole = await audit(world);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 20 }), async (parts) => {
      const { log, outbox } = memoryLog();
      const ports = portsOf(world, log);
      for (const steps of parts) {
        let left = steps;
        // The last part is done, and what came of it is lost with the worker.
        const dying = {
          ...log,
          save: async (...saved: Parameters<typeof log.save>) => {
            if (left-- === 0) throw new Error("killed");
            return log.save(...saved);
          },
        };
        await runAudit({ ...ports, log: dying }, request, always, quiet).catch(() => {});
      }
      await expect(runAudit(ports, request, always, quiet)).resolves.toEqual(whole);
      expect(outbox.map(({ detailType }) => detailType)).toEqual(["AuditStarted", "AuditFailed"]);
    }),
    { numRuns: 40 },
  );
});

test("two that go on with one audit at the same time do not count anything twice", async () => {
  const { log, outbox } = memoryLog();
  const ports = portsOf(
    changed((world) => world.queues.push({ queue: "A", messages: 1 })),
    log,
  );
  const both = await Promise.allSettled([
    runAudit(ports, request, always, quiet),
    runAudit(ports, request, always, quiet),
  ]);

  expect(both.filter(({ status }) => status === "rejected")).toMatchObject([
    { reason: { name: "TransientError" } },
  ]);
  await expect(runAudit(ports, request, always, quiet)).resolves.toMatchObject({ differences: 1 });
  expect(outbox).toHaveLength(2);
});
