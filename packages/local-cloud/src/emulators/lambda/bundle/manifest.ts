import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import type { Metafile } from "esbuild";
import { z } from "zod";
import { isPython, modulesBelow } from "./python.ts";
import { type BundleRequest, bundleFile, groupKey, taskRoot } from "./sst-options.ts";

/** Modification time and size, `null` for a file that must stay absent. */
const stamp = z.string().nullable();

const manifest = z.object({
  key: z.string(),
  file: z.string(),
  taskRoot: z.string(),
  exportName: z.string(),
  /** Size of the code that is loaded, without source maps. */
  bytes: z.number(),
  minified: z.boolean(),
  /** Absolute paths of the files whose code is in it. */
  sources: z.array(z.string()),
  /** Absolute paths; those below node_modules are stood for by npm's own record of what is installed. */
  inputs: z.record(z.string(), stamp),
});

/** What a bundle on disk was made from, kept beside it as `bundle.json`. */
export type Manifest = z.output<typeof manifest>;

const FORMAT = 3;

export const stampOf = (path: string): string | null => {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs}/${stats.size}` : null;
};

const manifestFile = (folder: string, name: string) => join(folder, name, "bundle.json");

const keyOf = (request: BundleRequest) =>
  JSON.stringify([
    FORMAT,
    groupKey(request),
    request.entry,
    request.exportName,
    request.copyFiles,
    request.prebuilt,
  ]);

/** What esbuild says it made a bundle of, and the files its plugins are written in. */
export interface Built {
  readonly metafile: Metafile;
  readonly plugins: readonly string[];
}

/** What a build made; `startedAt` (milliseconds since the epoch) tells which inputs changed since and count as stale. */
export const manifestOf = (
  folder: string,
  request: BundleRequest,
  startedAt: number,
  built?: Built,
): Manifest => {
  const file = bundleFile(folder, request);
  const inputs: Record<string, string | null> = {};
  const below = isPython(request.runtime) ? modulesBelow : filesBelow;
  for (const path of built ? watchedInputs(request, built) : below(request.prebuilt!)) {
    const known = stampOf(path);
    inputs[path] = known && Number.parseFloat(known) > startedAt ? "changed while bundling" : known;
  }
  const chunks = request.nodejs.splitting && built ? Object.entries(built.metafile.outputs) : [];
  const bytes = chunks.length
    ? chunks.reduce((sum, [path, output]) => sum + (path.endsWith(".map") ? 0 : output.bytes), 0)
    : statSync(file).size;
  return {
    key: keyOf(request),
    file,
    taskRoot: taskRoot(folder, request),
    exportName: request.exportName,
    bytes,
    minified: request.nodejs.minify ?? false,
    sources: built ? sourcesOf(request, built.metafile) : [],
    inputs,
  };
};

export const writeManifest = (folder: string, name: string, value: Manifest): void =>
  writeFileSync(manifestFile(folder, name), JSON.stringify(value));

/** The manifest of a bundle that is on disk and was made as the request says, else undefined. */
export const readManifest = (folder: string, request: BundleRequest): Manifest | undefined => {
  try {
    const value = manifest.parse(JSON.parse(readFileSync(manifestFile(folder, request.name), "utf8")));
    return value.key === keyOf(request) && existsSync(value.file) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The same where none of its inputs changed since. */
export const readCurrentManifest = (folder: string, request: BundleRequest): Manifest | undefined => {
  const value = readManifest(folder, request);
  const isCurrent = Object.entries(value?.inputs ?? {}).every(([path, known]) => stampOf(path) === known);
  return isCurrent ? value : undefined;
};

/** With the folders themselves, which change when a file comes or goes. */
const filesBelow = (folder: string): string[] => [
  folder,
  ...readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === "node_modules") return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  }),
];

const watchedInputs = (request: BundleRequest, { metafile, plugins }: Built): Set<string> => {
  const paths = new Set(plugins);
  const folders = new Set<string>();
  for (const input of reachableFrom(request, metafile)) {
    const path = resolve(request.root, input);
    const installed = installRecordOf(path);
    if (installed) paths.add(installed);
    else {
      paths.add(path);
      folders.add(dirname(path));
    }
  }
  for (const folder of folders)
    for (const name of ["package.json", "tsconfig.json"]) {
      const path = findUp(folder, name);
      if (path) paths.add(path);
    }
  return paths;
};

/** What was not shaken out, chunks it loads included. */
const sourcesOf = ({ root, entry }: BundleRequest, { outputs }: Metafile): string[] => {
  const start = Object.entries(outputs).find(
    ([, { entryPoint }]) => entryPoint !== undefined && resolve(root, entryPoint) === entry,
  )?.[0];
  const chunks = new Set(start ? [start] : []);
  const sources = new Set<string>();
  for (const path of chunks) {
    for (const chunk of outputs[path]?.imports ?? []) if (!chunk.external) chunks.add(chunk.path);
    for (const [source, { bytesInOutput }] of Object.entries(outputs[path]?.inputs ?? {}))
      if (bytesInOutput > 0) sources.add(resolve(root, source));
  }
  return [...sources];
};

/** Also what was shaken out of the bundle: a change there may bring it back. */
const reachableFrom = (request: BundleRequest, metafile: Metafile): Set<string> => {
  const start = Object.keys(metafile.inputs).find((path) => resolve(request.root, path) === request.entry);
  const seen = new Set(start ? [start] : []);
  for (const path of seen)
    for (const { path: imported, external } of metafile.inputs[path]?.imports ?? [])
      if (!external) seen.add(imported);
  return start ? seen : new Set(Object.keys(metafile.inputs));
};

const records = new Map<string, string | undefined>();

const installRecordOf = (path: string): string | undefined => {
  const at = path.indexOf(`${sep}node_modules${sep}`);
  if (at < 0) return undefined;
  const modules = path.slice(0, at + `${sep}node_modules`.length);
  if (!records.has(modules)) {
    const record = join(modules, ".package-lock.json");
    records.set(modules, existsSync(record) ? record : undefined);
  }
  return records.get(modules);
};

const findUp = (from: string, name: string): string | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return join(folder, name);
    if (folder === dirname(folder)) return undefined;
  }
};
