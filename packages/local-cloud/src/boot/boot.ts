import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { createComparison } from "../console/comparison.ts";
import { loadContracts, startConsole } from "../console/index.ts";
import { readAppSettings } from "../core/app-manifest.ts";
import { createClock } from "../core/clock.ts";
import type { Faults } from "../core/faults.ts";
import { createJournal } from "../core/journal.ts";
import type { Resource } from "../core/resource-graph.ts";
import { createDevCommands } from "../dev-commands/index.ts";
import { withServices } from "../emulators/registry.ts";
import { createSiteEmulator } from "../emulators/site/emulator.ts";
import { startGateway } from "../gateway/gateway.ts";
import { certificateFile } from "../http/certificate.ts";
import type { listen } from "../http/listen.ts";
import { originsOf } from "../http/pages.ts";
import { saveBefore } from "../state/snapshots.ts";
import { openState } from "../state/state.ts";
import { summaryOf } from "../state/summary.ts";
import type { Synthesis } from "../synth/synthesize.ts";
import { attachStandIns, loadStandIns, type StandIn } from "../third-parties/stand-in.ts";
import { surroundingsOf } from "../third-parties/surroundings.ts";
import { bind } from "./bind.ts";
import { createCloud, type RunningCloud } from "./create-cloud.ts";
import { loadEmulators } from "./emulators.ts";
import type { LocalCloud, LocalCloudOptions } from "./local-cloud.ts";
import { openPorts } from "./ports.ts";
import { provision, restoreAll, startAll } from "./provision.ts";
import { rewriteAddresses } from "./rewrite.ts";

/** What outlasts one graph. */
export interface BootParts {
  readonly faults: Faults;
  readonly listenAt: typeof listen;
  /** Lets in who waits at what `listenAt` opened. */
  readonly letIn: () => Promise<void>;
  readonly synthesis: Promise<Synthesis>;
}

/** A graph that runs. */
export interface Booted
  extends Pick<
    LocalCloud,
    | "outputs"
    | "graph"
    | "journal"
    | "clock"
    | "cloud"
    | "takenUp"
    | "standIns"
    | "sites"
    | "sitesReady"
    | "warmUp"
    | "stop"
  > {
  /** What of the state has no place in this graph, in a person's words. */
  readonly dropped: readonly string[];
  /** Name of the snapshot with what was dropped, where there was something. */
  readonly saved: string | undefined;
}

/** What has a process of its own, at whose port nobody waits, or has made what others find when it is done. */
const startsByItself = ({ type }: Resource) =>
  type === "aws:ecs/service:Service" || type === "aws:lambda/invocation:Invocation";

/** Boots a graph in this process, with the state that is kept. When it rejects, nothing is left running or changed. */
export const boot = async (
  options: LocalCloudOptions & { localFolder: string },
  parts: BootParts,
): Promise<Booted> => {
  const { root, ports, localFolder, onWarning = console.error } = options;
  const { faults, listenAt } = parts;
  const undo: (() => Promise<unknown> | unknown)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      for (const step of undo.toReversed()) await Promise.resolve(step()).catch(onWarning);
    })();
    return stopping;
  };

  try {
    const state = openState({ ...options.state, hold: true, warn: onWarning });
    undo.push(() => state.close());
    const takenUp = summaryOf(state.database);
    const gateway = await bind("the AWS endpoint", "--aws-port", ports.aws, () =>
      startGateway(ports.aws, {
        settled: state.settled,
        certificate: certificateFile(localFolder),
        listenAt,
      }),
    );
    undo.push(() => gateway.close());
    const keptClock = state.records("cloud/clock", z.object({ aheadMs: z.number() }));
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
    const services = await withServices(options.services);
    const creating = loadEmulators(services);
    const [standIns, { graph: symbolic }, createEmulators] = await Promise.all([
      standInsStarting,
      parts.synthesis,
      creating,
    ]);

    const journal = createJournal({ state });
    const contracts = loadContracts(root, onWarning);
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
      listenAt,
    });
    const sites = await bind("the page", "--port", ports.web, () => site.listen(ports.web));
    const { webUrl } = sites;
    undo.push(() => site.stop?.());
    const console_ = await bind("the console", "--console-port", ports.console, () =>
      startConsole(ports.console, {
        localFolder,
        report: (message) => journal.record({ service: "site", action: message, resource: "console" }),
        warn: onWarning,
        listenAt,
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
    const outputs = {
      ...graph.outputs,
      awsEndpoint: gateway.endpoint,
      webUrl,
      consoleUrl: console_.url,
      region: graph.region,
    };
    await mkdir(localFolder, { recursive: true });
    const outputsFile = join(localFolder, "outputs.json");
    // Whoever reads it meanwhile finds the one before, or all of this one.
    await writeFile(`${outputsFile}.new`, `${JSON.stringify(outputs, null, 2)}\n`);
    await rename(`${outputsFile}.new`, outputsFile);
    const allWait =
      own.servers.size === 0 && !graph.devCommands?.length && !graph.resources.some(startsByItself);
    if (allWait) options.onAddresses?.(cloud);
    const emulators = [
      ...createEmulators(cloud, {
        inspect: options.inspect,
        watch: options.watch,
        bundlesFrom: options.bundlesFrom,
        workers: options.functionThreads,
        servers: own.servers,
        confirmSignUps,
      }),
      site,
    ];
    for (const emulator of emulators) cloud.add(emulator);
    undo.push(() => Promise.all(emulators.map((emulator) => emulator !== site && emulator.stop?.())));
    undo.push(() => {
      journal.flush();
      cloud.metrics.flush();
      state.end();
    });
    cloud.made.takeUp();
    await provision(graph, emulators, services, cloud);
    restoreAll(emulators);
    const saved =
      state.dropped.length > 0 && options.state
        ? saveBefore({ localFolder, stateFolder: options.state.folder }).name
        : undefined;
    gateway.open({ cloud, emulator: cloud.emulator, holderOf: cloud.holderOf, secretOf: cloud.secretOf });
    await startAll(emulators);
    state.release();
    await attachStandIns(standIns, (url) => surroundingsOf(cloud, url, outputs));
    console_.open({
      cloud,
      root,
      faults,
      outputs: () => outputs,
      contracts: await contracts,
      comparison: createComparison(comparison && join(root, comparison), graph, onWarning),
    });
    await parts.letIn();
    await cloud.use("invocations").makeDeclared();
    await devCommands.start(root, [gateway.endpoint, console_.url, webUrl, ...Object.values(sites.byName)]);
    if (!allWait) options.onAddresses?.(cloud);
    return {
      outputs,
      graph,
      journal,
      clock,
      cloud,
      standIns,
      takenUp,
      dropped: state.dropped,
      saved,
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
