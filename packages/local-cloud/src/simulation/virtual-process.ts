import { syncBuiltinESMExports } from "node:module";
import { dateOf } from "../emulators/lambda/worker/thread/date-of.ts";
import { installOutsideWork } from "./outside-work.ts";
import type { Scheduler } from "./scheduler.ts";
import { installNetwork, type Network } from "./virtual-network.ts";
import { installRandomness } from "./virtual-random.ts";
import { installTimers } from "./virtual-timers.ts";

/** What is simulated at one time: everything of this process that has to do with time, chance or the network. */
export interface World {
  readonly scheduler: Scheduler;
  readonly network: Network;
}

let current: World | undefined;
let stoodStillAt: number | undefined;

/** When every simulation begins, and what `performance.now()` counts from. */
export const EPOCH = Date.UTC(2026, 0, 12, 8);

/**
 * From now on time, timers, randomness and key pairs of this process come from a scheduler, whenever one is entered. To be
 * called before anything else is loaded: what took `setTimeout` or `randomBytes` from a module before keeps the real one.
 */
export const installVirtualProcess = (): void => {
  const { now: machineNow } = Date;
  globalThis.Date = dateOf(() =>
    current ? Math.floor(current.scheduler.now()) : (stoodStillAt ?? machineNow()),
  );
  const clock = performance.now.bind(performance);
  const { timeOrigin } = performance;
  const elapsed = () => (current ? current.scheduler.now() - EPOCH : clock());
  Object.defineProperties(performance, {
    now: { value: elapsed },
    timeOrigin: { get: () => (current ? EPOCH : timeOrigin) },
    eventLoopUtilization: { value: () => ({ idle: 0, active: 0, utilization: 0 }) },
  });
  const nanoseconds = () => BigInt(Math.round(elapsed() * 1e6));
  const hrtime = (before?: [number, number]): [number, number] => {
    const past = before ? BigInt(before[0]) * 1_000_000_000n + BigInt(before[1]) : 0n;
    const passed = nanoseconds() - past;
    return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)];
  };
  process.hrtime = Object.assign(hrtime, { bigint: nanoseconds });
  installTimers(() => current?.scheduler);
  installRandomness(() => current?.scheduler);
  installNetwork(() => current?.network);
  installOutsideWork(() => current?.scheduler);
  syncBuiltinESMExports();
};

/** Outside of worlds it is the moment at which this one was left, so that nothing in it gets older. */
export const standStill = ({ scheduler }: World): void => {
  stoodStillAt = Math.floor(scheduler.now());
};

/** Does the work in a world, as far as it takes; one world at a time. What is still under way then stays undone. */
export const within = async <T>(world: World, work: () => Promise<T>): Promise<T> => {
  if (current) throw new Error("This process simulates already: one simulation at a time.");
  current = world;
  try {
    let isDone = false;
    const result = work().finally(() => {
      isDone = true;
    });
    result.catch(() => {});
    await world.scheduler.run(() => isDone);
    return await result;
  } finally {
    current = undefined;
  }
};
