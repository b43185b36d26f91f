import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { type EnvironmentPrint, isSameEnvironment, printEnvironment } from "./environment.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a graph was made of; a line before that of the graph, which is read only when this fits. */
interface Origin {
  readonly version: string;
  readonly environment: EnvironmentPrint;
  readonly inputs: Readonly<Record<string, string>>;
}

interface Made {
  readonly graph: ResourceGraph;
  /** Absolute paths of the files that the config imports or reads. */
  readonly inputs: readonly string[];
}

/** The graphs of the last evaluations, in files beside each other. */
export interface KeptGraphs {
  find(environment: Environment): Promise<Made | undefined>;
  /** `variables` are those that the config read. */
  keep(made: Made, environment: Environment, variables: readonly string[]): Promise<void>;
  forget(): Promise<void>;
}

const COUNT = 6;

export const sha256 = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");

/** Of a file's content; undefined when there is none. At once: for hundreds of small files that takes a third of the time. */
export const fingerprint = (path: string): string | undefined => {
  try {
    return sha256(readFileSync(path));
  } catch {
    return undefined;
  }
};

/** Looks at each file once, for however many graphs were made of it. */
const comparison = () => {
  const prints = new Map<string, string | undefined>();
  const printOf = (path: string) => {
    if (!prints.has(path)) prints.set(path, fingerprint(path));
    return prints.get(path);
  };
  return ({ inputs }: Origin): boolean =>
    Object.entries(inputs).every(([path, print]) => printOf(path) === print);
};

export const keptGraphs = (folder: string, name: string, version: string): KeptGraphs => {
  // Newest first.
  const files = Array.from({ length: COUNT }, (_, age) =>
    join(folder, `${name}${age > 0 ? `.${age}` : ""}.json`),
  );

  /** Throws where there is none, or it is of another version, or damaged. */
  const read = async (
    file: string,
    environment: Environment,
    isSame: (origin: Origin) => boolean,
  ): Promise<Made | undefined> => {
    const handle = await open(file);
    try {
      const lines = handle.readLines({ start: 0, autoClose: false })[Symbol.asyncIterator]();
      const origin = JSON.parse(String((await lines.next()).value)) as Origin;
      const fits = origin.version === version && isSameEnvironment(environment, origin.environment);
      if (!fits || !isSame(origin)) return undefined;
      const content = await handle.readFile("utf8");
      return {
        graph: JSON.parse(content.slice(content.indexOf("\n"))) as ResourceGraph,
        inputs: Object.keys(origin.inputs),
      };
    } finally {
      await handle.close();
    }
  };

  return {
    async find(environment) {
      const isSame = comparison();
      for (const file of files) {
        const found = await read(file, environment, isSame).catch(() => undefined);
        if (found) return found;
      }
      return undefined;
    },
    async keep({ graph, inputs }, environment, variables) {
      const origin: Origin = {
        version,
        environment: printEnvironment(environment, variables),
        inputs: Object.fromEntries(inputs.map((path) => [path, fingerprint(path) ?? ""])),
      };
      const written = join(folder, `${name}.json.${process.pid}`);
      await writeFile(written, `${JSON.stringify(origin)}\n${JSON.stringify(graph)}`);
      for (let age = COUNT - 1; age > 0; age -= 1) await rename(files[age - 1]!, files[age]!).catch(() => {});
      await rename(written, files[0]!);
    },
    async forget() {
      for (const file of files) await rm(file, { force: true });
    },
  };
};
