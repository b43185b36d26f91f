import { expect, test } from "vitest";
import { statisticOf } from "./bucket.ts";
import { MINUTE_MS } from "./series.ts";
import { createMetricStore } from "./store.ts";

const clock = { at: 1_000_000 * MINUTE_MS, now: () => clock.at };
const read = (bucket: Parameters<NonNullable<ReturnType<typeof statisticOf>>>[0] | undefined, name: string) =>
  bucket && statisticOf(name)!(bucket);
const newStore = (warnings: string[] = []) => createMetricStore(clock, (message) => warnings.push(message));

test("keeps statistics of each minute, and percentiles within 1 %", () => {
  const store = newStore();
  const series = store.series("Bakery", "Minutes", { Store: "1" })!;
  for (let value = 1; value <= 1000; value++) series.add(1, value);
  series.add(2, 5000);
  const minute = series.between(1, 2);
  expect(["Sum", "SampleCount", "Average", "Minimum", "Maximum"].map((name) => read(minute, name))).toEqual([
    500_500, 1000, 500.5, 1, 1000,
  ]);
  for (const percent of [1, 10, 50, 90, 99, 99.9]) {
    const exact = percent * 10;
    expect(Math.abs(read(minute, `p${percent}`)! - exact) / exact).toBeLessThan(0.0101);
  }
  expect(read(minute, "tm90")).toBeCloseTo(450.5, -1);
  expect(read(series.between(1, 3), "Maximum")).toBe(5000);
  expect(series.between(3, 100)).toBeUndefined();
  expect(statisticOf("Median")).toBeUndefined();
});

test("finds a metric whatever the order of its dimensions, and no other", () => {
  const store = newStore();
  store.series("Bakery", "Minutes", { Store: "1", Oven: "2" })?.add(1, 1);
  expect(store.find("Bakery", "Minutes", { Oven: "2", Store: "1" })).toBeDefined();
  expect(store.find("Bakery", "Minutes", { Store: "1" })).toBeUndefined();
});

test("holds what a gauge showed until it is asked again, and lets an age grow", () => {
  const store = newStore();
  const gauge = (value: number, perSecond?: number) => [
    {
      namespace: "AWS/SQS",
      dimensions: { QueueName: "q" },
      values: { Age: { value, unit: "Seconds" as const, perSecond } },
    },
  ];
  store.read(gauge(0), 100);
  // Nobody asked for two hours, in which the message was there.
  store.read(gauge(7200, 1), 220);
  const age = store.find("AWS/SQS", "Age", { QueueName: "q" })!;
  expect([100, 101, 160, 220].map((minute) => read(age.between(minute, minute + 1), "Maximum"))).toEqual([
    0, 60, 3600, 7200,
  ]);
  expect(age.between(221, 222)).toBeUndefined();
  store.read(gauge(0), 221);
  expect(read(age.between(221, 222), "Maximum")).toBe(0);
});

test("forgets the oldest minutes, and takes no more metrics than it can hold", () => {
  const warnings: string[] = [];
  const store = newStore(warnings);
  const series = store.series("Bakery", "Minutes", {})!;
  for (let minute = 0; minute < 2000; minute++) series.add(minute, 1);
  expect(read(series.between(0, 2000), "SampleCount")).toBe(720);
  expect(read(series.between(1280, 2000), "SampleCount")).toBe(720);
  for (let order = 0; order < 6000; order++) store.series("Bakery", "Orders", { OrderId: String(order) });
  expect([...store.all()]).toHaveLength(5000);
  expect(warnings[0]).toContain("makes a metric for each id");
});
