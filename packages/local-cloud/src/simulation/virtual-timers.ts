import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import type { Cancel } from "../core/clock.ts";
import type { Scheduler } from "./scheduler.ts";

/** A timer as Node has it. Nothing keeps a simulated process running, so `ref` and `unref` say nothing. */
class VirtualTimer {
  #cancel: Cancel = () => {};
  readonly #scheduler: Scheduler;
  readonly #ms: number;
  readonly #run: () => void;

  constructor(scheduler: Scheduler, ms: number, run: () => void) {
    this.#scheduler = scheduler;
    this.#ms = ms;
    this.#run = run;
    this.refresh();
  }

  refresh(): this {
    this.#cancel();
    this.#cancel = this.#scheduler.after(this.#ms, this.#run);
    return this;
  }

  close(): void {
    this.#cancel();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

// As Node's: what is no number, or too large a one, is 1. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const milliseconds = (given: unknown): number => {
  const ms = Number(given);
  return ms >= 1 && ms <= 2 ** 31 - 1 ? Math.trunc(ms) : 1;
};

type Run = (...args: unknown[]) => void;

const real = {
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout,
  clearInterval,
  clearImmediate,
};
const realPromises = { ...timersPromises };

/** Asks Node for the next turn of its event loop: only then are all promises of a task settled. */
export const nextTurn = real.setImmediate;

/** Replaces all timers of this process by those of the scheduler, whenever there is one. */
export const installTimers = (current: () => Scheduler | undefined): void => {
  const start = (given: unknown, run: (timer: () => VirtualTimer) => () => void): VirtualTimer => {
    const timer: VirtualTimer = new VirtualTimer(
      current()!,
      given === 0 ? 0 : milliseconds(given),
      run(() => timer),
    );
    return timer;
  };
  const virtual = {
    setTimeout: (run: Run, ms?: number, ...args: unknown[]) =>
      current() ? start(milliseconds(ms), () => () => run(...args)) : real.setTimeout(run, ms, ...args),
    setInterval: (run: Run, ms?: number, ...args: unknown[]) =>
      current()
        ? start(milliseconds(ms), (timer) => () => {
            timer().refresh();
            run(...args);
          })
        : real.setInterval(run, ms, ...args),
    setImmediate: (run: Run, ...args: unknown[]) =>
      current() ? start(0, () => () => run(...args)) : real.setImmediate(run, ...args),
  };
  const clear = (timer: unknown) => {
    if (timer instanceof VirtualTimer) timer.close();
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  const clearImmediate = (timer: unknown) => {
    if (timer instanceof VirtualTimer) timer.close();
    else real.clearImmediate(timer as NodeJS.Immediate);
  };

  const wait = <T>(ms: number | undefined, value: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      const aborted = () =>
        Object.assign(new Error("The operation was aborted", { cause: signal?.reason }), {
          name: "AbortError",
          code: "ABORT_ERR",
        });
      if (signal?.aborted) return reject(aborted());
      const timer = start(ms, () => () => {
        signal?.removeEventListener("abort", abort);
        resolve(value);
      });
      const abort = () => {
        timer.close();
        reject(aborted());
      };
      signal?.addEventListener("abort", abort, { once: true });
    });
  const promises = {
    setTimeout: (ms?: number, value?: unknown, options?: { signal?: AbortSignal }) =>
      current() ? wait(milliseconds(ms), value, options) : realPromises.setTimeout(ms, value, options),
    setImmediate: (value?: unknown, options?: { signal?: AbortSignal }) =>
      current() ? wait(0, value, options) : realPromises.setImmediate(value, options),
  };

  Object.defineProperty(virtual.setTimeout, promisify.custom, { value: promises.setTimeout });
  Object.defineProperty(virtual.setImmediate, promisify.custom, { value: promises.setImmediate });
  const all = { ...virtual, clearTimeout: clear, clearInterval: clear, clearImmediate };
  Object.assign(globalThis, all);
  Object.assign(timers, all);
  Object.assign(timersPromises, promises);
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => {
    if (!current()) return timeout.call(AbortSignal, ms);
    const controller = new AbortController();
    start(
      milliseconds(ms),
      () => () =>
        controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
    );
    return controller.signal;
  };
};
