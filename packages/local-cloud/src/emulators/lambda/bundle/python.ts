import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import type { FunctionBuild } from "../../../core/resource-graph.ts";

export const isPython = (runtime: string): boolean => runtime.startsWith("python");

/** A Python handler where it lies: nothing is packed, and packages are those that are installed. */
export interface PythonHandler {
  /** Absolute folder whose content is `/var/task` on AWS. */
  readonly source: string;
  /** The module's file. */
  readonly entry: string;
  /** As Lambda knows it: `functions/api.handler`. */
  readonly handler: string;
  /** Further folders with modules of the app. */
  readonly modulePath: readonly string[];
}

const projectOf = (entry: string, root: string): string => {
  for (let folder = dirname(entry); folder.startsWith(root + sep); folder = dirname(folder))
    if (["pyproject.toml", "requirements.txt"].some((name) => existsSync(join(folder, name)))) return folder;
  return root;
};

/**
 * Finds the handler's module, from the folder of its project (the nearest with a `pyproject.toml`), or its `src`, which is
 * what SST deploys. Throws when there is none.
 */
export const pythonHandler = (name: string, { root, handler, bundle }: FunctionBuild): PythonHandler => {
  const attribute = extname(handler).slice(1);
  const stem = resolve(bundle ?? root, dirname(handler), basename(handler, `.${attribute}`));
  const entry = `${stem}.py`;
  if (!attribute || !existsSync(entry))
    throw new Error(`${name}: handler not found: ${handler} (looked for ${entry})`);
  const project = bundle ?? projectOf(entry, root);
  const inner = join(project, "src");
  const source = !bundle && entry.startsWith(inner + sep) ? inner : project;
  return {
    source,
    entry,
    handler: `${relative(source, stem).split(sep).join("/")}.${attribute}`,
    modulePath: bundle ? [] : [...new Set([project, root])].filter((folder) => folder !== source),
  };
};

const isTool = (name: string) => name.startsWith(".") || name === "node_modules" || name === "__pycache__";

/** What is packed of a folder, at its top: not virtual environments, and what tools leave there. */
export const packedOf = (folder: string): string[] => readdirSync(folder).filter((name) => !isTool(name));

/** The modules below a folder, without those of virtual environments and other tools. */
export const modulesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (isTool(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return modulesBelow(path);
    return entry.name.endsWith(".py") ? [path] : [];
  });
