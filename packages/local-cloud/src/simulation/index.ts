import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { type BootedApp, prepareBoot } from "./boot.ts";
import { createFunctionHost } from "./function-host.ts";
import { hashJournal } from "./journal-hash.ts";
import { createScheduler } from "./scheduler.ts";
import { createTrouble, type Trouble, type TroubleRates } from "./trouble.ts";
import { troubledFaults, troubledFunctions, troubledNetwork } from "./trouble-faults.ts";
import { createNetwork } from "./virtual-network.ts";
import { EPOCH, within } from "./virtual-process.ts";

export type { BootedApp } from "./boot.ts";
export { noTrouble, type TroubleKind, type TroubleRates } from "./trouble.ts";

/** What a run is: the same values give the same run, to the last bit of its journal. */
export interface RunOptions {
  readonly seed: number;
  readonly rates: TroubleRates;
  /** Names of the occasions that are left of those that the seed has; by default all. */
  readonly only?: ReadonlySet<string>;
}

export interface SimulatedRun<Result> {
  readonly result: Result;
  /** Over the whole journal, in hexadecimal digits. */
  readonly hash: string;
  /** Names of the occasions at which something went wrong, in order. */
  readonly happened: readonly string[];
  readonly turns: number;
  readonly hops: number;
}

export interface SimulatedApp extends BootedApp {
  /** Decides what goes wrong, also in a story. */
  readonly trouble: Trouble;
  /** Ends all execution environments at once, whatever they do. */
  endAllFunctions(): void;
  /** Promises that were rejected and that nobody waited for. */
  readonly unhandled: readonly unknown[];
}

export interface Simulation {
  /** Boots the app in a world of its own, and lets the story happen in it. One run at a time. */
  run<Result>(
    options: RunOptions,
    story: (app: SimulatedApp) => Promise<Result>,
  ): Promise<SimulatedRun<Result>>;
}

/** Nothing that one run stores is there in the next; bundles are those of all. */
const freshFolder = (folder: string): string => {
  const fresh = join(tmpdir(), `simulation-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  symlinkSync(join(folder, "bundles"), join(fresh, "bundles"));
  return fresh;
};

const PORT = 4566;
/** The same on every machine. */
const WORKERS = { workersPerFunction: 3, workers: 60 };

/**
 * For a process in which `installVirtualProcess` was called first and that does nothing else. `folder` has the functions of
 * the graph in `bundles`, as `bundleFunctions` writes them.
 */
export const openSimulation = async (options: {
  readonly root: string;
  readonly graph: ResourceGraph;
  readonly folder: string;
}): Promise<Simulation> => {
  const boot = await prepareBoot(options);
  const unhandled: unknown[] = [];
  process.on("unhandledRejection", (reason) => unhandled.push(reason));

  return {
    async run({ seed, rates, only }, story) {
      const scheduler = createScheduler(seed, EPOCH);
      const trouble = createTrouble(seed, rates, only);
      const network = createNetwork(scheduler, troubledNetwork(trouble, scheduler));
      const host = createFunctionHost({
        scheduler,
        network,
        trouble: troubledFunctions(trouble, scheduler),
      });
      unhandled.length = 0;
      const localFolder = freshFolder(options.folder);
      return within({ scheduler, network }, async () => {
        const app = await boot({
          faults: troubledFaults(trouble, rates),
          port: PORT,
          localFolder,
          startThread: host.startThread,
          ...WORKERS,
        });
        const hash = hashJournal(app.cloud.journal);
        try {
          const result = await story({ ...app, trouble, endAllFunctions: host.endAll, unhandled });
          return {
            result,
            hash: hash(),
            happened: trouble.happened,
            turns: scheduler.turns,
            hops: app.cloud.journal.size.recorded,
          };
        } finally {
          await app.stop();
        }
      });
    },
  };
};
