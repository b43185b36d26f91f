/** Cancels what was scheduled; harmless when it already ran. */
export type Cancel = () => void;

/**
 * The one clock of the emulators. Every wait of an emulated service (workflow timeouts, visibility timeouts,
 * retry backoff, schedules) goes through it, so a test can move time forward instead of sleeping.
 */
export interface Clock {
  /** Milliseconds since the epoch, real time plus everything `advance` added. */
  now(): number;
  /** Runs `task` once after `ms` milliseconds of this clock. */
  schedule(ms: number, task: () => void): Cancel;
  /** Resolves after `ms` milliseconds of this clock; rejects with the signal's reason when aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves the clock forward: everything due by then runs now, earliest first. */
  advance(ms: number): void;
  /** The milliseconds `advance` added so far, for threads to read. */
  readonly ahead: Float64Array<SharedArrayBuffer>;
  /** Forgets everything scheduled, and all that will be. */
  stop(): void;
}

interface Task {
  due: number;
  run: () => void;
  timer: NodeJS.Timeout;
}

/** `advanced` is told what `advance` added, all in all. */
export const createClock = (advanced: (ms: number) => void = () => {}): Clock => {
  const ahead = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  const tasks = new Set<Task>();
  let stopped = false;
  const now = () => Date.now() + ahead[0]!;

  const arm = (task: Task) => {
    clearTimeout(task.timer);
    // setTimeout takes at most 2^31-1 ms; a longer wait is armed again when that is over.
    task.timer = setTimeout(
      () => (task.due <= now() ? fire(task) : arm(task)),
      Math.min(Math.max(task.due - now(), 0), 2 ** 31 - 1),
    );
  };
  const fire = (task: Task) => {
    clearTimeout(task.timer);
    if (tasks.delete(task)) task.run();
  };
  const schedule = (ms: number, run: () => void): Cancel => {
    if (stopped) return () => {};
    const task: Task = { due: now() + ms, run, timer: undefined as unknown as NodeJS.Timeout };
    tasks.add(task);
    arm(task);
    return () => {
      clearTimeout(task.timer);
      tasks.delete(task);
    };
  };

  return {
    now,
    schedule,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const abort = () => {
          cancel();
          reject(signal?.reason);
        };
        const cancel = schedule(ms, () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        });
        signal?.addEventListener("abort", abort, { once: true });
      }),
    advance: (ms) => {
      ahead[0]! += ms;
      advanced(ahead[0]!);
      for (const task of [...tasks].sort((a, b) => a.due - b.due)) task.due <= now() ? fire(task) : arm(task);
    },
    ahead,
    stop: () => {
      stopped = true;
      for (const task of tasks) clearTimeout(task.timer);
      tasks.clear();
    },
  };
};
