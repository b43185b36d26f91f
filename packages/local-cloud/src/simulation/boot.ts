import { createCloud, type RunningCloud } from "../boot/create-cloud.ts";
import { loadEmulators } from "../boot/emulators.ts";
import { provision, restoreAll, startAll } from "../boot/provision.ts";
import { rewriteAddresses } from "../boot/rewrite.ts";
import { readAppSettings } from "../core/app-manifest.ts";
import { createClock } from "../core/clock.ts";
import type { Faults } from "../core/faults.ts";
import { createJournal, type Hop } from "../core/journal.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import type { Surroundings } from "../core/service.ts";
import { signingKey } from "../emulators/cognito/keys.ts";
import { withServices } from "../emulators/registry.ts";
import { startGateway } from "../gateway/gateway.ts";
import { certificateFile } from "../http/certificate.ts";
import { openState } from "../state/state.ts";
import { attachStandIns, loadStandIns, type StandIn } from "../third-parties/stand-in.ts";
import { surroundingsOf } from "../third-parties/surroundings.ts";

/** An app without pages and console: its emulators, functions and third parties. */
export interface BootedApp {
  readonly cloud: RunningCloud;
  readonly graph: ResourceGraph;
  /** By the URL of the third party that each answers for. */
  readonly standIns: Readonly<Record<string, StandIn>>;
  readonly warnings: readonly string[];
  stop(): Promise<void>;
}

export interface BootOptions extends Surroundings {
  readonly faults: Faults;
  /** Port of the gateway; 0 takes any. */
  readonly port: number;
  /** For bundles, mails and logs. */
  readonly localFolder: string;
  /** Where what outlasts the process is; by default nothing does. */
  readonly stateFolder?: string | undefined;
  /** Told of each hop from the first on: what was kept goes on while the app still boots. */
  readonly told: (hop: Hop) => void;
}

/** How a warning begins of something that was kept and has no place any more. */
export const NOT_TAKEN_UP = "Not taken up";

/** Boots the same app again and again; what can be loaded once is. */
export const prepareBoot = async (options: { readonly root: string; readonly graph: ResourceGraph }) => {
  const { root } = options;
  const services = await withServices();
  const createEmulators = await loadEmulators(services);
  const { standIns: settings = {}, confirmSignUps } = readAppSettings(root);
  const startStandIns = await loadStandIns(root, settings);
  const symbolic = JSON.stringify(options.graph);
  return async ({
    faults,
    port,
    localFolder,
    stateFolder,
    told,
    ...surroundings
  }: BootOptions): Promise<BootedApp> => {
    await signingKey();
    const warnings: string[] = [];
    const report = (message: string) => void warnings.push(message);
    const state = openState({ folder: stateFolder, warn: report });
    const gateway = await startGateway(port, {
      settled: state.settled,
      certificate: certificateFile(localFolder),
    });
    const clock = createClock();
    const standIns = await startStandIns(clock, state);
    const graph = rewriteAddresses(JSON.parse(symbolic) as ResourceGraph, {
      endpoint: gateway.endpoint,
      hosts: services.all.flatMap(({ hosts = [] }) => hosts),
      domains: Object.assign({}, ...services.all.map(({ domains = {} }) => domains)) as Record<
        string,
        string
      >,
      webUrl: "http://localhost:3000",
      distributions: {},
      ports: {},
      thirdParties: Object.fromEntries(Object.entries(standIns).map(([url, standIn]) => [url, standIn.url])),
    });
    const journal = createJournal();
    journal.subscribe(told);
    const cloud = createCloud({
      graph,
      clock,
      services,
      journal,
      faults,
      endpoint: gateway.endpoint,
      localFolder,
      state,
      serve: gateway.serve,
      find: (url) => gateway.find(url),
      report,
    });
    const emulators = createEmulators(cloud, {
      watch: false,
      asBundled: true,
      confirmSignUps,
      ...surroundings,
    });
    for (const emulator of emulators) cloud.add(emulator);
    cloud.made.takeUp();
    await provision(graph, emulators, services, cloud);
    restoreAll(emulators);
    warnings.push(...state.dropped.map((what) => `${NOT_TAKEN_UP}: ${what}.`));
    gateway.open({ cloud, emulator: cloud.emulator, holderOf: cloud.holderOf, secretOf: cloud.secretOf });
    await startAll(emulators);
    await attachStandIns(standIns, (url) => surroundingsOf(cloud, url, graph.outputs));
    return {
      cloud,
      graph,
      standIns,
      warnings,
      stop: async () => {
        for (const emulator of emulators) await emulator.stop?.();
        await Promise.all(Object.values(standIns).map((standIn) => standIn.stop()));
        clock.stop();
        await gateway.close();
        state.close();
      },
    };
  };
};
