import { StateError } from "../errors.ts";
import type { Execution } from "../execution.ts";
import { Ended, type Lifetime } from "../lifetime.ts";
import type { Batch } from "./batch-items.ts";
import { abortRest, addPending, begin, end, isOverThreshold, type MapRun } from "./map-run.ts";

/** A child execution that did not succeed, and what runs it again. */
export interface Again {
  readonly size: number;
  run(): Execution;
}

export interface Distribution {
  readonly run: MapRun;
  /** Of the execution that has the Map: when it ends, so do the others. */
  readonly lifetime: Lifetime;
  readonly batches: AsyncIterable<Batch>;
  startChild(batch: Batch): Execution;
  /** Of a run that goes on: executions that are under way, and how many were started. */
  readonly before?: {
    readonly children: readonly { readonly child: Execution; readonly size: number }[];
    /** Those that are run again. */
    readonly again: readonly Again[];
    readonly started: number;
  };
  stopChild(child: Execution): void;
  onEnd(child: Execution, size: number): Promise<void>;
}

/** Text that is read ahead: as many items as are known when somebody asks how far it is. */
const READ_AHEAD = 32 * 1024 * 1024;
const BATCHES_PER_TURN = 100;
/** The default of AWS is 10,000: here all of them share a process. */
export const MOST_AT_ONCE = 1000;

const exceeded = () =>
  new StateError(
    "States.ExceedToleratedFailureThreshold",
    "The specified tolerated failure threshold was exceeded",
  );

/**
 * Reads batches and starts an execution for each, so many at once; resolves when all have ended. Rejects when more failed
 * than may, or reading did: the rest is then stopped.
 */
export const distribute = async (distribution: Distribution): Promise<void> => {
  const { run, lifetime, batches, before, startChild, stopChild, onEnd } = distribution;
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  const queue: Batch[] = [];
  const again = [...(before?.again ?? [])];
  const children = new Set<Execution>();
  const ending = new Set<Promise<void>>();
  let queuedLength = 0;
  let makeRoom = () => {};
  let failure: Error | undefined;

  const fail = (error: Error) => {
    failure ??= error;
    if (error instanceof StateError) run.failure ??= { error: error.error, cause: error.details };
    makeRoom();
    reject(failure);
  };
  const pump = () => {
    const most = Math.min(run.maxConcurrency || MOST_AT_ONCE, MOST_AT_ONCE);
    while (!failure && children.size < most && again.length > 0) runAgain(again.shift()!);
    while (!failure && children.size < most && queue.length > 0) start(queue.shift()!);
    if (queuedLength <= READ_AHEAD) makeRoom();
    if (run.complete && again.length === 0 && queue.length === 0 && children.size === 0) resolve();
  };
  const start = (batch: Batch) => {
    queuedLength -= batch.text.length;
    begin(run, batch.size);
    watch(startChild(batch), batch.size);
  };
  const runAgain = ({ size, run: runChild }: Again) => {
    begin(run, size, "pendingRedrive");
    watch(runChild(), size);
  };
  const watch = (child: Execution, size: number) => {
    children.add(child);
    const ended = child.done
      .then(async () => {
        if (child.status === "RUNNING") return;
        end(run, size, child.status);
        await onEnd(child, size);
        children.delete(child);
        if (isOverThreshold(run)) fail(exceeded());
        pump();
      })
      .catch(fail);
    ending.add(ended);
    void ended.finally(() => ending.delete(ended));
  };
  const read = async () => {
    let count = 0;
    let started = before?.started ?? 0;
    for await (const batch of batches) {
      if (failure) return;
      if (started > 0) started--;
      else {
        addPending(run, batch.size);
        queue.push(batch);
        queuedLength += batch.text.length;
        pump();
      }
      if (queuedLength > READ_AHEAD)
        await new Promise<void>((room) => {
          makeRoom = room;
        });
      else if (++count % BATCHES_PER_TURN === 0) await new Promise((turn) => setImmediate(turn));
    }
    run.complete = true;
    if (isOverThreshold(run)) fail(exceeded());
    pump();
  };

  run.onUpdate = () => {
    if (isOverThreshold(run)) fail(exceeded());
    pump();
  };
  const forget = lifetime.onEnd(() => fail(new Ended()));
  try {
    for (const { child, size } of before?.children ?? []) watch(child, size);
    if (run.failure) fail(new StateError(run.failure.error, run.failure.cause));
    else read().catch(fail);
    await over;
  } finally {
    forget();
    run.onUpdate = () => {};
    for (const child of children) stopChild(child);
    await Promise.all(ending);
    abortRest(run);
  }
};
