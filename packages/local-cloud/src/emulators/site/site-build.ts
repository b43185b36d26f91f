import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, watch } from "node:fs";
import { cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { awaitLock } from "../../boot/lock.ts";
import { end, spawnOwn } from "../../process/own-children.ts";
import { ownNodeFirst } from "../../process/own-node.ts";

export interface SiteBuildOptions {
  name: string;
  /** Folder the command runs in. */
  dir: string;
  command: string;
  environment: Record<string, string>;
  /** Folder the command writes to. */
  output: string;
  /** Where finished builds are kept, by what went in. */
  cacheFolder: string;
  /** Resolves when there is room for a build: bundlers take hundreds of megabytes each. */
  ready?(): Promise<void>;
  report(message: string): void;
}

export interface SiteBuild {
  /** Folder with the files of the current sources; builds first when they changed. Rejects with the build's output. */
  files(): Promise<string>;
  stop(): void;
}

const ignored = /(^|[/\\])(node_modules|dist|\.local|\.sst|test)([/\\]|$)/;

/** Links are not followed: those of workspaces lead through every package, and in circles. */
const sourcesBelow = async (dir: string, folder = ""): Promise<string[]> => {
  const entries = await readdir(join(dir, folder), { withFileTypes: true });
  const found = entries
    .map((entry) => ({ entry, path: join(folder, entry.name) }))
    .filter(({ path }) => !ignored.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(async ({ entry, path }) =>
      entry.isDirectory() ? await sourcesBelow(dir, path) : entry.isFile() ? [path] : [],
    );
  return (await Promise.all(found)).flat();
};

/**
 * Builds a static site with its own command, keeps the result under a hash of its sources and environment, and builds
 * again when a source file changed.
 */
export const createSiteBuild = (options: SiteBuildOptions): SiteBuild => {
  const { name, dir, command, environment, output, cacheFolder, ready, report } = options;
  let current: Promise<string> | undefined;
  let running: ChildProcess | undefined;
  let stopped = false;
  const watcher = existsSync(dir)
    ? watch(dir, { recursive: true }, (_event, file) => {
        if (file && !ignored.test(file)) current = undefined;
      })
    : undefined;
  watcher?.unref();

  const fingerprint = async () => {
    const hash = createHash("sha256").update(JSON.stringify([command, environment]));
    for (const file of await sourcesBelow(dir)) hash.update(file).update(await readFile(join(dir, file)));
    return hash.digest("hex").slice(0, 16);
  };

  const run = () =>
    new Promise<void>((resolve, reject) => {
      const child = spawnOwn(command, [], {
        cwd: dir,
        shell: true,
        env: { ...ownNodeFirst(process.env), ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      });
      running = child;
      let log = "";
      for (const stream of [child.stdout, child.stderr])
        stream!.on("data", (chunk: Buffer) => {
          log += chunk.toString();
        });
      child.once("error", reject);
      child.once("close", (code) =>
        code === 0
          ? resolve()
          : reject(
              new Error(
                `The build of the site ${name} failed ("${command}" in ${dir}, exit code ${code}):\n${log}`,
              ),
            ),
      );
    });

  const build = async () => {
    const target = join(cacheFolder, `${name}-${await fingerprint()}`);
    if (existsSync(join(target, "index.html"))) return target;
    await ready?.();
    // Whatever builds the site writes to this one folder: `npm start` beside a test, or two tests.
    const unlock = await awaitLock(join(dir, ".local", "site-build"));
    const started = performance.now();
    try {
      if (stopped) throw new Error(`The local cloud stopped before it built the site ${name}.`);
      await run();
      if (!existsSync(join(output, "index.html")))
        throw new Error(`The build of the site ${name} wrote no ${basename(output)}/index.html in ${dir}.`);
      await rm(target, { recursive: true, force: true });
      await mkdir(cacheFolder, { recursive: true });
      await cp(output, target, { recursive: true });
    } finally {
      await unlock();
    }
    report(`Built the site ${name} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    return target;
  };

  return {
    files: () => {
      current ??= build().catch((error: unknown) => {
        current = undefined;
        throw error;
      });
      return current;
    },
    stop: () => {
      stopped = true;
      watcher?.close();
      if (running) end(running);
    },
  };
};
