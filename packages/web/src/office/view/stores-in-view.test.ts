import { expect, test } from "vitest";
import { inView, zonesOf } from "./stores-in-view.ts";

const berlin = { storeId: "store-1", timeZone: "Europe/Berlin" };
const lisbon = { storeId: "store-2", timeZone: "Europe/Lisbon" };
const now = Date.parse("2026-11-29T23:30:00.000Z");

test("all stores are in view, and today, unless the address says otherwise", () => {
  expect(inView([berlin, lisbon], {}, now)).toMatchObject({
    storeId: undefined,
    chosen: [berlin, lisbon],
    day: "2026-11-30",
  });
  expect(inView([berlin, lisbon], { storeId: "store-2", day: "2026-11-22" }, now)).toMatchObject({
    chosen: [lisbon],
    today: "2026-11-29",
    day: "2026-11-22",
  });
});

test("a store that is none, and a day that is to come, are as if nobody had chosen", () => {
  expect(inView([berlin], { storeId: "store-9", day: "2027-01-01" }, now)).toMatchObject({
    storeId: undefined,
    chosen: [berlin],
    day: "2026-11-30",
  });
});

test("clocks are the stores' own, and the reader's where nobody knows them", () => {
  const closings = [{ ...berlin, closingTime: "19:00" }];
  const stores = [{ storeId: "store-1", name: "Mitte", city: "Berlin" }];

  expect(zonesOf({ now: "2026-11-29T23:30:00.000Z", closings, remindersPending: 0 }, stores)).toMatchObject([
    berlin,
  ]);
  expect(zonesOf(undefined, stores)).toMatchObject([
    { storeId: "store-1", timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone },
  ]);
  expect(zonesOf(undefined, undefined)).toBeUndefined();
});
