/** A counter of what runs at once, that can be waited for. */
export interface Slots {
  readonly free: boolean;
  take(): void;
  release(): void;
  /** Resolves at the next release. */
  released(): Promise<void>;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
}

export const createSlots = (limit: number): Slots => {
  let running = 0;
  let waiters: (() => void)[] = [];
  const released = () => new Promise<void>((resolve) => void waiters.push(resolve));
  return {
    get free() {
      return running < limit;
    },
    take: () => void running++,
    release() {
      running--;
      const woken = waiters;
      waiters = [];
      for (const wake of woken) wake();
    },
    released,
    async idle() {
      while (running > 0) await released();
    },
  };
};
