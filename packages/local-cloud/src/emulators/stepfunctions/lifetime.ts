import type { Clock } from "../../core/clock.ts";

/** Thrown through whatever still runs when a lifetime ends. */
export class Ended extends Error {
  override readonly name = "Ended";
}

/** How long a piece of work may go on: an execution, a branch, an attempt at a task. Ends with its parent. */
export interface Lifetime {
  readonly ended: boolean;
  child(): Lifetime;
  end(): void;
  /** Runs once, when it ends; at once if it has. Returns how to forget it. */
  onEnd(listener: () => void): () => void;
  /** Settles as `work` does, or rejects with `Ended`. */
  race<T>(work: Promise<T>): Promise<T>;
  sleep(clock: Pick<Clock, "schedule">, ms: number): Promise<void>;
}

export const createLifetime = (): Lifetime => {
  const listeners = new Set<() => void>();
  const lifetime = {
    ended: false,
    end() {
      if (lifetime.ended) return;
      lifetime.ended = true;
      const now = [...listeners];
      listeners.clear();
      for (const listener of now) listener();
    },
    onEnd(listener: () => void) {
      if (lifetime.ended) {
        listener();
        return () => {};
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    child() {
      const child = createLifetime();
      const forget = lifetime.onEnd(() => child.end());
      child.onEnd(forget);
      return child;
    },
    race: <T>(work: Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        const forget = lifetime.onEnd(() => reject(new Ended()));
        work.then(resolve, reject).finally(forget);
      }),
    sleep: (clock: Pick<Clock, "schedule">, ms: number) =>
      new Promise<void>((resolve, reject) => {
        let forget = () => {};
        const cancel = clock.schedule(ms, () => {
          forget();
          resolve();
        });
        forget = lifetime.onEnd(() => {
          cancel();
          reject(new Ended());
        });
      }),
  };
  return lifetime;
};
