import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Hop } from "../core/journal.ts";
import type { BootedApp } from "./boot.ts";
import { createDeployments, type Deployments } from "./deployments.ts";
import type { FunctionHost } from "./function-host.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trouble } from "./trouble.ts";
import type { Network } from "./virtual-network.ts";

/** An app in its world; its members are those of the cloud that runs by then. */
export interface SimulatedApp extends BootedApp {
  /** Decides what goes wrong, also in a story. */
  readonly trouble: Trouble;
  /** Calls the listener for each hop, over all restarts. */
  subscribe(listener: (hop: Hop) => void): void;
  /** How many were recorded. */
  readonly hops: number;
  /** Ends all execution environments at once, whatever they do. */
  endAllFunctions(): void;
  readonly deployments: Deployments;
  /** The occasion on which the story is to kill the cloud, on days that have one: only then it keeps anything. */
  readonly killed: string | undefined;
  /**
   * Kills the cloud with all that is in its process, as `kill -9` does, and starts it again so many milliseconds later from
   * what it had kept.
   */
  restart(downMs: number): Promise<void>;
  /** Resolves once the cloud runs: at once, but for the time between a kill and the start after it. Another promise for each start. */
  running(): Promise<void>;
  /** Promises that were rejected and that nobody waited for. */
  readonly unhandled: readonly unknown[];
}

interface AppParts {
  boot(stateFolder: string | undefined, told: (hop: Hop) => void): Promise<BootedApp>;
  readonly trouble: Trouble;
  readonly host: FunctionHost;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly bundles: string;
  readonly localFolder: string;
  readonly unhandled: readonly unknown[];
}

export const startApp = async (parts: AppParts): Promise<SimulatedApp> => {
  const { boot, host, network, scheduler, bundles, trouble, unhandled } = parts;
  const listeners: ((hop: Hop) => void)[] = [];
  const warnings: string[] = [];
  let starts = 0;
  let hopsBefore = 0;
  const killed = trouble.at("restart", "cloud");
  const folder = () => (killed ? join(parts.localFolder, `state-${starts}`) : undefined);

  const begin = async () => {
    let isLeft = false;
    const app = await boot(folder(), (hop) => {
      if (!isLeft) for (const listener of listeners) listener(hop);
    });
    const leave = () => {
      isLeft = true;
    };
    return { app, leave, deployments: createDeployments(app, { bundles, scheduler }) };
  };
  let current = await begin();
  let running = Promise.resolve();

  return {
    trouble,
    killed,
    unhandled,
    subscribe: (listener) => void listeners.push(listener),
    endAllFunctions: host.endAll,
    get cloud() {
      return current.app.cloud;
    },
    get graph() {
      return current.app.graph;
    },
    get standIns() {
      return current.app.standIns;
    },
    get warnings() {
      return [...warnings, ...current.app.warnings];
    },
    get hops() {
      return hopsBefore + current.app.cloud.journal.size.recorded;
    },
    get deployments() {
      return current.deployments;
    },
    running: () => running,
    async restart(downMs) {
      const { app, leave } = current;
      let isUp = () => {};
      running = new Promise((resolve) => {
        isUp = resolve;
      });
      const left = folder();
      if (left === undefined) throw new Error("This run keeps nothing that a restart could begin with.");
      starts++;
      // What is in the file at this moment is what the kill leaves; what the old one still writes is in its own.
      cpSync(left, folder()!, { recursive: true });
      leave();
      network.reset();
      host.endAll();
      warnings.push(...app.warnings);
      hopsBefore += app.cloud.journal.size.recorded;
      // Its timers and what it has begun end with it; that it cannot end well is what a kill is.
      app.stop().catch(() => {});
      await new Promise<void>((resolve) => void scheduler.after(downMs, resolve));
      current = await begin();
      isUp();
    },
    stop: () => current.app.stop(),
  };
};
