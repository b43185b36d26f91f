import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { spawnOwn } from "../process/own-children.ts";

/**
 * Makes sure `.sst/platform` (SST's component sources and their dependencies, some 330 MB) is there in the version
 * of the installed `sst` package, and returns its path. Installing takes about half a minute and only npm's registry.
 */
export const ensurePlatform = async (
  root: string,
  onProgress: (message: string) => void,
): Promise<string> => {
  const platform = join(root, ".sst", "platform");
  const wanted = await installedSstVersion(root);
  const installed = await readFile(join(platform, "version"), "utf8").catch(() => undefined);
  // The types come last, so an installation that was interrupted has none.
  const isWhole = () => existsSync(join(platform, "config.d.ts"));
  if (installed?.trim() === wanted && isWhole()) return platform;

  onProgress(`Installing the platform of SST ${wanted} into .sst/platform (once per version, about 30 s)...`);
  const command = join(sstModules(root), ".bin", "sst");
  const child = spawnOwn(command, ["install", "--stage", "local", "--print-logs"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      SST_SKIP_DEPENDENCY_CHECK: "1",
      // SST looks for a Pulumi CLI although `install` never runs it.
      SST_PULUMI_PATH: process.execPath,
      SST_NO_BUN: "1",
      SST_TELEMETRY_DISABLED: "1",
    },
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream!.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0 || !isWhole())
    throw new Error(
      `"sst install" failed with exit code ${code}, so sst.config.ts cannot be evaluated. It needs npm's registry. Its last lines:\n${log.split("\n").slice(-15).join("\n")}`,
    );
  return platform;
};

/** `node_modules` folder that holds the app's `sst`; npm workspaces keep it some folders up. */
const sstModules = (root: string) => {
  const folders = createRequire(join(root, "package.json")).resolve.paths("sst") ?? [];
  const found = folders.find((folder) => existsSync(join(folder, "sst", "package.json")));
  if (!found) throw new Error(`The package "sst" is not installed for ${root}: run npm install there.`);
  return found;
};

const installedSstVersion = async (root: string) => {
  const text = await readFile(join(sstModules(root), "sst", "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
};
