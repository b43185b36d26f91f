import { resolve } from "node:path";
import type { FunctionBuild, Resource, ResourceGraph } from "../core/resource-graph.ts";
import type { Account } from "../core/resource-type.ts";
import type { Services } from "../core/services.ts";
import { withAssets } from "./assets.ts";
import { checkComponents, type Transform } from "./component-rules.ts";
import { type AppConfig, type Bundle, regionOf } from "./config-bundle.ts";
import { noteFiles } from "./declared-in.ts";
import { createDevCommands, type OutputsMonitor } from "./dev-commands.ts";
import { createLineage, type Monitor } from "./lineage.ts";
import { createMockResources, type MockResources } from "./mock-resources.ts";
import { type Pulumi, standInForProviders } from "./other-providers.ts";
import { callProviderFunction } from "./provider-functions.ts";
import { readProviderOutputs } from "./provider-outputs.ts";
import type { Config } from "./read-config.ts";
import type { Refusals } from "./refusals.ts";
import type { SynthRequest } from "./request.ts";
import type { RuntimeBuild } from "./rpc.ts";

interface ProviderCall {
  readonly token: string;
  readonly inputs: Record<string, unknown>;
  readonly provider?: string;
}

/** What the bundle of a config exports. */
export interface Program {
  readonly runtime: {
    setMocks(
      mocks: {
        newResource: ReturnType<typeof withAssets>;
        call(args: ProviderCall): Record<string, unknown>;
      },
      project: string,
      stack: string,
      preview: boolean,
    ): Promise<void>;
    getMonitor(): Monitor & OutputsMonitor;
    runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>;
  };
  readonly pulumi: Pulumi;
  readonly $transform: Transform;
  run(program: () => Promise<unknown>): Promise<Record<string, unknown>>;
  /** What `sst.config.ts` exports by default, whatever that is. */
  readonly config: unknown;
}

/** Runs the program of a config and keeps what it declares. */
export interface Recorder {
  /** Resolves when `run` of the config has; its callbacks may still register more. */
  record(): Promise<void>;
  /** All that was declared until now; undefined before `run` has finished. */
  graph(): ResourceGraph | undefined;
  /** The last resource registered, for messages. */
  last(): string;
}

interface RecorderOptions {
  readonly request: SynthRequest;
  readonly app: AppConfig;
  readonly bundle: Bundle;
  readonly program: Program;
  readonly config: Config;
  readonly resourceTypes: Services["resourceTypes"];
  /** By the name of the function's component. */
  readonly builds: ReadonlyMap<string, RuntimeBuild>;
  readonly refusals: Refusals;
}

export const accountOf = ({ region, accountId }: SynthRequest, app: AppConfig): Account => ({
  region: regionOf(app) ?? region,
  accountId,
});

export const createRecorder = (options: RecorderOptions): Recorder => {
  const { request, app, bundle, program, config, resourceTypes, builds, refusals } = options;
  const { paths, stage } = request;
  const account = accountOf(request, app);
  // Filled by the bundled program: site name -> folder its build writes to.
  const sites: Record<string, string> = {};
  Object.assign(globalThis, { localCloudSites: sites });
  const { fileOf } = noteFiles(paths.platform, bundle.outfile);
  const lineage = createLineage();
  const devCommands = createDevCommands();
  const said = readProviderOutputs(paths.root);
  const mocks = createMockResources(account, lineage, refusals, resourceTypes, said);
  let outputs: Record<string, unknown> | undefined;

  const declared = <Item extends { type: string; name: string; urn: string }>(item: Item) => ({
    ...item,
    urn: lineage.urnOf(item.urn) ?? item.urn,
    file: fileOf(item.type, item.name),
  });

  const buildOf = ({ inputs }: Resource, build: RuntimeBuild): FunctionBuild => ({
    root: paths.root,
    handler: build.handler ?? String(inputs.handler),
    bundle: build.bundle ? resolve(paths.root, build.bundle) : undefined,
    links: build.links ?? {},
    copyFiles: build.copyFiles ?? [],
    nodejs: build.properties ?? {},
  });

  const withBuild = (resource: Resource): Resource => {
    const { type, parent } = resource;
    const isFunction = type === "aws:lambda/function:Function";
    if (!isFunction && type !== "command:local:Command") return resource;
    const owner = parent && mocks.components.find(({ urn }) => lineage.urnOf(urn) === parent)?.name;
    if (!owner) return resource;
    const build = isFunction ? builds.get(owner) : undefined;
    const site = isFunction ? undefined : sites[owner];
    return {
      ...resource,
      ...(build &&
        request.dev && { inputs: { ...resource.inputs, runtime: build.runtime, handler: build.handler } }),
      build: build && buildOf(resource, build),
      siteOutput: site && resolve(paths.root, site),
    };
  };

  return {
    last: () => mocks.last,
    graph: () =>
      outputs && {
        app: { name: app.name, stage },
        ...account,
        components: mocks.components.map(declared),
        resources: mocks.resources.map((resource) => withBuild(declared(resource))),
        outputs,
        links: mocks.links,
        devCommands: devCommands.list(),
        tasks: devCommands.tasks(request.paths.root),
      },
    async record() {
      const call = ({ token, inputs, provider }: ProviderCall) =>
        callProviderFunction(token, inputs, {
          account: mocks.accountOf(provider),
          isSlice: Boolean(process.env.SERVICE),
          parameters: mocks.parameters,
          secrets: mocks.secrets,
          refuse: (sentence) => refusals.add(sentence),
        });
      await program.runtime.setMocks(
        { newResource: withAssets(request.dev ? asLive(mocks.newResource) : mocks.newResource), call },
        app.name,
        stage,
        false,
      );
      lineage.follow(program.runtime.getMonitor());
      devCommands.follow(program.runtime.getMonitor());
      checkComponents(program.$transform, refusals);
      standInForProviders(Object.keys(app.providers ?? {}), said, program.pulumi);
      await program.runtime.runInPulumiStack(async () => {
        const { _protect, ...given } = await program.run(config.run);
        outputs = (await settle(given)) as Record<string, unknown>;
        return {};
      });
    },
  };
};

/**
 * `sst dev` deploys a stub in Go for each function, which hands its calls over to the code on this machine. Here that code
 * is at hand, so a stub is declared as the function it stands for; which runtime that has, its target says later.
 */
const asLive =
  (newResource: MockResources["newResource"]): MockResources["newResource"] =>
  (args) =>
    args.type === "aws:lambda/function:Function" && String(args.inputs.runtime).startsWith("provided.")
      ? newResource({ ...args, inputs: { ...args.inputs, runtime: "nodejs24.x" } })
      : newResource(args);

// Outputs are read back as promises; a program that finished has only settled ones.
interface PulumiOutput {
  promise(): Promise<unknown>;
}

const settle = async (value: unknown): Promise<unknown> => {
  if (Array.isArray(value)) return Promise.all(value.map(settle));
  if (typeof value !== "object" || value === null) return value;
  if ("__pulumiOutput" in value) return settle(await (value as unknown as PulumiOutput).promise());
  return Object.fromEntries(
    await Promise.all(Object.entries(value).map(async ([key, member]) => [key, await settle(member)])),
  );
};
