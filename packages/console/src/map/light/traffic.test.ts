import { expect, test } from "vitest";
import { createTraffic, failingNow, rateOf } from "./traffic.ts";

const pulse = (count: number, failures = 0, latencyMs?: number) => ({
  at: 1_000,
  nodes: { queue: { count, failures, latencyMs } },
  edges: {},
});

test("a rate is what came in the last ten seconds, and is gone after them", () => {
  const traffic = createTraffic();
  traffic.add(pulse(30));
  traffic.tick();
  traffic.add(pulse(20));
  expect(rateOf(traffic.nodes.get("queue")!)).toBe(5);
  for (let second = 0; second < 10; second++) traffic.tick();
  expect(rateOf(traffic.nodes.get("queue")!)).toBe(0);
  expect(traffic.nodes.get("queue")!.count).toBe(50);
});

test("a failure shows for ten seconds, and stays in the sum", () => {
  const traffic = createTraffic();
  traffic.add(pulse(1, 1));
  expect(failingNow(traffic.nodes.get("queue")!)).toBe(true);
  for (let second = 0; second < 10; second++) traffic.tick();
  expect(failingNow(traffic.nodes.get("queue")!)).toBe(false);
  expect(traffic.nodes.get("queue")!.failures).toBe(1);
});

test("a reading of the map replaces what was counted, at the rate it states", () => {
  const traffic = createTraffic();
  traffic.add(pulse(7));
  traffic.reset({ at: 0, nodes: { queue: { count: 3, failures: 0, lastAt: 5, rate: 2 } }, edges: {} });
  expect(traffic.nodes.get("queue")).toMatchObject({ count: 3, lastAt: 5 });
  expect(rateOf(traffic.nodes.get("queue")!)).toBe(2);
});

test("latency follows what is seen", () => {
  const traffic = createTraffic();
  traffic.add(pulse(1, 0, 10));
  traffic.add(pulse(1, 0, 90));
  expect(traffic.nodes.get("queue")!.latencyMs).toEqual({ p50: 20, p95: 90 });
});
