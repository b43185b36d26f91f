import { writeFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join, sep } from "node:path";
import { withServices } from "../emulators/registry.ts";
import { loadAhead } from "./ahead.ts";
import { endBundler } from "./bundles.ts";
import { loadComponents, provideGlobals } from "./components.ts";
import { bundleConfig } from "./config-bundle.ts";
import { watchEnvironment } from "./environment-reads.ts";
import { createFailures } from "./failures.ts";
import { watchFiles } from "./file-reads.ts";
import { lightenPulumi } from "./lighten-pulumi.ts";
import { keptModules } from "./loaded-modules.ts";
import { appProblem, type Config, configProblem } from "./read-config.ts";
import { accountOf, createRecorder, type Program, type Recorder } from "./recorder.ts";
import { createRefusals } from "./refusals.ts";
import type { Preparation, SynthAnswer, SynthRequest } from "./request.ts";
import { provideRpc } from "./rpc.ts";

/** How long a config that failed may keep the process from ending, as with an open socket. */
const graceMs = 10_000;

const { paths, services, ahead: isAhead } = JSON.parse(process.argv[2]!) as Preparation;
// Whoever would ask is gone.
process.once("disconnect", () => process.exit());
const asked = new Promise<SynthRequest>((resolve) => {
  process.once("message", (message) => resolve(message as SynthRequest));
});
enableCompileCache(join(paths.work, "compile-cache"));
const modules = keptModules(paths);
const { resourceTypes } = await withServices(services);
lightenPulumi(paths.platform);
modules.load();
const environment = watchEnvironment();
const components = await loadComponents(paths.platform, environment);
const aheadFor = isAhead ? await loadAhead(paths, environment) : undefined;
await endBundler();

const request = await asked;
process.removeAllListeners("disconnect");
// What is open keeps the process from ending.
if (isAhead) process.channel?.unref();
else process.disconnect?.();
const address = components.addressFor(request.environment);
for (const name of Object.keys(process.env)) delete process.env[name];
for (const [name, value] of Object.entries(request.environment))
  if (value !== undefined) process.env[name] = value;

const refusals = createRefusals();
const failures = createFailures(paths.root);
let sources: string[] = [];
let files: ReturnType<typeof watchFiles> | undefined;
let recorder: Recorder | undefined;

const answer = (): SynthAnswer => {
  // What renders pages on a server is refused, and most of it throws from there.
  const thrown = failures.list([...refusals.componentTypes(), "ssr-site"]);
  const fail = (title: string, problems: string[]): SynthAnswer => ({ ok: false, title, problems });
  if (!refusals.isEmpty)
    return fail(refusals.title(request.stage), [
      ...refusals.list(),
      ...thrown.map((text) => `Could not be evaluated, perhaps because of the above: ${text}`),
    ]);
  if (thrown.length > 0) return fail("sst.config.ts could not be evaluated.", thrown);
  const graph = recorder?.graph();
  // What the build of a site makes follows from its sources, and is followed by the build.
  const builds = graph?.resources.flatMap(({ siteOutput }) => siteOutput ?? []) ?? [];
  const inputs = [...new Set([...sources, ...(files?.paths() ?? [])])].filter(
    (path) => !builds.some((folder) => path.startsWith(folder + sep)),
  );
  if (graph) return { ok: true, inputs, variables: environment.names(), graph };
  return fail("sst.config.ts did not finish.", [`Last resource registered: ${recorder?.last() ?? "none"}.`]);
};
const finish = (): never => {
  writeFileSync(request.answerFile, JSON.stringify(answer()), { mode: 0o600 });
  // To end takes longer than whoever edits has to wait.
  if (process.connected) process.send?.("answered");
  modules.keep();
  return process.exit(0);
};
// Resources are also registered from callbacks that nothing awaits; when the event loop is empty, all are.
process.once("beforeExit", finish);
/** Nothing can be evaluated without what is missing. */
const endWith = (problem: string): never => {
  failures.add(problem);
  return finish();
};
// Evaluation goes on after a failure: what does not depend on it belongs into the same list.
const noteFailure = (error: unknown) => {
  failures.add(error);
  setTimeout(finish, graceMs).unref();
};
process.on("uncaughtException", noteFailure);
process.on("unhandledRejection", noteFailure);

const bundle = await bundleConfig(paths, request, address, aheadFor?.(request.environment));
await endBundler();
sources = bundle.inputs;
const builds = provideRpc(paths.work);
Object.assign(globalThis, { $input: { stage: request.stage } });
const { program, config, app } = await environment.during(async () => {
  const program = (await import(bundle.outfile)) as Program;
  const problem = configProblem(program.config);
  if (problem) return endWith(problem);
  const config = program.config as Config;
  const app = await config.app({ stage: request.stage });
  return { program, config, app };
});
const problem = appProblem(app);
if (problem) endWith(problem);
provideGlobals(paths, app, request);
process.env.SST_AWS_REGION = accountOf(request, app).region;
recorder = createRecorder({ request, app, bundle, program, config, resourceTypes, builds, refusals });
environment.begin();
files = watchFiles(paths.root);
await recorder.record();
