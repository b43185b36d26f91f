import type { ResourceGraph } from "sourdough-local";
import { expect, test } from "vitest";
import { billOf, daysPerMonth } from "./bill.ts";
import { type Measurement, readMeasurement } from "./measurement.ts";
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

test("an unknown unit is no zero", () => {
  const odd = { service: "Lambda", resource: "a", unit: "Wishes", quantity: 1 };
  expect(() => billOf(graphOf(), measured(odd), pricesOf("eu-west-1"), size)).toThrow(
    'Lambda has no price of "Wishes"',
  );
});

test("gives each change its saving, and says what a change would cost", () => {
  const bill = billOf(graphOf(), measured(writes), pricesOf("eu-west-1"), size);
  const graph = graphOf({ type: "aws:lambda/alias:Alias", name: "FulfilOrderLive" });
  const advice = recommend(graph, bill, size, { durable: 120, machine: 220 });
  const saves = (what: RegExp) => advice.find((one) => what.test(one.what))?.savesUsd;

  expect(saves(/state machine in place/)).toBeCloseTo(-100 * 0.0304, 6);
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
