import { type FSWatcher, watch } from "node:fs";
import { dirname, join } from "node:path";
import { stampOf } from "./manifest.ts";

/** Tells which functions are touched by a change of a source file, by watching the folders of their inputs. */
export interface InputWatcher {
  /** Watches the inputs of a function, with the stamps they had when it was built, instead of those before. */
  watch(name: string, inputs: Readonly<Record<string, string | null>>): void;
  /** For a function that did not build: any change beside its inputs, its entry or the files named in `errors`. */
  watchFolders(name: string, entry: string, errors: readonly string[]): void;
  onChange(listener: (name: string) => void): void;
  stop(): void;
}

export const createInputWatcher = (): InputWatcher => {
  const watchers = new Map<string, FSWatcher>();
  const inputsOf = new Map<string, Map<string, string | null>>();
  /** Functions that wait for any change, with the folders they care for. */
  const broken = new Map<string, Set<string>>();
  let notify: (name: string) => void = () => {};

  const watchFolder = (folder: string) => {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, file) => changed(folder, file ?? ""));
      watcher.on("error", () => forget(folder));
      watchers.set(folder, watcher);
    } catch {
      // The folder is gone; whoever needs it fails to build and says so.
    }
  };
  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };

  const changed = (folder: string, file: string) => {
    const path = join(folder, file);
    const now = stampOf(path);
    for (const [name, inputs] of inputsOf) {
      if (broken.get(name)?.has(folder)) {
        broken.delete(name);
        notify(name);
        continue;
      }
      const known = inputs.get(path);
      if (known === undefined || known === now) continue;
      inputs.set(path, now);
      notify(name);
    }
  };

  return {
    watch: (name, inputs) => {
      broken.delete(name);
      inputsOf.set(name, new Map(Object.entries(inputs)));
      for (const path of Object.keys(inputs)) watchFolder(dirname(path));
      // A file may have changed while it was being bundled, when nothing watched it yet.
      for (const [path, known] of inputsOf.get(name)!) {
        if (stampOf(path) === known) continue;
        inputsOf.get(name)!.set(path, stampOf(path));
        notify(name);
        break;
      }
    },
    watchFolders: (name, entry, errors) => {
      const named = errors.flatMap((error) => /^(.+?):\d+:\d+: /.exec(error)?.[1] ?? []);
      const known = inputsOf.get(name) ?? new Map<string, string | null>();
      inputsOf.set(name, known);
      const folders = new Set([entry, ...named, ...known.keys()].map((path) => dirname(path)));
      broken.set(name, folders);
      for (const folder of folders) watchFolder(folder);
    },
    onChange: (listener) => {
      notify = listener;
    },
    stop: () => {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
};
