import { expect, test } from "vitest";
import { abandoned, beginning, firstVersions, rolledBack, switched, versionsFor } from "./sales-versions.ts";

const begin = { begunAt: "2026-11-29T12:00:00.000Z", from: "2026-09-01T00:00:00.000Z" };
const building = beginning(firstVersions, begin)!;
const second = switched(building, 2)!;

test("what is published goes to the live version, the one before and the one that is built", () => {
  expect(versionsFor(firstVersions, undefined)).toEqual([1]);
  expect(versionsFor(building, undefined)).toEqual([1, 2]);
  expect(versionsFor(second, undefined)).toEqual([2, 1]);
  expect(versionsFor(beginning(second, begin)!, undefined)).toEqual([2, 1, 3]);
});

test("what is replayed goes to the version that it is replayed for, and to no other", () => {
  const { replays } = building.building!;

  expect(replays).toBe("SalesProjection-v2-20261129T120000000Z");
  expect(versionsFor(building, replays)).toEqual([2]);
  expect(versionsFor(building, `${replays}-2`)).toEqual([2]);
  expect(versionsFor(building, `${replays}2`)).toEqual([]);
  expect(versionsFor(building, "SalesProjection-v1")).toEqual([]);
  expect(versionsFor(second, "SalesProjection-v3")).toEqual([]);
});

test("what a replay brings late is for its version, as long as that is kept", () => {
  const { replays } = building.building!;
  const third = switched(beginning(second, begin)!, 3)!;

  expect(versionsFor(second, replays)).toEqual([2]);
  expect(versionsFor(beginning(second, begin)!, replays)).toEqual([2]);
  expect(versionsFor(third, replays)).toEqual([]);
  expect(versionsFor(abandoned(building, 2)!, replays)).toEqual([]);
});

test("one is built at a time, with a number that none had before", () => {
  expect(beginning(building, begin)).toBeUndefined();
  const given = abandoned(building, 2)!;
  expect(given).toEqual({ live: 1, last: 2, revision: 2 });
  expect(beginning(given, begin)?.building?.version).toBe(3);
});

test("it goes live once, and back and forth", () => {
  expect(second).toEqual({ live: 2, previous: 1, last: 2, built: building.building, revision: 2 });
  expect(switched(second, 2)).toBeUndefined();
  expect(switched(building, 3)).toBeUndefined();
  expect(rolledBack(firstVersions)).toBeUndefined();
  const back = rolledBack(second)!;
  expect(back).toMatchObject({ live: 1, previous: 2, last: 2, revision: 3 });
  expect(rolledBack(back)).toMatchObject({ live: 2, previous: 1 });
});
