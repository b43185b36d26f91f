import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { awaitLock } from "../boot/lock.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { checkedStage } from "../core/stage.ts";
import { configEnvironment, readsSecrets } from "./environment.ts";
import { fingerprint, keptGraphs, sha256 } from "./kept-graphs.ts";
import { ensurePlatform } from "./platform.ts";
import { requireConfig } from "./require-config.ts";
import { SynthError } from "./synth-error.ts";
import { type SynthProcess, startSynthProcess } from "./synth-process.ts";

export interface SynthOptions {
  /** Folder with `sst.config.ts`. */
  root: string;
  stage?: string;
  /** As `sst dev` evaluates it, with `$dev` true: functions are stubs for what runs on this machine. */
  dev?: boolean;
  /** Values of `sst.Secret`s by name, before what the environment says. */
  secrets?: Readonly<Record<string, string>>;
  /** Evaluate even when nothing changed since the last time. */
  fresh?: boolean;
  /** Absolute paths of modules with further services. */
  services?: readonly string[];
  /** Processes that wait to be asked. */
  spare?: SpareSynthesis;
  /** Told what takes long: installing SST's platform. */
  onProgress?: (message: string) => void;
}

export interface Synthesis {
  graph: ResourceGraph;
  /** Absolute paths of the files of the app that the config imports or reads. */
  inputs: readonly string[];
  cached: boolean;
}

/** Holds a process ready, which has loaded all that the config does not change. */
export interface SpareSynthesis {
  /** The process that waits, for one evaluation; undefined when none does. */
  take(): SynthProcess | undefined;
}

const sourceFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** Scratch folder of evaluations. */
export const workFolder = (root: string): string => join(root, ".local", "synth");

/**
 * Turns `sst.config.ts` into the graph of everything it declares, without AWS. The graph is kept in
 * `.local/graph-<stage>.json` (`-<slice>` for a slice alone) and taken from there as long as no source file of the
 * config, no file it read and no environment variable it read changed; one with values of secrets is not kept. Those
 * before it are kept beside it, for whoever goes to and fro between values of variables. Of processes that ask at the
 * same time one evaluates and the others wait for its graph.
 */
export const synthesize = async (options: SynthOptions): Promise<Synthesis> => {
  const { root, dev = false, fresh = false, services = [], onProgress = () => {} } = options;
  const stage = checkedStage(options.stage);
  requireConfig(root);
  const folder = join(root, ".local");
  const environment = await configEnvironment(root, stage, options.secrets);
  const name = `graph-${[stage, environment.SERVICE, dev && "dev"].filter(Boolean).join("-")}`;
  const version = await ownVersion(root, services);
  const kept = keptGraphs(folder, name, version);
  const known = async (): Promise<Synthesis | undefined> => {
    const found = fresh ? undefined : await kept.find(environment);
    return found && { ...found, cached: true };
  };
  const work = workFolder(root);

  const evaluated = async (): Promise<Synthesis> => {
    // Modules know themselves by their real path, and the bundle tells SST's files from the config's by it.
    const platform = await realpath(await ensurePlatform(root, onProgress));
    const paths = { root, platform, work };
    const evaluator = options.spare?.take() ?? startSynthProcess({ paths, services });
    const answer = await evaluator.ask({
      paths,
      stage,
      dev,
      services,
      environment,
      // Unless the config names one.
      region: environment.AWS_REGION ?? "eu-west-1",
      accountId: "000000000000",
      answerFile: join(work, `answer-${process.pid}.json`),
    });
    if (!answer.ok) throw new SynthError(answer.title, answer.problems);
    const { graph, inputs, variables } = answer;
    if (readsSecrets(environment, variables)) await kept.forget();
    else await kept.keep({ graph, inputs }, environment, ["AWS_REGION", ...variables]);
    return { graph, inputs, cached: false };
  };

  const before = await known();
  if (before) return before;
  let isLate = false;
  const unlock = await awaitLock(work, () => {
    isLate = true;
  });
  try {
    // Whoever was before may have evaluated the same.
    return (isLate ? await known() : undefined) ?? (await evaluated());
  } finally {
    await unlock();
  }
};

const readOwnSources = async (): Promise<string[]> => {
  const files = (await readdir(sourceFolder, { recursive: true })).filter(
    (file) => extname(file) === extname(import.meta.filename) && !file.endsWith(".test.ts"),
  );
  const stats = await Promise.all(files.sort().map((file) => stat(join(sourceFolder, file))));
  return stats.map(({ size, mtimeMs }, index) => `${files[index]} ${size} ${mtimeMs}`);
};

/** Looked at once: what this process runs stays what it has loaded. */
let ownSources: Promise<string[]> | undefined;

// A graph is as good as the code that made it: the local cloud's own sources and the installed packages.
const ownVersion = async (root: string, services: readonly string[]) => {
  ownSources ??= readOwnSources();
  const lock = fingerprint(join(root, "package-lock.json"));
  const further = services.map((path) => `${path} ${fingerprint(path)}`);
  return sha256([process.version, lock ?? "", ...(await ownSources), ...further].join("\n"));
};
