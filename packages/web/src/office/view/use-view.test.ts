import { expect, test } from "vitest";
import { searchOf, viewOf } from "./use-view.ts";

test.each([
  ["", {}],
  ["?store=store-2&day=2026-11-29", { storeId: "store-2", day: "2026-11-29" }],
  ["?store=store-1", { storeId: "store-1" }],
  ["?store=mitte&day=yesterday", {}],
  ["?day=2026-02-30", {}],
  ["?day=2026-2-3&store=store-../x", {}],
  ["?day=%00", {}],
])("the address %j shows %j", (search, view) => {
  expect(viewOf(search)).toEqual(view);
});

test.each([
  [{}, ""],
  [{ storeId: "store-2" }, "?store=store-2"],
  [{ storeId: "store-2", day: "2026-11-29" }, "?store=store-2&day=2026-11-29"],
])("%j has the address %j", (view, search) => {
  expect(searchOf(view)).toBe(search);
  expect(viewOf(search)).toEqual(view);
});
