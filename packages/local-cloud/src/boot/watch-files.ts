import { type FSWatcher, readdirSync, watch } from "node:fs";
import { dirname, join } from "node:path";

/** Watches files by their folders, since many editors save under another name and rename. */
export interface WatchedFiles {
  /** From now on these, and files with environment variables beside the config. */
  watch(files: readonly string[]): void;
  /** Until `watch` is called again, every file below the root. */
  watchAll(): void;
  stop(): void;
}

/** Files that are saved together are told of once. */
const TOGETHER_MS = 25;
const made = /^(\..*|node_modules|dist)$/;
const environmentFile = /^\.env(\.[\w-]+)?$/;

const foldersBelow = (folder: string): string[] => [
  folder,
  ...readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !made.test(entry.name))
    .flatMap(({ name }) => foldersBelow(join(folder, name))),
];

/** `changed` is told of the moment of the last change, as `performance.now()` has it. */
export const watchFiles = (root: string, changed: (at: number) => void): WatchedFiles => {
  const watchers = new Map<string, FSWatcher>();
  let known = new Set<string>();
  let isAll = false;
  let timer: NodeJS.Timeout | undefined;

  const concerns = (folder: string, name: string) =>
    known.has(join(folder, name)) ||
    (folder === root && environmentFile.test(name)) ||
    (isAll && !made.test(name));
  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const follow = (folder: string) => {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (!concerns(folder, name ?? "")) return;
        const at = performance.now();
        clearTimeout(timer);
        timer = setTimeout(() => {
          if (isAll) for (const each of foldersBelow(root)) follow(each);
          changed(at);
        }, TOGETHER_MS);
      });
      watcher.on("error", () => forget(folder));
      watchers.set(folder, watcher);
    } catch {
      // It is gone, and the config that needs it says so.
    }
  };

  return {
    watch(files) {
      isAll = false;
      known = new Set(files);
      const folders = new Set([root, ...files.map((file) => dirname(file))]);
      for (const folder of watchers.keys()) if (!folders.has(folder)) forget(folder);
      for (const folder of folders) follow(folder);
    },
    watchAll() {
      isAll = true;
      for (const folder of foldersBelow(root)) follow(folder);
    },
    stop() {
      clearTimeout(timer);
      for (const folder of watchers.keys()) forget(folder);
    },
  };
};
