import { performance } from "node:perf_hooks";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How many times what it was after the last time the heap is before the next. */
const GROWN = 1.25;
const GROWN_WHILE_ANSWERING = 1.75;
/** Shares of its time that an event loop works: with less, hardly anybody waits for it, and with more, everybody anyway. */
const IDLE = 0.2;
const SATURATED = 0.8;
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
 * Makes this thread's heap as small as what lives in it, when called and it has grown by a quarter since the last time, or
 * to `grown` times what it was. V8 moves objects together only when memory is scarce, and under load half of its pages hold
 * little. Takes about a millisecond of processor time for a megabyte that lives, in which nothing else happens in the
 * thread, and then V8 compiles anew what it forgot by it; `share` is what the first may take of all time.
 */
export const createHeapCompaction = (): ((share: number, grown?: number) => boolean) => {
  let collect: Collect | undefined;
  let before = 0;
  let endedAt = 0;
  let tookMs = 0;
  return (share, grown = GROWN) => {
    if (heapBytes() < Math.max(before * grown, FIRST_BYTES)) return false;
    if (performance.now() < endedAt + tookMs / share) return false;
    collect ??= collector();
    if (!collect) return false;
    const started = processorMs();
    collect({ type: "major", flavor: "last-resort" });
    endedAt = performance.now();
    tookMs = processorMs() - started;
    before = heapBytes();
    return true;
  };
};

const eventLoop = () => {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
};

/**
 * The same for a thread that others wait for, to be called now and then: while it answers some of them soon, who would wait
 * for this several times as long, its heap grows further first. `utilization` is of the time since the last call.
 */
export const createPatientCompaction = (share: number, utilization = eventLoop()): (() => boolean) => {
  const compactHeap = createHeapCompaction();
  return () => {
    const works = utilization();
    return compactHeap(share, works > IDLE && works < SATURATED ? GROWN_WHILE_ANSWERING : GROWN);
  };
};
