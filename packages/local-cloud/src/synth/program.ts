import { writeFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join, resolve } from "node:path";
import type { FunctionBuild, Resource, ResourceGraph } from "../core/resource-graph.ts";
import type { Account } from "../core/resource-type.ts";
import { checkComponents, type Transform } from "./component-rules.ts";
import { bundleProgram, type ConfigPaths, readAppConfig, regionOf } from "./config-bundle.ts";
import { noteFiles } from "./declared-in.ts";
import { watchEnvironment } from "./environment-reads.ts";
import { createFailures } from "./failures.ts";
import { watchFiles } from "./file-reads.ts";
import { lightenPulumi } from "./lighten-pulumi.ts";
import { createLineage, type Monitor } from "./lineage.ts";
import { createMockResources, type MockResources } from "./mock-resources.ts";
import { standInForProviders } from "./other-providers.ts";
import { callProviderFunction } from "./provider-functions.ts";
import { createRefusals } from "./refusals.ts";
import { type RuntimeBuild, startRpcServer } from "./rpc-server.ts";

/** Request of the process that synthesizes; its answer is written as JSON to `answerFile`. */
export interface SynthRequest extends Account {
  paths: ConfigPaths;
  stage: string;
  answerFile: string;
}

export type SynthAnswer =
  /** `variables` are the names of the environment variables the config read. */
  | { ok: true; graph: ResourceGraph; inputs: string[]; variables: string[] }
  | { ok: false; title: string; problems: string[] };

interface PulumiRuntime {
  setMocks(
    mocks: {
      newResource: MockResources["newResource"];
      call(args: { token: string; inputs: Record<string, unknown> }): Record<string, unknown>;
    },
    project: string,
    stack: string,
    preview: boolean,
  ): Promise<void>;
  getMonitor(): Monitor;
  runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>;
}

/** How long a config that failed may keep the process from ending, as with an open socket. */
const graceMs = 10_000;

// Outputs are read back as promises; a program that finished has only settled ones.
interface PulumiOutput {
  promise(): Promise<unknown>;
}

const request = JSON.parse(process.argv[2]!) as SynthRequest;
enableCompileCache(join(request.paths.work, "compile-cache"));

const answer = (value: SynthAnswer) =>
  writeFileSync(request.answerFile, JSON.stringify(value), { mode: 0o600 });
const fail = (title: string, problems: string[]) => {
  answer({ ok: false, title, problems });
  process.exit(0);
};

const refusals = createRefusals();
const failures = createFailures(request.paths.root);
let outputs: Record<string, unknown> | undefined;
let lastResource = () => "none";

const finish = () => {
  // What renders pages on a server is refused, and most of it throws from there.
  const thrown = failures.list([...refusals.componentTypes(), "ssr-site"]);
  if (!refusals.isEmpty)
    return fail(refusals.title(request.stage), [
      ...refusals.list(),
      ...thrown.map((text) => `Could not be evaluated, perhaps because of the above: ${text}`),
    ]);
  if (thrown.length > 0) return fail("sst.config.ts could not be evaluated.", thrown);
  if (!outputs)
    return fail("sst.config.ts did not finish.", [`Last resource registered: ${lastResource()}.`]);
  const inputs = [...new Set([...sources, ...files.paths()])];
  answer({ ok: true, inputs, variables: environment.names(), graph: graphOf(outputs) });
};
// Resources are also registered from callbacks that nothing awaits; when the event loop is empty, all are.
process.once("beforeExit", finish);
// Evaluation goes on after a failure: what does not depend on it belongs into the same list.
const noteFailure = (error: unknown) => {
  failures.add(error);
  setTimeout(finish, graceMs).unref();
};
process.on("uncaughtException", noteFailure);
process.on("unhandledRejection", noteFailure);

const environment = watchEnvironment();
const app = await readAppConfig(request.paths, request.stage, environment.during);
const account: Account = { region: regionOf(app) ?? request.region, accountId: request.accountId };
const { outfile, inputs: sources } = await bundleProgram(request.paths, app, request.stage);
const rpc = await startRpcServer(request.paths.work);
process.env.SST_SERVER = rpc.url;
process.env.SST_AWS_REGION = account.region;

// Filled by the bundled program: site name -> folder its build writes to.
const sites: Record<string, string> = {};
Object.assign(globalThis, { localCloudSites: sites });
const lineage = createLineage();
const mocks = createMockResources(account, lineage, refusals);
lastResource = () => mocks.last;

const buildOf = (resource: Resource, build: RuntimeBuild): FunctionBuild => ({
  root: request.paths.root,
  handler: build.handler ?? String(resource.inputs.handler),
  ...(build.bundle ? { bundle: resolve(request.paths.root, build.bundle) } : {}),
  links: build.links ?? {},
  copyFiles: build.copyFiles ?? [],
  nodejs: build.properties ?? {},
});

const finished = (resource: Resource): Resource => {
  const component =
    resource.parent && mocks.components.find((one) => lineage.urnOf(one.urn) === resource.parent);
  const build =
    resource.type === "aws:lambda/function:Function" && component
      ? rpc.builds.get(component.name)
      : undefined;
  const site = resource.type === "command:local:Command" && component ? sites[component.name] : undefined;
  const file = fileOf(resource.type, resource.name);
  return {
    ...resource,
    urn: lineage.urnOf(resource.urn) ?? resource.urn,
    ...(file ? { file } : {}),
    ...(build ? { build: buildOf(resource, build) } : {}),
    ...(site ? { siteOutput: resolve(request.paths.root, site) } : {}),
  };
};

const graphOf = (declared: Record<string, unknown>): ResourceGraph => ({
  app: { name: app.name, stage: request.stage },
  ...account,
  components: mocks.components.map((component) => ({
    ...component,
    urn: lineage.urnOf(component.urn) ?? component.urn,
    file: fileOf(component.type, component.name),
  })),
  resources: mocks.resources.map(finished),
  outputs: declared,
  links: mocks.links,
});

const settle = async (value: unknown): Promise<unknown> => {
  if (Array.isArray(value)) return Promise.all(value.map(settle));
  if (typeof value !== "object" || value === null) return value;
  if ("__pulumiOutput" in value) return settle(await (value as unknown as PulumiOutput).promise());
  return Object.fromEntries(
    await Promise.all(Object.entries(value).map(async ([key, member]) => [key, await settle(member)])),
  );
};

lightenPulumi(request.paths.platform);
const { fileOf } = noteFiles(request.paths.platform, outfile);
environment.begin();
const files = watchFiles(request.paths.root);
const program = (await import(outfile)) as {
  runtime: PulumiRuntime;
  output(value: unknown): unknown;
  $transform: Transform;
  run(program: () => Promise<unknown>): Promise<Record<string, unknown>>;
  config: { run(): Promise<unknown> };
};
await program.runtime.setMocks(
  {
    newResource: mocks.newResource,
    call: ({ token, inputs: given }) =>
      callProviderFunction(token, given, {
        account,
        isSlice: Boolean(process.env.SERVICE),
        parameters: mocks.parameters,
        refuse: (sentence) => refusals.add(sentence),
      }),
  },
  app.name,
  request.stage,
  false,
);
lineage.follow(program.runtime.getMonitor());
checkComponents(program.$transform, refusals);
standInForProviders(Object.keys(app.providers ?? {}), refusals, () => program.output(undefined));

await program.runtime.runInPulumiStack(async () => {
  const { _protect, ...declared } = await program.run(program.config.run);
  outputs = (await settle(declared)) as Record<string, unknown>;
  return {};
});
