import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleFunctions } from "../../../packages/local-cloud/src/emulators/lambda/index.ts";
import { synthesize } from "../../../packages/local-cloud/src/synth/synthesize.ts";
import type { Figure } from "../report.ts";
import { median } from "../statistics.ts";
import type { Benchmark } from "./benchmark.ts";

const times = 5;

/** Milliseconds from before the import of the bundle until it is evaluated, in a Node that did nothing else. */
const loadMs = async (file: string, env: NodeJS.ProcessEnv): Promise<number> => {
  const code = `const before = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - before); process.exit(0)`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], {
    env,
  });
  return Number(stdout.trim().split("\n").at(-1));
};

/** What each function weighs, bundled as SST deploys it, and how long its module takes to load. */
export const functions: Benchmark = async ({ place, progress }) => {
  const { graph } = await synthesize({ root: place.config });
  const bundles = await bundleFunctions(graph, { folder: join(place.localFolder, "bundles") });
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
    const loads: number[] = [];
    for (let time = 0; time < times; time++) loads.push(await loadMs(file, env));
    const benchmark = name.replace(/(Queue)?(Subscriber\w+)?Function(Function)?$/, "");
    progress(`${benchmark}: ${Math.round(bytes / 1024)} KB`);
    figures.push(
      { benchmark, name: "bundle, minified", value: bytes / 1024, unit: "KB", target: { atMost: 400 } },
      {
        benchmark,
        name: "module load",
        value: median(loads),
        unit: "ms",
        target: { atMost: 80 },
        note: `median of ${times}`,
      },
    );
  }
  return figures;
};
