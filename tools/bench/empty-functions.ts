import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceGraph } from "sourdough-local";
import { bundleFunctions } from "sourdough-local/synth";

type FunctionBundle = Awaited<ReturnType<typeof bundleFunctions>>[number];

/**
 * Beside each function with SDK clients one that does nothing: it imports the same and is bundled with the same options.
 * Answers with the file of each by the function's name.
 */
export const bundleEmptyFunctions = async (
  graph: ResourceGraph,
  bundles: readonly FunctionBundle[],
  folder: string,
): Promise<ReadonlyMap<string, string>> => {
  mkdirSync(folder, { recursive: true });
  const named = new Set<string>();
  for (const bundle of bundles) {
    const clients = clientsOf(bundle);
    if (clients.length === 0) continue;
    named.add(bundle.name);
    writeFileSync(join(folder, `${bundle.name}.ts`), await emptyFunction(clients));
  }
  const resources = graph.resources.flatMap((resource) =>
    resource.build && named.has(resource.name)
      ? [{ ...resource, build: { ...resource.build, handler: join(folder, `${resource.name}.handler`) } }]
      : [],
  );
  const empty = await bundleFunctions({ ...graph, resources }, { folder: join(folder, "bundles") });
  return new Map(empty.map(({ name, file }) => [name, file]));
};

/** Packages of SDK clients of which there is code in the bundle, by its source map. */
const clientsOf = ({ file }: FunctionBundle): string[] => {
  const { sources } = JSON.parse(readFileSync(`${file}.map`, "utf8")) as { sources: string[] };
  const packages = sources.flatMap(
    (source) => /node_modules\/(@aws-sdk\/(?:client-[\w-]+|lib-dynamodb))\//.exec(source)?.[1] ?? [],
  );
  return [...new Set(packages)].sort();
};

const emptyFunction = async (packages: readonly string[]): Promise<string> => {
  const names: string[] = [];
  const imports: string[] = [];
  for (const from of packages) {
    const name = Object.keys(await import(from)).find((export_) => /^[A-Z]\w*Client$/.test(export_));
    if (!name) throw new Error(`${from} exports no client.`);
    names.push(name);
    // The file lies outside of the repository, where no package is found by its name.
    imports.push(`import { ${name} } from ${JSON.stringify(packageFolder(from))};`);
  }
  return [...imports, `export const handler = async () => [${names.join(", ")}];`, ""].join("\n");
};

const packageFolder = (name: string) => {
  const path = new URL(import.meta.resolve(name)).pathname;
  return path.slice(0, path.lastIndexOf(name) + name.length);
};
