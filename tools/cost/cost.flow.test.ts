import { type Bakery, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { localTarget } from "../ops/target.ts";
import { orderedBy } from "./journey.ts";
import { measure } from "./measure.ts";
import { differences, readMeasurement } from "./measurement.ts";
import { pricesOf } from "./prices.ts";
import { usageOf } from "./usage.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

test("an order uses what it used when it was measured: after a change that is meant, npm run cost -- --measure", async () => {
  expect(differences(await readMeasurement(), await measure(3))).toEqual([]);
});

let bakery: Bakery;
beforeAll(async () => {
  bakery = await openBakery();
});
afterAll(() => bakery?.stop());

const usage = async (stage: string) => {
  const target = localTarget(bakery.outputs);
  return usageOf(target, { stage, days: 1, now: await target.now(), prices: pricesOf("eu-west-1") });
};

test("reads what a stage used from its metrics, as a month of such days", async () => {
  await orderedBy(bakery, await bakery.signUp());
  await bakery.pass(61_000);
  const { ordersPerDay, lines } = await usage("local");
  const quantity = (service: string, resource: RegExp, unit: string) =>
    lines.find((line) => line.service === service && resource.test(line.resource) && line.unit === unit)
      ?.quantity;

  expect(ordersPerDay).toBe(1);
  expect(quantity("Lambda", /-PlaceOrder/, "Requests")).toBeCloseTo(30.4);
  expect(quantity("Lambda", /-PlaceOrder/, "GB-seconds (arm64)")).toBeGreaterThan(0);
  expect(quantity("SQS", /PlaceOrderQueue/, "Standard requests")).toBeGreaterThanOrEqual(30.4);
  expect(quantity("API Gateway", /OrdersApi/, "REST requests")).toBeCloseTo(2 * 30.4);
  expect(
    quantity("EventBridge Pipes", /orders-outbox|OrdersOutbox/, "Requests after filtering"),
  ).toBeGreaterThan(0);
});

test("says how to go on where a stage has no metrics", async () => {
  await expect(usage("prod")).rejects.toThrow(
    'The stage "prod" has no metrics here: deploy it and use it first',
  );
});
