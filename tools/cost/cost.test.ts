import type { ResourceGraph } from "sourdough-local";
import { expect, test } from "vitest";
import { billOf, daysPerMonth } from "./bill.ts";
import { differences, type Measurement, readMeasurement } from "./measurement.ts";
import { pricesOf } from "./prices.ts";
import { recommend } from "./recommend.ts";

const graphOf = (...resources: { type: string; name?: string; outputs?: object }[]) =>
  ({
    resources: resources.map((one) => ({ name: "Some", outputs: {}, ...one })),
  }) as unknown as ResourceGraph;
const measured = (...perOrder: Measurement["perOrder"]): Measurement => ({
  measuredOn: "2026-11-29",
  by: "a test",
  orders: 1,
  perOrder,
});
const writes = { service: "DynamoDB", resource: "OrdersTable", unit: "On-demand write units", quantity: 10 };
const size = { ordersPerDay: 1000, stores: 3 };
const find = (bill: ReturnType<typeof billOf>, unit: string) => bill.find((line) => line.unit === unit);

const mapping = (provisionedPollerConfig: object | null) => ({
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  outputs: { eventSourceArn: "arn:aws:sqs:a:b:c", provisionedPollerConfig },
});
const scheduled = (schedule: string, minCapacity: number) => ({
  type: "aws:appautoscaling/scheduledAction:ScheduledAction",
  outputs: { resourceId: "function:place:live", schedule, scalableTargetAction: { minCapacity } },
});
const ready = [
  {
    type: "aws:lambda/function:Function",
    name: "PlaceOrderFunction",
    outputs: { name: "place", memorySize: 512 },
  },
  scheduled("cron(30 5 * * ? *)", 2),
  scheduled("cron(0 10 * * ? *)", 0),
];

test("what an order uses costs so much a month by the region's price", () => {
  const units = 10 * 1000 * daysPerMonth;
  const inRegion = (region: string) =>
    find(billOf(graphOf(), measured(writes), pricesOf(region), size), writes.unit)?.usd;

  expect(inRegion("eu-west-1")).toBeCloseTo(units * 0.705e-6, 6);
  expect(inRegion("us-east-1")).toBeCloseTo(units * 0.625e-6, 6);
});

test("says how to go on where nobody has looked prices up", () => {
  expect(() => pricesOf("eu-central-1")).toThrow(
    "There are no prices of eu-central-1 here, and another region's may be a fifth off. Use --region us-east-1 or eu-west-1",
  );
});

test("marks what has the price of another region", () => {
  const bill = billOf(graphOf(), measured(writes), pricesOf("eu-west-1"), size);
  expect(find(bill, "On-demand write units")?.assumed).toBe(false);
  expect(find(bill, "Scheduled invocations")?.assumed).toBe(true);
});

test("what is there costs without orders, by how many there are", () => {
  const graph = graphOf(
    { type: "aws:cloudwatch/metricAlarm:MetricAlarm" },
    {
      type: "aws:cloudwatch/metricAlarm:MetricAlarm",
      outputs: {
        metricQueries: [{ metric: {} }, { metric: {} }, { expression: "ANOMALY_DETECTION_BAND(m1)" }],
      },
    },
    { type: "aws:cloudwatch/dashboard:Dashboard" },
    { type: "aws:kms/key:Key" },
    { type: "aws:wafv2/webAcl:WebAcl", outputs: { rules: [{}, {}] } },
    {
      type: "aws:lambda/eventSourceMapping:EventSourceMapping",
      outputs: { eventSourceArn: "arn:aws:sqs:a:b:c" },
    },
  );
  const bill = billOf(graph, measured(), pricesOf("eu-west-1"), size);
  const usdOf = (unit: string) => find(bill, unit)?.usd;

  expect(usdOf("Alarms, by metric")).toBeCloseTo(0.3);
  expect(usdOf("Anomaly models")).toBeCloseTo(0.3);
  expect(usdOf("Dashboards")).toBe(3);
  expect(usdOf("Keys")).toBe(1);
  expect(usdOf("Rules")).toBe(2);
  expect(find(bill, "Standard requests")?.quantity).toBeCloseTo(15 * 60 * 24 * daysPerMonth);
});

test("what is kept ready costs by the hours between its schedules, and pollers always", () => {
  const graph = graphOf(...ready, mapping({ minimumPollers: 3 }), mapping(null));
  const bill = billOf(graph, measured(), pricesOf("eu-west-1"), size);

  expect(find(bill, "GB-seconds kept ready")?.quantity).toBeCloseTo(2 * 4.5 * 3600 * daysPerMonth * 0.5);
  expect(find(bill, "Hours of pollers")?.usd).toBeCloseTo(3 * 24 * daysPerMonth * 0.00925);
  // The queue with pollers of its own is not polled by the others.
  expect(find(bill, "Standard requests")?.quantity).toBeCloseTo(15 * 60 * 24 * daysPerMonth);
});

test("what never rests is there all day", () => {
  const [fn, opens] = ready;
  const bill = billOf(graphOf(fn!, opens!), measured(), pricesOf("eu-west-1"), size);
  expect(find(bill, "GB-seconds kept ready")?.quantity).toBeCloseTo(2 * 24 * 3600 * daysPerMonth * 0.5);
});

test("the synthetic customer orders 288 times a day, where there is one", () => {
  const schedule = { type: "aws:scheduler/schedule:Schedule", name: "PlaceTestOrderSchedule" };
  const bill = billOf(graphOf(schedule), measured(writes), pricesOf("eu-west-1"), size);
  const lines = bill.filter(({ unit }) => unit === writes.unit);

  expect(lines.map(({ resource, quantity }) => [resource, Math.round(quantity)])).toEqual([
    ["OrdersTable", 10 * 1000 * daysPerMonth],
    ["the synthetic customer", Math.round(10 * 288 * daysPerMonth)],
  ]);
});

const figure = (service: string, unit: string, quantity: number) => ({
  service,
  resource: "One",
  unit,
  quantity,
});

test.each([
  [
    "a write more",
    figure("DynamoDB", "On-demand write units", 10),
    figure("DynamoDB", "On-demand write units", 11),
    1,
  ],
  ["an event fewer", figure("EventBridge", "Custom events", 9), figure("EventBridge", "Custom events", 8), 1],
  ["one batch more", figure("Lambda", "Requests", 2), figure("Lambda", "Requests", 3), 0],
  ["two batches more", figure("Lambda", "Requests", 2), figure("Lambda", "Requests", 4), 1],
  [
    "slower functions",
    figure("Lambda", "GB-seconds (arm64)", 1),
    figure("Lambda", "GB-seconds (arm64)", 9),
    0,
  ],
])("notices of %s what is a difference", (_, before, now, count) => {
  expect(differences(measured(before), measured(now))).toHaveLength(count);
});

test("notices what is new and what is gone", () => {
  const now = figure("SNS", "Publishes", 1);
  expect(differences(measured(writes), measured(now))).toEqual([
    "DynamoDB, OrdersTable: On-demand write units: 0 an order, and 10 when it was measured.",
    "SNS, One: Publishes: 1 an order, and 0 when it was measured.",
  ]);
});

test("an unknown unit is no zero", () => {
  const odd = { service: "Lambda", resource: "a", unit: "Wishes", quantity: 1 };
  expect(() => billOf(graphOf(), measured(odd), pricesOf("eu-west-1"), size)).toThrow(
    'Lambda has no price of "Wishes"',
  );
});

test("gives each change its saving, and says what a change would cost", () => {
  const bill = billOf(graphOf(), measured(writes), pricesOf("eu-west-1"), size);
  const graph = graphOf({ type: "aws:lambda/alias:Alias", name: "FulfilOrderLive" });
  const advice = recommend(graph, bill, size, {
    formsUsd: { durable: 120, machine: 220 },
    rush: graphOf(...ready, mapping({ minimumPollers: 2 })),
  });
  const saves = (what: RegExp) => advice.find((one) => what.test(one.what))?.savesUsd;

  expect(saves(/state machine in place/)).toBeCloseTo(-100 * 0.0304, 6);
  // Two of 512 MB from 5:30 to 10, and two pollers around the clock.
  expect(saves(/ready in the morning/)).toBeCloseTo(-2 * 4.5 * 3600 * daysPerMonth * 0.5 * 0.0000033334, 6);
  expect(saves(/pollers/)).toBeCloseTo(-2 * 24 * daysPerMonth * 0.00925, 6);
  // Five units of writes, around the clock.
  expect(saves(/provisioned capacity/)).toBeCloseTo(0.304 * 0.705 - 5 * 24 * daysPerMonth * 0.000735, 2);
  expect(advice.map(({ savesUsd }) => savesUsd)).toEqual(
    advice.map(({ savesUsd }) => savesUsd).toSorted((one, other) => other - one),
  );
});

test("the measurement in the repository has a price for all that it counted", async () => {
  const measurement = await readMeasurement();
  expect(billOf(graphOf(), measurement, pricesOf("eu-west-1"), size).length).toBeGreaterThan(20);
});
