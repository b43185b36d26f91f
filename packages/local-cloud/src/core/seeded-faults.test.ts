import { expect, test } from "vitest";
import { parseRates, seededFaults } from "./seeded-faults.ts";

const delivery = { service: "sqs", from: "a", to: "b", payload: {} };
const write = { service: "kinesis", resource: "clicks", shardId: "0" };
const call = { functionName: "f", requestId: "r", index: 1, service: "sqs", operation: "SendMessage" };
const decisions = (seed: number, rates: string) => {
  const faults = seededFaults(seed, parseRates(rates));
  return Array.from({ length: 200 }, () => [
    faults.delivery(delivery),
    faults.crash(call),
    faults.throttle(write),
  ]);
};

test("decides the same for the same seed, and otherwise for another", () => {
  const rates = "duplicate=0.2,delay=0.3,reorder=0.2,fail=0.1,throttle=0.2";
  expect(decisions(7, rates)).toEqual(decisions(7, rates));
  expect(decisions(7, rates)).not.toEqual(decisions(8, rates));
});

test("does what the rates say, counts it, and begins again when they change", () => {
  const faults = seededFaults(7, parseRates("duplicate=1,delay=1,maxDelayMs=50,fail=1,throttle=1"));
  const plan = faults.delivery(delivery);
  expect(plan).toHaveLength(2);
  expect(plan.every((ms) => ms < 50)).toBe(true);
  expect(["before", "after"]).toContain(faults.crash(call));
  expect(faults.throttle(write)).toBe(true);
  expect([faults.deliveries, faults.injected]).toEqual([
    1,
    { duplicate: 1, delay: 2, reorder: 0, fail: 1, throttle: 1 },
  ]);
  faults.set(7, parseRates("duplicate=0"));
  expect([faults.delivery(delivery), faults.crash(call), faults.throttle(write)]).toEqual([
    [0],
    undefined,
    false,
  ]);
  expect(faults.injected).toMatchObject({ duplicate: 0, throttle: 0 });
});

test.each(["nonsense", "duplicate=2", "delay", "fail=-1"])("refuses %s", (text) => {
  expect(() => parseRates(text)).toThrow(/name=share/);
});
