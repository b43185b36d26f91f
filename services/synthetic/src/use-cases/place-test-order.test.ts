import type { Telemetry } from "@sourdough/lambda-kit";
import { quiet } from "@sourdough/lambda-kit/testing";
import { expect, test } from "vitest";
import { placeTestOrder } from "./place-test-order.ts";
import type { Change, Ports, Shop } from "./ports.ts";

/** A shop whose order changes as told: before it is cancelled, and after. */
const shopWith = (changes: Change[], open: string[] = []) => {
  const done: string[] = [];
  let now = 0;
  const shop: Shop = {
    signIn: async () => void done.push("signIn"),
    openOrders: async () => open,
    priceCents: async () => 100,
    newOrderId: () => "ord-1",
    follow: async (orderId) => {
      done.push(`follow ${orderId}`);
      return (async function* () {
        for (const change of changes) {
          now += 300;
          yield change;
        }
      })();
    },
    place: async (orderId, priceCents) => void done.push(`place ${orderId} for ${priceCents}`),
    cancel: async (orderId) => void done.push(`cancel ${orderId}`),
  };
  const ports: Ports = { shop, ticks: () => now };
  const told: Record<string, number> = {};
  const telemetry: Telemetry = {
    ...quiet,
    count: (metric, by = 1) => {
      told[metric] = (told[metric] ?? 0) + by;
    },
    measure: (metric, milliseconds) => {
      told[metric] = milliseconds;
    },
  };
  const run = () => placeTestOrder(ports, AbortSignal.timeout(60_000), telemetry);
  return { run, done, told };
};
const pending: Change = { status: "PENDING", live: true };
const confirmed: Change = { status: "CONFIRMED", live: true };
const cancelled: Change = { status: "CANCELLED", live: true };

test("orders, measures until the confirmation, and gives everything back", async () => {
  const { run, done, told } = shopWith([pending, confirmed, cancelled]);

  await expect(run()).resolves.toEqual({ orderId: "ord-1", milliseconds: 600 });
  expect(done).toEqual(["signIn", "follow ord-1", "place ord-1 for 100", "cancel ord-1"]);
  expect(told).toEqual({ JourneyLatency: 600, JourneysCompleted: 1 });
});

test("cancels first what a run that died left open", async () => {
  const { run, done, told } = shopWith([confirmed, cancelled], ["ord-0"]);

  await run();
  expect(done.slice(0, 2)).toEqual(["signIn", "cancel ord-0"]);
  expect(told.TestOrdersLeftOpen).toBe(1);
});

test.each<[string, Change[]]>([
  ["it was rejected: sold_out", [pending, { status: "REJECTED", reason: "sold_out", live: true }]],
  ["it did not become CONFIRMED in time", [pending]],
  ["it did not become CANCELLED in time", [pending, confirmed]],
  ["it was confirmed, and the socket did not say so", [pending, { ...confirmed, live: false }]],
])("says where the journey broke off: %s", async (what, changes) => {
  const { run, told } = shopWith(changes);

  await expect(run()).rejects.toThrow(`The journey of ord-1 broke off: ${what}.`);
  expect(told.JourneysCompleted).toBeUndefined();
});

test("an order that only the snapshot confirmed is given back all the same, and no latency is told", async () => {
  const { run, done, told } = shopWith([{ ...confirmed, live: false }]);

  await expect(run()).rejects.toThrow("the socket did not say so");
  expect(done.at(-1)).toBe("cancel ord-1");
  expect(told).toEqual({});
});
