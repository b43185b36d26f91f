import { once } from "node:events";
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { createHeapCompaction, createPatientCompaction } from "./heap-compaction.ts";

const heapMb = () => getHeapStatistics().total_physical_size / 2 ** 20;

/** Objects of which a few on each page stay. */
const scatter = (megabytes: number): object[] => {
  const objects = Array.from({ length: Math.ceil(megabytes) * 8_192 }, (_, at) => ({
    at,
    text: [at, at, at, at],
  }));
  return objects.filter((_, at) => at % 64 === 0);
};

test("pages that hold little are given back, and not again before the heap has grown", () => {
  const make = createHeapCompaction();
  const compactHeap = () => make(Number.POSITIVE_INFINITY);
  compactHeap();
  const before = heapMb();

  const stays = scatter(64 + before / 2);
  expect(heapMb()).toBeGreaterThan(before + 32);
  expect(compactHeap()).toBe(true);
  expect(heapMb()).toBeLessThan(before + 16);
  expect(compactHeap()).toBe(false);
  expect(stays.length).toBeGreaterThan(0);
});

test("it rests after the work it was, for as long as whoever asks may spend on it", () => {
  const compactHeap = createHeapCompaction();
  const stays = [scatter(32)];
  // A billionth of its time: it rests for years.
  expect(compactHeap(1e-9)).toBe(true);
  stays.push(scatter(64));
  expect(compactHeap(1e-9)).toBe(false);
  expect(compactHeap(Number.POSITIVE_INFINITY)).toBe(true);
  expect(stays).toHaveLength(2);
});

test("a thread that answers others soon does it later, one that is idle or has more than it can do does not", () => {
  let works = 0;
  const compactHeap = createPatientCompaction(Number.POSITIVE_INFINITY, () => works);
  const stays: object[] = [];
  /** Of what lives, so that no collection of V8's own comes in between; in a heap of which its nursery is a small part. */
  const growTo = (megabytes: number) => {
    while (heapMb() < megabytes)
      stays.push(Array.from({ length: 8_192 }, (_, at) => ({ at, text: [at, at] })));
  };
  growTo(96 + heapMb());
  expect(compactHeap()).toBe(true);

  for (const share of [0, 0.95]) {
    growTo(1.35 * heapMb());
    works = 0.5;
    expect(compactHeap()).toBe(false);
    works = share;
    expect(compactHeap()).toBe(true);
  }

  works = 0.5;
  growTo(1.85 * heapMb());
  expect(compactHeap()).toBe(true);
  expect(stays.length).toBeGreaterThan(0);
});

test("nothing else of the process gets a way to collect", () => {
  const stays = scatter(64);
  expect(createHeapCompaction()(Number.POSITIVE_INFINITY)).toBe(true);
  expect(stays.length).toBeGreaterThan(0);
  expect(globalThis).not.toHaveProperty("gc");
});

test("threads that begin at the same time do not take it from each other", async () => {
  const module = new URL("./heap-compaction.ts", import.meta.url).href;
  const code = `
    import { parentPort } from "node:worker_threads";
    import { createHeapCompaction } from ${JSON.stringify(module)};
    const stays = [];
    for (let at = 0; at < 1_000_000; at++) stays.push({ at });
    let compacted = 0;
    for (let times = 0; times < 5; times++) if (createHeapCompaction()(1)) compacted += 1;
    parentPort.postMessage(stays.length > 0 ? compacted : 0);`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const compacted = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const [count] = (await once(new Worker(url), "message")) as [number];
      return count;
    }),
  );
  expect(compacted).toEqual(Array(8).fill(5));
});
