import type { DemandView } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { wantedByMinute, wantedProducts } from "./minutes.ts";

const now = Date.parse("2026-11-29T09:20:30.000Z");
const at = (time: string) => Date.parse(`2026-11-29T${time}:00.000Z`);

const store = (...minutes: [time: string, sku: string, viewed: number, added: number][]): DemandView => ({
  minutes: minutes.map(([time, sku, viewed, added]) => ({
    minute: `2026-11-29T${time}:00.000Z`,
    products: [{ sku, viewed, added }],
  })),
});
const mitte = store(["08:19", "rye", 99, 99], ["09:10", "rye", 7, 2], ["09:19", "bun", 4, 3]);
const altona = store(["09:10", "bun", 5, 0]);

test("has every minute of the last hour, and nobody looked in those that are left out", () => {
  const minutes = wantedByMinute([mitte, altona], now);

  expect(minutes).toHaveLength(60);
  expect(minutes[0]?.at).toBe(at("08:20"));
  expect(minutes.at(-1)).toEqual({ at: at("09:19"), wanted: { viewed: 4, added: 3 } });
  expect(minutes.find((one) => one.at === at("09:10"))?.wanted).toEqual({ viewed: 12, added: 2 });
  expect(minutes.find((one) => one.at === at("09:11"))?.wanted).toEqual({ viewed: 0, added: 0 });
});

test("does not take a minute that is still counted for one in which nobody looked", () => {
  const unknown = wantedByMinute([altona], now)
    .filter(({ wanted }) => wanted === undefined)
    .map((one) => one.at);

  expect(unknown).toEqual([at("09:18"), at("09:19")]);
});

test("ranks what was put into baskets before what was looked at, within the time", () => {
  expect(wantedProducts([mitte, altona], now)).toEqual([
    { sku: "bun", viewed: 9, added: 3 },
    { sku: "rye", viewed: 7, added: 2 },
  ]);
});

test("is quiet where nobody looked", () => {
  expect(wantedByMinute([], now).every(({ wanted }) => !wanted || wanted.viewed === 0)).toBe(true);
  expect(wantedProducts([], now)).toEqual([]);
});
