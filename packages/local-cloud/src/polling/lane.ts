import type { StreamPollOptions } from "../core/polling.ts";
import { createAttempts } from "./attempts.ts";
import { fitting, type Polled } from "./polled.ts";
import type { PollCloud } from "./stream-poll.ts";
import { createWindows } from "./windows.ts";

/** Part of a shard, with keys of its own: its batches are handled one after the other. */
export interface Lane {
  /** How many records wait, or are under way. */
  readonly held: number;
  /** Whether no more should be read before a batch is done. */
  readonly isFull: boolean;
  push(polled: Polled): void;
  /** Everything that had come into the stream at this time has been pushed. */
  caughtUp(at: number): void;
  /** The shard has ended: handles what is left, at once. */
  finish(): Promise<void>;
  /** Resolves when nothing is under way; what waits is left. */
  stop(): Promise<void>;
  /** The first record that is not done; undefined when all are. */
  unfinished(): Polled | undefined;
}

/** More than this waits only as the rest of one page. */
const FULL_BYTES = 12 * 1024 ** 2;

export const createLane = <Response>(
  cloud: PollCloud,
  options: StreamPollOptions<Response>,
  shardId: string,
  { readOn, tried }: { readonly readOn: () => void; readonly tried: () => void },
): Lane => {
  const { batchSize, batchWindowMs } = options;
  const { clock } = cloud;
  const stopping = new AbortController();
  const { signal } = stopping;
  const windows = createWindows(options.tumblingWindowMs ?? 0);
  const attempts = createAttempts(cloud, options, shardId, { windows, tried, signal });
  let waiting: Polled[] = [];
  let waitingBytes = 0;
  /** When the batch that is being gathered goes out although it is not full. */
  let due: { readonly at: number; readonly cancel: () => void } | undefined;
  let finishing = false;
  let wakeUp: (() => void) | undefined;

  const wake = () => wakeUp?.();

  const isDue = (count: number): boolean => {
    if (finishing || batchWindowMs <= 0 || count >= batchSize || count < waiting.length) return true;
    due ??= { at: clock.now() + batchWindowMs, cancel: clock.schedule(batchWindowMs, wake) };
    return clock.now() >= due.at || windows.isOver(clock.now());
  };

  /** The next batch, with no records when it is a window that ends; undefined when nothing is due. */
  const next = (): Polled[] | undefined => {
    const [first] = waiting;
    if (!first) return windows.isComplete(clock.now(), finishing) ? [] : undefined;
    if (windows.open(first.record)) return [];
    const ofWindow = windows.countOf(waiting);
    const count = Math.min(ofWindow, fitting(waiting, batchSize, windows.stateBytes));
    if (!isDue(count)) return undefined;
    due?.cancel();
    due = undefined;
    const taken = waiting.slice(0, count);
    waiting = waiting.slice(count);
    for (const { bytes } of taken) waitingBytes -= bytes;
    return taken;
  };

  const run = async () => {
    while (!signal.aborted) {
      const batch = next();
      if (batch) {
        await attempts.handle(batch);
        readOn();
        continue;
      }
      if (finishing) return;
      const endsAt = windows.endsAt;
      const cancel =
        endsAt === undefined ? undefined : clock.schedule(Math.max(endsAt - clock.now(), 0) + 1, readOn);
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
      cancel?.();
    }
  };
  const running = run();

  return {
    get held() {
      return waiting.length + attempts.held;
    },
    get isFull() {
      return waitingBytes > FULL_BYTES;
    },
    push(polled) {
      waiting.push(polled);
      waitingBytes += polled.bytes;
      wake();
    },
    caughtUp(at) {
      windows.caughtUp(at);
      wake();
    },
    finish() {
      finishing = true;
      wake();
      return running;
    },
    async stop() {
      stopping.abort();
      due?.cancel();
      wake();
      await running;
    },
    unfinished: () => windows.first ?? attempts.first ?? waiting[0],
  };
};
