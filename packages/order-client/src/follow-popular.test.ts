import { expect, test } from "vitest";
import { createFollowedPopular } from "./follow-popular.ts";

const at = (minute: number) => `2026-11-29T08:${String(minute).padStart(2, "0")}:00.000Z`;
const message = (minute: number, skus: string) => ({ storeId: "store-1", skus, at: at(minute) });

test("the newest counts, in whatever order it comes", () => {
  const popular = createFollowedPopular();
  expect(popular.needsSnapshotWithin()).toBe(0);
  popular.applyMessage(message(3, "pretzel,rye"));
  popular.applySnapshot({ skus: ["rye"], at: at(2) });
  expect([...popular.changes()]).toEqual([{ skus: ["pretzel", "rye"], at: at(3) }]);

  popular.applyMessage(message(1, "simit"));
  popular.applyMessage(message(3, "pretzel,rye"));
  expect([...popular.changes()]).toEqual([]);
  popular.applyMessage(message(4, ""));
  expect([...popular.changes()]).toEqual([{ skus: [], at: at(4) }]);
  expect(popular.needsSnapshotWithin()).toBe(Number.POSITIVE_INFINITY);
});

test("a look that failed changes nothing, and is made again by whoever follows", () => {
  const popular = createFollowedPopular();
  popular.applySnapshot(undefined);
  expect([...popular.changes()]).toEqual([]);
  popular.applySnapshot({ skus: [] });
  expect([...popular.changes()]).toEqual([{ skus: [] }]);
});
