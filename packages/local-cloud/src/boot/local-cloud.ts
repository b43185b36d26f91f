import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createComparison } from "../console/comparison.ts";
import { loadContracts, startConsole } from "../console/index.ts";
import { readAppSettings } from "../core/app-manifest.ts";
import type { Clock } from "../core/clock.ts";
import { createClock } from "../core/clock.ts";
import { type Faults, noFaults } from "../core/faults.ts";
import { createJournal, type Journal } from "../core/journal.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { createDevCommands } from "../dev-commands/index.ts";
import type { Location } from "../emulators/cloudfront/locations.ts";
import { withServices } from "../emulators/registry.ts";
import { createSiteEmulator } from "../emulators/site/emulator.ts";
import { startGateway } from "../gateway/gateway.ts";
import { certificateFile } from "../http/certificate.ts";
import { originsOf } from "../http/pages.ts";
import { ownCommand } from "../process/own-command.ts";
import { saveBefore } from "../state/snapshots.ts";
import { openState } from "../state/state.ts";
import { summaryOf } from "../state/summary.ts";
import { requireConfig, synthesize } from "../synth/synthesize.ts";
import { attachStandIns, loadStandIns, type StandIn } from "../third-parties/stand-in.ts";
import { surroundingsOf } from "../third-parties/surroundings.ts";
import { createCloud, type RunningCloud } from "./create-cloud.ts";
import { loadEmulators } from "./emulators.ts";
import { takeLock } from "./lock.ts";
import { openPorts } from "./ports.ts";
import { provision, restoreAll, startAll } from "./provision.ts";
import { rewriteAddresses } from "./rewrite.ts";

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
  /** Absolute paths of modules that export a further `service` each, as those of `src/emulators` do. */
  services?: readonly string[];
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

export interface LocalCloud {
  readonly outputs: LocalOutputs & Record<string, unknown>;
  readonly graph: ResourceGraph;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Replace its members to inject trouble. */
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

/** A port that something else holds, with the flag that chooses another. */
export class PortInUseError extends Error {
  override readonly name = "PortInUseError";
}

const bind = async <T>(what: string, flag: string, port: number, run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new PortInUseError(
      `Port ${port} on 127.0.0.1 is in use, and ${what} needs it. Choose another with ${flag} <port>, or stop what holds it.`,
    );
  }
};

/** Boots the graph of `sst.config.ts` in this process. When it rejects, nothing is left running. */
export const startLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const { root, ports, onProgress = () => {}, onWarning = console.error } = options;
  const localFolder = options.localFolder ?? join(root, ".local");
  const undo: (() => Promise<unknown> | unknown)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      for (const step of undo.toReversed()) await Promise.resolve(step()).catch(onWarning);
    })();
    return stopping;
  };

  try {
    requireConfig(root);
    undo.push(await takeLock(localFolder));
    const state = openState({ ...options.state, hold: true, warn: onWarning });
    undo.push(() => state.close());
    const takenUp = summaryOf(state.database);
    const gateway = await bind("the AWS endpoint", "--aws-port", ports.aws, () =>
      startGateway(ports.aws, { settled: state.settled, certificate: certificateFile(localFolder) }),
    );
    undo.push(() => gateway.close());
    const keptClock = state.records<{ readonly aheadMs: number }>("cloud/clock");
    const clock = createClock((aheadMs) => keptClock.put("ahead", { aheadMs }));
    for (const [, { aheadMs }] of keptClock.read()) clock.advance(aheadMs);
    if (options.startsAt !== undefined) clock.advance(Math.max(0, options.startsAt - clock.now()));
    undo.push(() => clock.stop());
    const { standIns: standInSettings = {}, comparison, confirmSignUps } = readAppSettings(root);
    // What needs no graph starts while the config is evaluated.
    const standInsStarting = loadStandIns(root, standInSettings).then((start) => start(clock, state));
    undo.push(async () => {
      const started = await standInsStarting.catch(() => ({}));
      await Promise.all(Object.values<StandIn>(started).map((standIn) => standIn.stop()));
    });
    const synthesis = synthesize({
      root,
      stage: options.stage,
      dev: options.dev,
      secrets: options.secrets,
      fresh: options.fresh,
      services: options.services,
      onProgress,
    });
    const services = await withServices(options.services);
    const creating = loadEmulators(services);
    const [standIns, { graph: symbolic, cached }, createEmulators] = await Promise.all([
      standInsStarting,
      synthesis,
      creating,
    ]);

    const journal = createJournal({ state });
    const contracts = loadContracts(root, onWarning);
    const faults = options.faults ?? noFaults();
    const cloud: RunningCloud = createCloud({
      graph: symbolic,
      clock,
      services,
      journal,
      faults,
      endpoint: gateway.endpoint,
      localFolder,
      state,
      serve: gateway.serve,
      takeCalls: gateway.takeCalls,
      find: (url) => gateway.find(url),
      report: onWarning,
    });
    const allowOrigins = new Set(options.allowOrigins);
    const devCommands = createDevCommands(cloud);
    undo.push(() => devCommands.stop());
    const site = createSiteEmulator(cloud, {
      allowed: allowOrigins,
      location: options.location,
      devCommands,
    });
    const sites = await bind("the page", "--port", ports.web, () => site.listen(ports.web));
    const { webUrl } = sites;
    undo.push(() => site.stop?.());
    const console_ = await bind("the console", "--console-port", ports.console, () =>
      startConsole(ports.console, {
        localFolder,
        report: (message) => journal.record({ service: "site", action: message, resource: "console" }),
        warn: onWarning,
      }),
    );
    undo.push(() => console_.close());

    const own = await openPorts(symbolic, localFolder);
    undo.push(() => own.close());

    const graph = rewriteAddresses(symbolic, {
      endpoint: gateway.endpoint,
      hosts: services.all.flatMap(({ hosts = [] }) => hosts),
      domains: Object.assign({}, ...services.all.map(({ domains = {} }) => domains)) as Record<
        string,
        string
      >,
      webUrl,
      distributions: sites.byDomain,
      ports: own.ports,
      thirdParties: Object.fromEntries(Object.entries(standIns).map(([url, standIn]) => [url, standIn.url])),
    });
    Object.assign(cloud, { graph });
    for (const url of [webUrl, ...Object.values(sites.byName)]) originsOf(url).forEach(gateway.allow);
    allowOrigins.forEach(gateway.allow);
    const emulators = [
      ...createEmulators(cloud, {
        inspect: options.inspect,
        watch: options.watch,
        servers: own.servers,
        confirmSignUps,
      }),
      site,
    ];
    for (const emulator of emulators) cloud.add(emulator);
    undo.push(() => Promise.all(emulators.map((emulator) => emulator !== site && emulator.stop?.())));
    undo.push(() => {
      journal.flush();
      state.end();
    });
    await provision(graph, emulators, services, cloud.provisioned);
    restoreAll(emulators);
    const lost =
      state.dropped.length > 0 && options.state
        ? saveBefore({ localFolder, stateFolder: options.state.folder })
        : undefined;
    state.release();
    gateway.open({ cloud, emulator: cloud.emulator, holderOf: cloud.holderOf, secretOf: cloud.secretOf });
    await startAll(emulators);

    const outputs = {
      ...graph.outputs,
      awsEndpoint: gateway.endpoint,
      webUrl,
      consoleUrl: console_.url,
      region: graph.region,
    };
    await mkdir(localFolder, { recursive: true });
    await writeFile(join(localFolder, "outputs.json"), `${JSON.stringify(outputs, null, 2)}\n`);
    await attachStandIns(standIns, (url) => surroundingsOf(cloud, url, outputs));
    console_.open({
      cloud,
      root,
      faults,
      outputs: () => outputs,
      contracts: await contracts,
      comparison: createComparison(comparison && join(root, comparison), graph, onWarning),
    });
    await devCommands.start(root, [gateway.endpoint, console_.url, webUrl, ...Object.values(sites.byName)]);
    for (const what of state.dropped) onWarning(`Not taken up from the last run: ${what}.`);
    if (lost) onWarning(`All of it as it was is saved: "${ownCommand} state load ${lost.name}".`);
    return {
      outputs,
      graph,
      journal,
      clock,
      faults,
      cloud,
      standIns,
      cached,
      takenUp,
      sites: sites.byName,
      sitesReady: site.ready,
      warmUp: cloud.use("warming").warmUp,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
