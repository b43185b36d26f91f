import { expect, test } from "vitest";
import { createLives } from "../testing/restart.ts";
import { statisticOf } from "./bucket.ts";
import { KEPT_MINUTES } from "./kept-metrics.ts";
import { MINUTE_MS } from "./series.ts";
import type { MetricStore } from "./store.ts";

const setUp = () => {
  const next = createLives();
  return async () => {
    const cloud = await next();
    const store = cloud.metrics;
    const gauge = (value: number) =>
      store.read(
        [{ namespace: "Queue", dimensions: {}, values: { Depth: { value, unit: "Count" } } }],
        store.minute(),
      );
    return { cloud, store, gauge };
  };
};
const read = (store: MetricStore, metric: string, statistic: string, from = 0) => {
  const bucket = store.find("App", metric, { Shop: "1" })?.between(from, store.minute() + 1);
  return bucket && statisticOf(statistic)!(bucket);
};

test("metrics are there after a restart, and what comes in the same minute is added", async () => {
  const live = setUp();
  const before = await live();
  const series = before.store.series("App", "Orders", { Shop: "1" }, "Count")!;
  for (let value = 1; value <= 100; value++) series.add(before.store.minute() - 2, value);
  series.add(before.store.minute(), 7);
  before.cloud.clock.advance(5_000);

  const after = await live();
  after.store.series("App", "Orders", { Shop: "1" }, "Count")!.add(after.store.minute(), 3);
  after.cloud.clock.advance(5_000);
  const last = await live();
  expect(read(last.store, "Orders", "Sum")).toBe(5_060);
  expect(read(last.store, "Orders", "p50")).toBeCloseTo(50, -1);
  expect([...last.store.all()].map(({ unit }) => unit)).toEqual(["Count"]);
});

test("a gauge shows what it showed, also of the time when nothing ran", async () => {
  const live = setUp();
  const before = await live();
  before.gauge(4);
  before.store.flush();
  const began = before.store.minute();

  const after = await live();
  after.cloud.clock.advance(10 * MINUTE_MS);
  after.gauge(9);
  const depth = after.store.find("Queue", "Depth", {})!;
  const at = (minute: number) => depth.between(minute, minute + 1)?.max;
  expect([at(began), at(began + 5), at(after.store.minute())]).toEqual([4, 4, 9]);
});

test("forgets minutes that are too old, and drops one that is damaged", async () => {
  const live = setUp();
  const before = await live();
  const series = before.store.series("App", "Orders", { Shop: "1" })!;
  series.add(before.store.minute(), 1);
  before.store.flush();
  before.cloud.clock.advance((KEPT_MINUTES + 2) * MINUTE_MS);
  for (const [ago, value] of [
    [0, 2],
    [1, 3],
  ] as const)
    series.add(before.store.minute() - ago, value);
  before.store.flush();
  await before.cloud.state.settled?.();
  const name = "cloudwatch/metrics";
  const count = before.cloud.state.database
    .prepare("SELECT COUNT(*) AS n FROM records WHERE name = ?")
    .get(name);
  expect(count).toEqual({ n: 2 });
  before.cloud.state.database
    .prepare("UPDATE records SET value = ? WHERE name = ? AND key = ?")
    .run(Buffer.from("damaged"), name, String(before.store.minute()));

  const after = await live();
  expect(read(after.store, "Orders", "Sum")).toBe(3);
  expect(after.cloud.state.dropped).toEqual([
    expect.stringMatching(/^the record "\d+" of cloudwatch\/metrics: /),
  ]);
});
