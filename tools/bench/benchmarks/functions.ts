import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleFunctions, synthesize } from "sourdough-local/synth";
import { bundleEmptyFunctions } from "../empty-functions.ts";
import type { Figure } from "../report.ts";
import { median } from "../statistics.ts";
import type { Benchmark } from "./benchmark.ts";

const times = 9;

/** Milliseconds from before the import of the bundle until it is evaluated, in a Node that did nothing else. */
const loadMs = async (file: string, env: NodeJS.ProcessEnv): Promise<number> => {
  const code = `const before = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - before); process.exit(0)`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], {
    env,
  });
  return Number(stdout.trim().split("\n").at(-1));
};

/**
 * What each function weighs, bundled as SST deploys it, and how long its module takes to load, against that of a
 * function which only imports the same SDK clients, of an empty one, and with what V8 compiled at an earlier load. docs/decisions/bundles.md says where the budget comes from.
 */
export const functions: Benchmark = async ({ place, progress }) => {
  const { graph } = await synthesize({ root: place.config });
  const bundles = await bundleFunctions(graph, { folder: join(place.localFolder, "bundles") });
  const empty = await bundleEmptyFunctions(graph, bundles, join(place.localFolder, "empty"));
  const nothing = join(place.localFolder, "nothing.mjs");
  await writeFile(nothing, "export const handler = async () => {};\n");
  const figures: Figure[] = [];
  for (const { name, file, bytes } of bundles) {
    const resource = graph.resources.find((candidate) => candidate.name === name && candidate.build);
    const links = Object.entries(resource?.build?.links ?? {}).map(([link, value]) => [
      `SST_RESOURCE_${link}`,
      JSON.stringify(value),
    ]);
    const env = {
      PATH: process.env.PATH,
      AWS_REGION: graph.region,
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
      SST_RESOURCE_App: JSON.stringify(graph.app),
      ...Object.fromEntries(links),
    };
    const cached = { ...env, NODE_COMPILE_CACHE: join(place.localFolder, "compile-cache") };
    await loadMs(file, cached);
    const withClients = empty.get(name);
    const loads = {
      nothing: [] as number[],
      clients: [] as number[],
      own: [] as number[],
      cached: [] as number[],
    };
    // By turns, so that a machine that is busy for a while is busy for all.
    for (let time = 0; time < times; time++) {
      loads.nothing.push(await loadMs(nothing, env));
      if (withClients) loads.clients.push(await loadMs(withClients, env));
      loads.own.push(await loadMs(file, env));
      loads.cached.push(await loadMs(file, cached));
    }
    const own = median(loads.own);
    const benchmark = name.replace(/Function$/, "");
    progress(`${benchmark}: ${Math.round(bytes / 1024)} KB`);
    figures.push(
      { benchmark, name: "bundle, minified", value: bytes / 1024, unit: "KB", target: { atMost: 650 } },
      {
        benchmark,
        name: "module load",
        value: own,
        unit: "ms",
        note: `median of ${times}; ${withClients ? `with its SDK clients alone ${median(loads.clients).toFixed(1)}` : "no SDK clients"}, of an empty function ${median(loads.nothing).toFixed(1)}`,
      },
      {
        benchmark,
        name: "module load with V8's compile cache",
        value: median(loads.cached) / own,
        unit: "x",
      },
    );
    if (withClients)
      figures.push({
        benchmark,
        name: "module load, of its SDK clients'",
        value: own / median(loads.clients),
        unit: "x",
        target: { atMost: 3 },
      });
  }
  return figures;
};
