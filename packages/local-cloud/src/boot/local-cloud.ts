import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { type Faults, noFaults } from "../core/faults.ts";
import type { Hop, Journal } from "../core/journal.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import type { Location } from "../emulators/cloudfront/locations.ts";
import { createDoors } from "../http/doors.ts";
import { ownCommand } from "../process/own-command.ts";
import { requireConfig } from "../synth/require-config.ts";
import { createSpareOf } from "../synth/spare.ts";
import { type Synthesis, synthesize } from "../synth/synthesize.ts";
import type { StandIn } from "../third-parties/stand-in.ts";
import { type Booted, boot } from "./boot.ts";
import type { RunningCloud } from "./create-cloud.ts";
import { type ConfigEdit, type Dropped, followEdits, NothingRunsError } from "./follow-edits.ts";
import { takeLock } from "./lock.ts";

export interface LocalCloudOptions {
  /** Folder with `sst.config.ts`. */
  root: string;
  stage?: string;
  /** The graph of `sst dev`, with `$dev` true; the code of a function answers in place of its stub. */
  dev?: boolean;
  /** Values of `sst.Secret`s by name, before what the environment says. */
  secrets?: Readonly<Record<string, string>>;
  /** Where what outlasts the process is, an absolute path, and whether to begin without it; by default nothing does. */
  state?: { readonly folder: string; readonly fresh?: boolean } | undefined;
  /** Evaluate the config even when nothing changed since the last run. */
  fresh?: boolean;
  /** 0 takes any free port. */
  ports: { web: number; aws: number; console: number };
  /** Where mailbox, logs, bundles and `outputs.json` go; by default `<root>/.local`. */
  localFolder?: string;
  faults?: Faults;
  /** Breakpoints in handlers; invocations then have no time limit. */
  inspect?: boolean;
  /** Origins of pages, such as a development server's, that may call what the app's own pages may. */
  allowOrigins?: readonly string[];
  /** Where the viewers of distributions are; nowhere known by default. */
  location?: Location;
  /** What the clock shows at the start, in milliseconds since the epoch; now by default, and if it lies in the past. */
  startsAt?: number;
  /** Whether a function is bundled again when its sources change; default true. */
  watch?: boolean;
  /** A folder of bundles, as `bundleFunctions` makes it, from which those that are current are taken instead of built. */
  bundlesFrom?: string;
  /** Threads of all functions together at most; by default 8, of 25 MB each. */
  functionThreads?: number;
  /** Told of edits of the config, which are followed where somebody is. */
  onEdit?: (edit: ConfigEdit) => void;
  /** Absolute paths of modules that export a further `service` each, as those of `src/emulators` do. */
  services?: readonly string[];
  /** Told of the cloud, the first time, once what calls it is answered or waits until all of it runs. */
  onAddresses?: (cloud: RunningCloud) => void;
  /** Told about steps that take long. */
  onProgress?: (message: string) => void;
  /** Told what a person should know: denied permissions, rules that cannot deliver. */
  onWarning?: (message: string) => void;
}

/** Addresses of a running local cloud, in `.local/outputs.json` together with what the config returned. */
export interface LocalOutputs {
  awsEndpoint: string;
  webUrl: string;
  consoleUrl: string;
  region: string;
}

/** After an edit of the config its members are those of the graph that runs then. */
export interface LocalCloud {
  readonly outputs: LocalOutputs & Record<string, unknown>;
  readonly graph: ResourceGraph;
  /** Whoever listens is told of every hop, over all edits. */
  readonly journal: Journal;
  readonly clock: Clock;
  /** Replace its members to inject trouble; the same over all edits. */
  readonly faults: Faults;
  readonly cloud: RunningCloud;
  /** By the URL of the third party that each answers for. */
  readonly standIns: Readonly<Record<string, StandIn>>;
  /** Whether the graph was taken from the last run. */
  readonly cached: boolean;
  /** What was taken up of the last run, in words: `1,204 items, 3 messages`; empty when there was nothing. */
  readonly takenUp: string;
  /** Where each router, and each static site without one, answers. */
  readonly sites: Readonly<Record<string, string>>;
  /** Resolves when the pages are built. */
  sitesReady(): Promise<void>;
  /** Starts threads for the functions, so that their first invocations find one. */
  warmUp(): Promise<void>;
  /** Ends everything it began; safe to call twice. */
  stop(): Promise<void>;
}

const savedLine = (name: string) => `All of it as it was is saved: "${ownCommand} state load ${name}".`;

/** Boots the graph of `sst.config.ts` in this process. When it rejects, nothing is left running. */
export const startLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const { root, onEdit, onWarning = console.error } = options;
  const localFolder = options.localFolder ?? join(root, ".local");
  requireConfig(root);
  const unlock = await takeLock(localFolder);
  const doors = createDoors();
  await doors.hold();
  const faults = options.faults ?? noFaults();
  const spare = onEdit && !process.env.CI ? createSpareOf(root, options.services) : undefined;
  const evaluate = (fresh = false) => synthesize({ ...options, fresh, spare });
  const begin = (
    synthesis: Promise<Synthesis>,
    first: Pick<LocalCloudOptions, "onAddresses"> & { readonly fresh?: boolean } = {},
  ): Promise<Booted> =>
    boot(
      {
        ...options,
        localFolder,
        state: options.state && { ...options.state, fresh: first.fresh },
        onAddresses: first.onAddresses,
      },
      { faults, listenAt: doors.listen, letIn: doors.open, synthesis },
    );
  const leave = async () => {
    await doors.close();
    await unlock();
  };

  const evaluating = evaluate(options.fresh);
  evaluating.catch(() => {});
  let current: Booted;
  let synthesis: Synthesis;
  try {
    current = await begin(evaluating, { fresh: options.state?.fresh, onAddresses: options.onAddresses });
    synthesis = await evaluating;
  } catch (error) {
    await leave();
    throw error;
  }
  const { cached } = synthesis;
  const { takenUp, dropped, saved } = current;
  for (const what of dropped) onWarning(`Not taken up from the last run: ${what}.`);
  if (saved) onWarning(savedLine(saved));

  const listeners = new Set<(hop: Hop) => void>();
  const listen = () =>
    current.journal.subscribe((hop) => {
      for (const listener of listeners) listener(hop);
    });
  const subscribe: Journal["subscribe"] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  listen();

  const handOver = async (next: Synthesis): Promise<Dropped> => {
    await doors.hold();
    await current.stop();
    try {
      current = await begin(Promise.resolve(next));
      synthesis = next;
      return { dropped: current.dropped, saved: current.saved && savedLine(current.saved) };
    } catch (error) {
      await doors.hold();
      const before = synthesis;
      // Whatever comes next is another graph than what runs when this one does not start again, either.
      synthesis = { ...before, graph: { ...before.graph, resources: [] } };
      current = await begin(Promise.resolve(before)).catch((second: Error) => {
        throw new NothingRunsError(`${(error as Error).message}\n${second.message}`, { cause: error });
      });
      synthesis = before;
      throw error;
    } finally {
      listen();
      await doors.open();
    }
  };
  const prepareSpare = () => spare?.prepare(() => current.journal.size.recorded);
  const edits =
    onEdit &&
    followEdits({
      root,
      running: () => synthesis,
      evaluate,
      handOver: options.state && handOver,
      rested: prepareSpare,
      tell: onEdit,
    });

  let stopping: Promise<void> | undefined;
  return {
    get outputs() {
      return current.outputs;
    },
    // Whoever keeps it sees the one that runs by then.
    graph: new Proxy(current.graph, { get: (_, member) => Reflect.get(current.graph, member) }),
    journal: new Proxy(current.journal, {
      get: (_, member) => (member === "subscribe" ? subscribe : Reflect.get(current.journal, member)),
    }),
    get clock() {
      return current.clock;
    },
    get cloud() {
      return current.cloud;
    },
    get standIns() {
      return current.standIns;
    },
    get sites() {
      return current.sites;
    },
    faults,
    cached,
    takenUp,
    sitesReady: () => current.sitesReady(),
    async warmUp() {
      await current.warmUp();
      // Only now, since bundling functions for the first time takes most of the memory there is to take; and not beside an
      // evaluation, after which it is prepared anyway.
      if (!edits?.isBusy) prepareSpare();
    },
    stop() {
      stopping ??= (async () => {
        spare?.stop();
        await edits?.stop();
        await current.stop();
        await leave();
      })();
      return stopping;
    },
  };
};
