import { getHeapStatistics } from "node:v8";
import { expect, test } from "vitest";
import { createHeapCompaction } from "./heap-compaction.ts";

const heapMb = () => getHeapStatistics().total_physical_size / 2 ** 20;

/** Objects of which a few on each page stay. */
const scatter = (megabytes: number): object[] => {
  const objects = Array.from({ length: megabytes * 8_192 }, (_, at) => ({ at, text: [at, at, at, at] }));
  return objects.filter((_, at) => at % 64 === 0);
};

test("pages that hold little are given back, and not again before the heap has grown", () => {
  const compactHeap = createHeapCompaction(Number.POSITIVE_INFINITY);
  compactHeap();
  const before = heapMb();

  const stays = scatter(64);
  expect(heapMb()).toBeGreaterThan(before + 32);
  expect(compactHeap()).toBe(true);
  expect(heapMb()).toBeLessThan(before + 16);
  expect(compactHeap()).toBe(false);
  expect(stays).toHaveLength(64 * 128);
});

test("it rests after the work it was", () => {
  // A billionth of its time: it rests for years.
  const compactHeap = createHeapCompaction(1e-9);
  const stays = [scatter(32)];
  expect(compactHeap()).toBe(true);
  stays.push(scatter(64));
  expect(compactHeap()).toBe(false);
  expect(stays).toHaveLength(2);
});

test("nothing else of the process gets a way to collect", () => {
  createHeapCompaction(1);
  expect(globalThis).not.toHaveProperty("gc");
});
