import { cpSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { type Bundle, BundleError } from "./bundle.ts";

/** Bundles that were replaced by newer ones, and whose code somebody still runs. */
export interface KeptBundles {
  /** Copies a bundle, whose files are about to be written again. */
  keep(name: string, bundle: Bundle): void;
  get(name: string, generation: number): Promise<Bundle>;
  has(name: string, generation: number): boolean;
  drop(name: string, generation: number): void;
  clear(): void;
}

export const createKeptBundles = (folder: string): KeptBundles => {
  const kept = new Map<string, Bundle>();
  const keyOf = (name: string, generation: number) => `${name}@${generation}`;

  const remove = (key: string) => {
    const bundle = kept.get(key);
    if (bundle) rmSync(bundle.taskRoot, { recursive: true, force: true });
    kept.delete(key);
  };

  return {
    keep: (name, bundle) => {
      const key = keyOf(name, bundle.generation);
      // Beside the newest one, so that the chunks that it shares with others are where it looks for them.
      const taskRoot = join(folder, key);
      rmSync(taskRoot, { recursive: true, force: true });
      cpSync(bundle.taskRoot, taskRoot, { recursive: true, verbatimSymlinks: true });
      kept.set(key, { ...bundle, taskRoot, file: join(taskRoot, relative(bundle.taskRoot, bundle.file)) });
    },
    get: async (name, generation) => {
      const bundle = kept.get(keyOf(name, generation));
      if (bundle) return bundle;
      throw new BundleError(`${name}: the code of generation ${generation} was replaced.`);
    },
    has: (name, generation) => kept.has(keyOf(name, generation)),
    drop: (name, generation) => remove(keyOf(name, generation)),
    clear: () => {
      for (const key of [...kept.keys()]) remove(key);
    },
  };
};
