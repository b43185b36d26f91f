import { afterEach, beforeEach, expect, test } from "vitest";
import { openState, type State } from "../../state/state.ts";
import { RecordLog, SHARD_ROOM } from "./record-log.ts";
import { createRecordStore } from "./record-store.ts";

let state: State;
let log: RecordLog;
const open = () => new RecordLog(createRecordStore(state).of("clicks", 3));
beforeEach(() => {
  state = openState({ warn: console.error });
  log = open();
});
afterEach(() => state.close());

const dataOf = (place: number) => `record ${place}, ${"x".repeat(place % 50)}`;
/** Ten records each have the same time. */
const timeOf = (place: number) => 1_000_000 + Math.floor((place - 1) / 10);
const append = (count: number) => {
  for (let last = log.next + count; log.next < last; )
    log.append({
      partitionKey: `store-${log.next % 3}`,
      data: Buffer.from(dataOf(log.next)),
      arrivedAt: timeOf(log.next),
      ...(log.next % 2 && { encryptionType: "KMS" as const }),
    });
};

test.each(["while it goes on", "after a restart"])(
  "gives back everything, also what is not in memory, %s",
  (when) => {
    append(12_345);
    if (when === "after a restart") log = open();
    expect([log.first, log.next]).toEqual([1, 12_346]);
    for (const place of [1, 2, 999, 1000, 1001, 5000, 10_001, 12_344, 12_345])
      expect(log.at(place)).toEqual({
        partitionKey: `store-${place % 3}`,
        data: Buffer.from(dataOf(place)),
        arrivedAt: timeOf(place),
        ...(place % 2 && { encryptionType: "KMS" }),
      });
    expect([log.at(0), log.at(12_346)]).toEqual([undefined, undefined]);
  },
);

test("finds the first record of a time, wherever it is", () => {
  append(12_345);
  for (let place = 1; place <= 12_341; place += 10) expect(log.placeAt(timeOf(place))).toBe(place);
  expect(log.placeAt(0)).toBe(1);
  expect(log.placeAt(timeOf(12_345) + 1)).toBe(12_346);
});

test.each([1, 10, 995, 1000, 1001, 7777, 11_500, 12_345])("trims up to record %i", (place) => {
  append(12_345);
  log.trim(timeOf(place));
  const first = place - ((place - 1) % 10);
  expect(log.first).toBe(first);
  expect(log.at(first - 1)).toBeUndefined();
  expect(log.at(first)?.data.toString()).toBe(dataOf(first));
  expect(log.placeAt(0)).toBe(first);
  append(5000);
  expect(log.at(first)?.data.toString()).toBe(dataOf(first));
  expect(log.at(17_345)?.data.toString()).toBe(dataOf(17_345));
});

test("has nothing left when all are too old, and goes on", () => {
  append(5000);
  log.trim(timeOf(5000) + 1);
  expect([log.first, log.next, log.at(5000)]).toEqual([5001, 5001, undefined]);
  append(3);
  log.trim(timeOf(5001));
  expect(log.at(5001)?.data.toString()).toBe(dataOf(5001));
});

test("counts on after a restart, though all was trimmed", () => {
  append(5000);
  log.trim(timeOf(5000) + 1);
  log = open();
  log.trim(timeOf(5000) + 1);
  expect([log.first, log.next, log.at(5000)]).toEqual([5001, 5001, undefined]);
});

test("gives back large records", () => {
  for (let count = 0; count < 50; count++)
    log.append({ partitionKey: "a", data: Buffer.alloc(1_000_000, count), arrivedAt: count });
  expect([0, 20, 49].map((place) => log.at(place + 1)?.data.at(-1))).toEqual([0, 20, 49]);
});

test("makes room where there are many or large ones, of what everybody has read", () => {
  const large = () => log.append({ partitionKey: "a", data: Buffer.alloc(1_000_000), arrivedAt: 1 });
  const fitting = Math.floor(SHARD_ROOM.bytes / 1_000_000);
  for (let count = 0; count <= fitting; count++) large();
  log.makeRoom(() => 1);
  expect(log.first).toBe(1);
  for (let count = 0; count < fitting / 4; count++) {
    large();
    log.makeRoom(() => 4);
  }
  expect(log.first).toBe(4);
  log = open();
  for (let count = 0; count < fitting / 4; count++) {
    large();
    log.makeRoom(() => log.next);
  }
  expect(log.first).toBeGreaterThan(10);
  expect(log.next - log.first).toBeLessThanOrEqual(fitting);
  expect(log.at(log.first - 1)).toBeUndefined();
});
