import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Message } from "esbuild";
import { type Built, type Manifest, manifestOf, writeManifest } from "./manifest.ts";
import { loadPlugins } from "./plugins.ts";
import { isPython, packedOf } from "./python.ts";
import { type BundleRequest, esbuildOptions, groupKey, taskRoot } from "./sst-options.ts";

/** What became of one function; `errors` are sentences that name file, line and column. */
export type BuildResult =
  | { readonly name: string; readonly ok: true; readonly manifest: Manifest }
  | { readonly name: string; readonly ok: false; readonly errors: string[] };

/** Bundles the functions into `<folder>/<name>/` and writes a manifest beside each. Never rejects for their mistakes. */
export const buildBundles = async (
  folder: string,
  requests: readonly BundleRequest[],
): Promise<BuildResult[]> => {
  const [bundled = [], prebuilt = []] = [false, true].map((is) =>
    requests.filter((request) => (request.prebuilt !== undefined) === is),
  );
  const groups = Map.groupBy(bundled, groupKey);
  const results = prebuilt.map((request) => takeOver(folder, request));
  // One after the other: esbuild uses every core for one group already, and two at once need twice the memory.
  for (const group of groups.values()) results.push(...(await buildGroup(folder, group)));
  return results;
};

const buildGroup = async (folder: string, group: BundleRequest[]): Promise<BuildResult[]> => {
  const { build } = await import("esbuild");
  const first = group[0]!;
  const alone = group.length === 1;
  const startedAt = Date.now();
  try {
    const { plugins, files } = await loadPlugins(first);
    const result = await build({
      ...esbuildOptions(first),
      metafile: true,
      plugins,
      ...(alone
        ? { entryPoints: [first.entry], outdir: join(folder, first.name), entryNames: "bundle" }
        : {
            entryPoints: group.map(({ entry, name }) => ({ in: entry, out: `${name}/bundle` })),
            outdir: folder,
          }),
    });
    return group.map((request) =>
      finish(folder, request, startedAt, { metafile: result.metafile, plugins: files }),
    );
  } catch (error) {
    if (!alone) return buildEach(folder, group);
    return [{ name: first.name, ok: false, errors: explain(error, first.root) }];
  }
};

/** esbuild does not say which entry point an error belongs to. */
const buildEach = async (folder: string, group: BundleRequest[]): Promise<BuildResult[]> => {
  const results: BuildResult[] = [];
  for (const request of group) results.push(...(await buildGroup(folder, [request])));
  return results;
};

/** Code that is not bundled is linked, with what is copied beside it on AWS. */
const takeOver = (folder: string, request: BundleRequest): BuildResult => {
  const startedAt = Date.now();
  const out = taskRoot(folder, request);
  const packed = isPython(request.runtime) ? packedOf : readdirSync;
  rmSync(out, { recursive: true, force: true });
  try {
    for (const name of packed(request.prebuilt!)) link(join(request.prebuilt!, name), join(out, name));
    return finish(folder, request, startedAt);
  } catch (error) {
    return { name: request.name, ok: false, errors: explain(error, request.root) };
  }
};

const finish = (folder: string, request: BundleRequest, startedAt: number, built?: Built): BuildResult => {
  linkBeside(folder, request);
  const manifest = manifestOf(folder, request, startedAt, built);
  writeManifest(folder, request.name, manifest);
  return { name: request.name, ok: true, manifest };
};

const linkBeside = (folder: string, request: BundleRequest) => {
  const out = taskRoot(folder, request);
  for (const { from, to } of request.copyFiles)
    link(isAbsolute(from) ? from : resolve(request.root, from), join(out, to || from));
  if (request.prebuilt) return;
  // What `nodejs.install` and externals leave out of the bundle is found as on AWS, in a node_modules beside it.
  const modules = findUp(dirname(request.entry), "node_modules");
  if (modules) link(modules, join(out, "node_modules"));
};

const link = (from: string, to: string) => {
  mkdirSync(dirname(to), { recursive: true });
  rmSync(to, { force: true });
  symlinkSync(from, to);
};

const findUp = (from: string, name: string): string | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return join(folder, name);
    if (folder === dirname(folder)) return undefined;
  }
};

const explain = (error: unknown, root: string): string[] => {
  const messages = (error as { errors?: Message[] }).errors;
  if (!messages?.length) return [error instanceof Error ? error.message : String(error)];
  return messages.map(({ text, location }) =>
    location ? `${resolve(root, location.file)}:${location.line}:${location.column + 1}: ${text}` : text,
  );
};
