import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { AwsError } from "../../../core/aws-error.ts";
import type { Builder } from "./builder.ts";
import { type Bundle, BundleError } from "./bundle.ts";
import { unpackCode } from "./code-archive.ts";
import { createKeptBundles } from "./kept-bundles.ts";
import { type Manifest, readCurrentManifest, readManifest } from "./manifest.ts";
import { isPython } from "./python.ts";
import type { BundleRequest } from "./sst-options.ts";
import { takeBundle } from "./take-bundle.ts";
import type { InputWatcher } from "./watch.ts";

/** The bundles of all functions: built or taken from disk when they start, rebuilt when a source file changes. */
export interface Bundles {
  add(request: BundleRequest): void;
  /** Forgets a function and its code. */
  remove(name: string): void;
  start(): void;
  /** The newest bundle, or that of a generation; waits while it is being built and rejects with `BundleError`. */
  get(name: string, generation?: number): Promise<Bundle>;
  /** Generation of the newest bundle, which may still be being built. */
  generationOf(name: string): number;
  /** Before a bundle is replaced, asks whether somebody still needs it, and then keeps it. */
  keepWhile(isNeeded: (name: string, generation: number) => boolean): void;
  isKept(name: string, generation: number): boolean;
  /**
   * Takes an archive as the newest code, until a source file changes. Throws ResourceConflictException while it is being
   * built, InvalidParameterValueException for what is no archive.
   */
  replace(name: string, archive: Uint8Array): Promise<void>;
  /** Removes a bundle that was kept. */
  drop(name: string, generation: number): void;
  /** Resolves when nothing is being built, and the bundler has given its memory back. */
  settled(): Promise<void>;
  /** Called when the code of a function changed; `generation` is the one that is being built now. */
  onChange(listener: (name: string, generation: number) => void): void;
  stop(): void;
}

interface State {
  readonly request: BundleRequest;
  generation: number;
  bundle: Promise<Bundle>;
  /** The last that was built. */
  newest?: Bundle;
  settle?: { resolve(bundle: Bundle): void; reject(error: Error): void };
  /** Changed again while it was being built. */
  again: boolean;
}

export const createBundles = (options: {
  folder: string;
  builder: Builder;
  watcher?: InputWatcher;
  /** Takes bundles that are there as they are, whatever their sources are by now. */
  asBundled?: boolean;
  /** Another folder of bundles, from which those that are current are taken instead of built. */
  takeFrom?: string | undefined;
  warn(message: string): void;
}): Bundles => {
  const states = new Map<string, State>();
  const listeners: ((name: string, generation: number) => void)[] = [];
  const dirty = new Set<State>();
  const kept = createKeptBundles(options.folder);
  let isNeeded = (_name: string, _generation: number) => false;
  const unpackedFolders: string[] = [];
  let gathering: NodeJS.Immediate | undefined;

  const bundleOf = (
    state: State,
    { file, taskRoot, exportName }: Pick<Manifest, "file" | "taskRoot" | "exportName">,
  ): Bundle => ({
    file,
    taskRoot,
    exportName,
    generation: state.generation,
  });

  const open = (state: State) => {
    if (state.settle) return;
    if (state.newest && isNeeded(state.request.name, state.generation))
      kept.keep(state.request.name, state.newest);
    state.generation++;
    const { promise, resolve, reject } = Promise.withResolvers<Bundle>();
    promise.catch(() => {});
    state.bundle = promise;
    state.settle = { resolve, reject };
  };

  const request = (state: State) => {
    open(state);
    dirty.add(state);
    // One file is often part of several functions; together they are built in one run.
    gathering ??= setImmediate(build);
  };

  let started = false;
  let stopped = false;
  const build = async () => {
    gathering = undefined;
    const batch = [...dirty];
    dirty.clear();
    const results = await options.builder
      .build(
        options.folder,
        batch.map((state) => state.request),
      )
      .catch((error: Error) =>
        batch.map((state) => ({ name: state.request.name, ok: false as const, errors: [error.message] })),
      );
    for (const result of results) {
      const state = states.get(result.name);
      // It was deleted meanwhile.
      if (!state) continue;
      if (state.again) {
        state.again = false;
        request(state);
        continue;
      }
      const { resolve, reject } = state.settle!;
      delete state.settle;
      if (result.ok) {
        state.newest = bundleOf(state, result.manifest);
        resolve(state.newest);
        options.watcher?.watch(result.name, result.manifest.inputs);
        continue;
      }
      options.watcher?.watchFolders(result.name, state.request.entry, result.errors);
      const message = `${result.name} does not bundle:\n  ${result.errors.join("\n  ")}`;
      // A build that ends because the cloud stops is nobody's mistake.
      if (!stopped) options.warn(message);
      reject(new BundleError(message));
    }
  };

  options.watcher?.onChange((name) => {
    const state = states.get(name);
    if (!state) return;
    if (state.settle && !dirty.has(state)) state.again = true;
    else request(state);
    for (const listener of listeners) listener(name, state.generation);
  });

  const begin = (state: State) => {
    const read = options.asBundled ? readManifest : readCurrentManifest;
    const { folder, takeFrom } = options;
    const manifest = read(folder, state.request) ?? (takeFrom && takeBundle(takeFrom, folder, state.request));
    if (!manifest) {
      request(state);
      return;
    }
    state.newest = bundleOf(state, manifest);
    state.bundle = Promise.resolve(state.newest);
    options.watcher?.watch(state.request.name, manifest.inputs);
  };

  return {
    remove(name) {
      states.delete(name);
      rmSync(join(options.folder, name), { recursive: true, force: true });
    },
    add: (added) => {
      const state: State = {
        request: added,
        generation: 0,
        again: false,
        bundle: Promise.reject(new BundleError(`${added.name}: the local cloud has not started yet.`)),
      };
      state.bundle.catch(() => {});
      states.set(added.name, state);
      if (started) begin(state);
    },
    start: () => {
      started = true;
      for (const state of states.values()) begin(state);
    },
    get: (name, generation) => {
      const state = states.get(name)!;
      return generation === undefined || generation === state.generation
        ? state.bundle
        : kept.get(name, generation);
    },
    replace: async (name, archive) => {
      const state = states.get(name)!;
      if (state.settle)
        throw new AwsError(
          "ResourceConflictException",
          `The operation cannot be performed at this time. An update is in progress for resource: ${name}`,
          { status: 409, fields: { Type: "User" } },
        );
      const { exportName, prebuilt, entry, runtime } = state.request;
      // Code that is not bundled keeps the name of its module.
      const module = prebuilt && relative(prebuilt, entry).replace(/\.[^.]+$/, "");
      const folder = join(options.folder, `${name}-archive-${state.generation + 1}`);
      const unpacked = await unpackCode(archive, folder, module, isPython(runtime) ? [".py"] : undefined);
      unpackedFolders.push(unpacked.taskRoot);
      open(state);
      const { resolve } = state.settle!;
      delete state.settle;
      state.newest = bundleOf(state, { ...unpacked, exportName });
      resolve(state.newest);
      for (const listener of listeners) listener(name, state.generation);
    },
    generationOf: (name) => states.get(name)!.generation,
    keepWhile: (needed) => {
      isNeeded = needed;
    },
    isKept: kept.has,
    drop: kept.drop,
    settled: async () => {
      await Promise.allSettled([...states.values()].map(({ bundle }) => bundle));
      // Who waits for it needs the memory.
      options.builder.stop();
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
    stop: () => {
      stopped = true;
      kept.clear();
      for (const folder of unpackedFolders) rmSync(folder, { recursive: true, force: true });
      clearImmediate(gathering);
      options.watcher?.stop();
      options.builder.stop();
    },
  };
};
