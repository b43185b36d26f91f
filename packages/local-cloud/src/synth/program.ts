import { writeFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join, resolve } from "node:path";
import type { Component, FunctionBuild, Resource, ResourceGraph } from "../core/resource-graph.ts";
import { type Account, stableId } from "../core/resource-type.ts";
import { bundleProgram, type ConfigPaths, readAppConfig, regionOf } from "./config-bundle.ts";
import { noteFiles } from "./declared-in.ts";
import { lightenPulumi } from "./lighten-pulumi.ts";
import { callProviderFunction } from "./provider-functions.ts";
import { resourceTypes } from "./resource-types.ts";
import { type RuntimeBuild, startRpcServer } from "./rpc-server.ts";

/** Request of the process that synthesizes; its answer is written as JSON to `answerFile`. */
export interface SynthRequest extends Account {
  paths: ConfigPaths;
  stage: string;
  answerFile: string;
}

export type SynthAnswer =
  | { ok: true; graph: ResourceGraph; inputs: string[] }
  | { ok: false; title: string; problems: string[] };

interface MockArguments {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  custom: boolean;
  id?: string;
}

interface PulumiRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
}
interface PulumiResponse {
  getUrn(): string;
}
type Callback = (error: unknown, response: PulumiResponse) => void;

interface PulumiRuntime {
  setMocks(
    mocks: {
      newResource(args: MockArguments): { id: string; state: Record<string, unknown> };
      call(args: { token: string; inputs: Record<string, unknown> }): Record<string, unknown>;
    },
    project: string,
    stack: string,
    preview: boolean,
  ): Promise<void>;
  getMonitor(): { registerResource(request: PulumiRequest, callback: Callback): Promise<void> };
  runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>;
}

// Outputs are read back as promises; a program that finished has only settled ones.
interface PulumiOutput {
  promise(): Promise<unknown>;
}

const request = JSON.parse(process.argv[2]!) as SynthRequest;
enableCompileCache(join(request.paths.work, "compile-cache"));

const answer = (value: SynthAnswer) => writeFileSync(request.answerFile, JSON.stringify(value));
const fail = (title: string, problems: string[]) => {
  answer({ ok: false, title, problems });
  process.exit(0);
};
const notImplemented = `sst.config.ts uses what the local cloud does not implement. Leave it out when $app.stage is "${request.stage}", or add it to packages/local-cloud/src/emulators:`;
const failEvaluation = (error: unknown) =>
  problems.length > 0
    ? fail(notImplemented, [...new Set(problems)])
    : fail("sst.config.ts could not be evaluated.", [
        `${explain(error)}\n(last resource registered: ${lastResource})`,
      ]);
const explain = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const problems: string[] = [];
let lastResource = "none";
process.on("uncaughtException", failEvaluation);
process.on("unhandledRejection", failEvaluation);

const app = await readAppConfig(request.paths, request.stage);
const account: Account = { region: regionOf(app) ?? request.region, accountId: request.accountId };
const { outfile, inputs } = await bundleProgram(request.paths, app, request.stage);
const rpc = await startRpcServer(request.paths.work);
process.env.SST_SERVER = rpc.url;
process.env.SST_AWS_REGION = account.region;

const components: Component[] = [];
const resources: Resource[] = [];
const links: Record<string, Record<string, unknown>> = {};
const parameters = new Map<string, string>();
const parents = new Map<string, string>();
const urns = new Map<string, string>();
// Filled by the bundled program: site name -> folder its build writes to.
const sites: Record<string, string> = {};
Object.assign(globalThis, { localCloudSites: sites });
const keyOf = (type: string, name: string) => `${type}::${name}`;

const register = ({ type, name, inputs: raw, custom }: MockArguments) => {
  const key = keyOf(type, name);
  lastResource = `${name} (${type})`;
  if (type === "sst:sst:LinkRef")
    links[name.replace(/LinkRef$/, "")] = plain(raw.properties) as Record<string, unknown>;
  if (!custom) {
    components.push({ type, name, urn: key, parent: parents.get(key) });
    return { id: "", state: raw };
  }
  const inputs = plain(raw) as Record<string, unknown>;
  const computed = compute(type, name, inputs);
  const id = String(computed.id ?? name);
  const outputs = { ...inputs, ...computed, id };
  resources.push({ type, name, urn: key, parent: parents.get(key), id, inputs, outputs });
  if (type === "aws:ssm/parameter:Parameter") parameters.set(String(inputs.name), String(inputs.value));
  return { id, state: outputs };
};

const compute = (type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> => {
  const resourceType = resourceTypes.get(type);
  if (!resourceType) {
    problems.push(`${name}: the resource type ${type} is not implemented by the local cloud.`);
    return { arn: `arn:aws:unknown:::${stableId(keyOf(type, name))}` };
  }
  const parsed = resourceType.properties.safeParse(inputs);
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      problems.push(
        issue.code === "unrecognized_keys"
          ? `${name} (${type}): the local cloud does not implement ${issue.keys.map((key) => [...issue.path, key].join(".")).join(", ")}.`
          : `${name} (${type}): ${issue.path.join(".")}: ${issue.message}.`,
      );
  return resourceType.compute({ name, inputs: parsed.success ? parsed.data : inputs }, account);
};

// How Pulumi marks a secret on the wire: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
const secretMark = "4dabf18193072939515e22adb298388d";

// Assets (function archives, site files) become their path, secrets their value.
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (secretMark in value) return plain((value as { value?: unknown }).value);
  if ("__pulumiAsset" in value || "__pulumiArchive" in value)
    return { path: (value as { path?: string }).path };
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, plain(member)]])),
  );
};

const buildOf = (resource: Resource, build: RuntimeBuild): FunctionBuild => ({
  root: request.paths.root,
  handler: build.handler ?? String(resource.inputs.handler),
  links: build.links ?? {},
  copyFiles: build.copyFiles ?? [],
  nodejs: build.properties ?? {},
});

const finished = (resource: Resource): Resource => {
  const urn = urns.get(resource.urn) ?? resource.urn;
  const component = resource.parent && components.find((one) => urns.get(one.urn) === resource.parent);
  const build =
    resource.type === "aws:lambda/function:Function" && component
      ? rpc.builds.get(component.name)
      : undefined;
  const site = resource.type === "command:local:Command" && component ? sites[component.name] : undefined;
  const file = fileOf(resource.type, resource.name);
  return {
    ...resource,
    urn,
    ...(file ? { file } : {}),
    ...(build ? { build: buildOf(resource, build) } : {}),
    ...(site ? { siteOutput: resolve(request.paths.root, site) } : {}),
  };
};

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
const program = (await import(outfile)) as {
  runtime: PulumiRuntime;
  run(program: () => Promise<unknown>): Promise<Record<string, unknown>>;
  config: { run(): Promise<unknown> };
};
await program.runtime.setMocks(
  {
    newResource: register,
    call: ({ token, inputs }) =>
      callProviderFunction(token, inputs, { ...account, stage: request.stage }, parameters),
  },
  app.name,
  request.stage,
  false,
);
const monitor = program.runtime.getMonitor();
const registerResource = monitor.registerResource.bind(monitor);
monitor.registerResource = (pulumiRequest, callback) => {
  const key = keyOf(pulumiRequest.getType(), pulumiRequest.getName());
  if (pulumiRequest.getParent()) parents.set(key, pulumiRequest.getParent());
  return registerResource(pulumiRequest, (error, response) => {
    if (!error) urns.set(key, response.getUrn());
    callback(error, response);
  });
};

let outputs: Record<string, unknown> | undefined;
await program.runtime.runInPulumiStack(async () => {
  const { _protect, ...declared } = await program.run(program.config.run);
  outputs = (await settle(declared)) as Record<string, unknown>;
  return {};
});

// Resources are also registered from callbacks that nothing awaits; when the event loop is empty, all are.
process.once("beforeExit", () => {
  if (!outputs) return fail("sst.config.ts did not finish.", [`Last resource registered: ${lastResource}.`]);
  if (problems.length > 0) return fail(notImplemented, [...new Set(problems)]);
  answer({
    ok: true,
    inputs,
    graph: {
      app: { name: app.name, stage: request.stage },
      ...account,
      components: components.map((component) => ({
        ...component,
        urn: urns.get(component.urn) ?? component.urn,
        file: fileOf(component.type, component.name),
      })),
      resources: resources.map(finished),
      outputs,
      links,
    },
  });
});
