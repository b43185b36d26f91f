import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { prepareBoot } from "./boot.ts";
import { createFunctionHost } from "./function-host.ts";
import { hashJournal } from "./journal-hash.ts";
import { createScheduler } from "./scheduler.ts";
import { type SimulatedApp, startApp } from "./simulated-app.ts";
import { createTrouble, type TroubleRates } from "./trouble.ts";
import { troubledFaults, troubledFunctions, troubledNetwork } from "./trouble-faults.ts";
import { createNetwork } from "./virtual-network.ts";
import { EPOCH, standStill, within } from "./virtual-process.ts";

export { type BootedApp, NOT_TAKEN_UP } from "./boot.ts";
export { openConsole } from "./console.ts";
export type { SimulatedApp } from "./simulated-app.ts";
export { noTrouble, type TroubleKind, type TroubleRates } from "./trouble.ts";

/** What a run is: the same values give the same run, to the last bit of its journal. */
export interface RunOptions {
  readonly seed: number;
  readonly rates: TroubleRates;
  /** Names of the occasions that are left of those that the seed has; by default all. */
  readonly only?: ReadonlySet<string>;
  /** When the run begins, in milliseconds since the epoch; not before `EPOCH`, which it is by default. */
  readonly startsAt?: number;
}

/** Told of an app and of what its story came to, once its time stands still; who is told of it does not stop it. */
type Show<Result> = (app: SimulatedApp, result: Result) => Promise<void>;

export interface SimulatedRun<Result> {
  readonly result: Result;
  /** Over the whole journal, in hexadecimal digits. */
  readonly hash: string;
  /** Names of the occasions at which something went wrong, in order. */
  readonly happened: readonly string[];
  readonly turns: number;
  readonly hops: number;
}

export interface Simulation {
  /** Boots the app in a world of its own, and lets the story happen in it. One run at a time. */
  run<Result>(
    options: RunOptions & { readonly show?: Show<Result> | undefined },
    story: (app: SimulatedApp) => Promise<Result>,
  ): Promise<SimulatedRun<Result>>;
}

/** Nothing that one run stores is there in the next; bundles are those of all, beside the versions that a run publishes. */
const freshFolder = (bundles: string, before = bundles): string => {
  const fresh = join(tmpdir(), `simulation-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, "bundles"), { recursive: true });
  for (const name of readdirSync(bundles)) {
    const old = join(before, name);
    symlinkSync(existsSync(old) ? old : join(bundles, name), join(fresh, "bundles", name));
  }
  return fresh;
};

const PORT = 4566;
/** The same on every machine. */
const WORKERS = { workersPerFunction: 3, workers: 60 };

/**
 * For a process in which `installVirtualProcess` was called first and that does nothing else. `folder` has the functions of
 * the graph in `bundles`, as `bundleFunctions` writes them; `before` has those that runs begin with, by default the same.
 */
export const openSimulation = async (options: {
  readonly root: string;
  readonly graph: ResourceGraph;
  readonly folder: string;
  readonly before?: string | undefined;
}): Promise<Simulation> => {
  const boot = await prepareBoot(options);
  const unhandled: unknown[] = [];
  process.on("unhandledRejection", (reason) => unhandled.push(reason));

  return {
    async run({ seed, rates, only, startsAt = EPOCH, show }, story) {
      const scheduler = createScheduler(seed, startsAt);
      const trouble = createTrouble(seed, rates, only);
      const network = createNetwork(scheduler, troubledNetwork(trouble, scheduler));
      const host = createFunctionHost({
        scheduler,
        network,
        trouble: troubledFunctions(trouble, scheduler),
      });
      const world = { scheduler, network };
      unhandled.length = 0;
      const bundles = join(options.folder, "bundles");
      const localFolder = freshFolder(bundles, options.before && join(options.before, "bundles"));
      const { app, run } = await within(world, async () => {
        const app = await startApp({
          boot: (stateFolder, told) =>
            boot({
              told,
              faults: troubledFaults(trouble, rates),
              port: PORT,
              localFolder,
              stateFolder,
              startThread: host.startThread,
              ...WORKERS,
            }),
          ...{ trouble, host, network, scheduler, bundles, localFolder, unhandled },
        });
        const hash = hashJournal(app);
        try {
          const result = await story(app);
          const { happened } = trouble;
          const { hops } = app;
          return { app, run: { result, hash: hash(), happened, turns: scheduler.turns, hops } };
        } finally {
          if (!show) await app.stop();
        }
      });
      if (show) standStill(world);
      await show?.(app, run.result);
      return run;
    },
  };
};
