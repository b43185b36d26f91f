import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How much of the heap, of what it was after the last time, lies about before the next. */
const GROWN = 1.25;
const FIRST_BYTES = 16 * 1024 * 1024;

type Collect = (options: { type: "major"; flavor: "last-resort" }) => void;

const TRIES = 100;

/**
 * V8 has it for programs that ask for it when they begin; asked for later, a new context gets it, and no other. What is
 * asked for is the process's: another thread that is done asking may have taken it back, so it is tried again.
 */
const collector = (): Collect | undefined => {
  for (let tried = 0; tried < TRIES; tried++) {
    setFlagsFromString("--expose-gc");
    const collect: Collect | undefined = runInNewContext("globalThis.gc");
    setFlagsFromString("--no-expose-gc");
    if (collect) return collect;
  }
  return undefined;
};

const heapBytes = () => getHeapStatistics().total_physical_size;

const processorMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/**
 * Makes this thread's heap as small as what lives in it, when called and it has grown by a quarter since the last time.
 * V8 moves objects together only when memory is scarce, and under load half of its pages hold little. Takes about a
 * millisecond of processor time for a megabyte that lives, in which nothing else happens in the thread; `share` is what
 * it may take of all time.
 */
export const createHeapCompaction = (share: number): (() => boolean) => {
  let collect: Collect | undefined;
  let most = FIRST_BYTES;
  let restedAt = 0;
  return () => {
    if (heapBytes() < most || performance.now() < restedAt) return false;
    collect ??= collector();
    if (!collect) return false;
    const before = processorMs();
    collect({ type: "major", flavor: "last-resort" });
    restedAt = performance.now() + (processorMs() - before) / share;
    most = Math.max(heapBytes() * GROWN, FIRST_BYTES);
    return true;
  };
};
