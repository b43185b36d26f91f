import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { LocalOutputs } from "../boot/local-cloud.ts";
import { lockFile, lockHolder } from "../boot/lock.ts";
import { ownCommand } from "../process/own-command.ts";
import { requireConfig } from "../synth/require-config.ts";
import { CommandError } from "./command.ts";
import { type ConsoleClient, consoleClient } from "./console-client.ts";

/** Options of every command that talks to a running local cloud, for `parseArgs`. */
export const appOptions = {
  config: { type: "string" },
  "local-folder": { type: "string" },
} as const;

/** Their lines in the help of each. */
export const appHelp = `  --config <folder>        folder of the app whose local cloud runs (default: this one)
  --local-folder <folder>  as it was started with (default: .local beside the config)
  --help                   this text`;

interface Where {
  readonly config?: string;
  readonly "local-folder"?: string;
}

/** A local cloud that runs in another process. */
export interface RunningCloud {
  readonly outputs: LocalOutputs & Readonly<Record<string, unknown>>;
  readonly console: ConsoleClient;
}

const appFolder = (root: string): void => {
  try {
    requireConfig(root);
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
};

/** A local folder that was named, not made by this command: throws a `CommandError` when it is not there. */
const requireFolder = ({ "local-folder": named }: Where): void => {
  if (named === undefined || statSync(named, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new CommandError(
    `There is no folder ${resolve(named)}: --local-folder takes the one that the local cloud was started with.`,
  );
};

/** Where an app is, and where its local cloud keeps its files. Throws a `CommandError` when there is none. */
export const foldersOf = ({ config, "local-folder": localFolder }: Where) => {
  const root = resolve(config ?? process.cwd());
  if (config !== undefined) appFolder(root);
  return { root, localFolder: localFolder === undefined ? join(root, ".local") : resolve(localFolder) };
};

/** The same, where nothing runs that would have found them: throws a `CommandError` when one of them is not there. */
export const existingFoldersOf = (where: Where): ReturnType<typeof foldersOf> => {
  const folders = foldersOf(where);
  requireFolder(where);
  if (where["local-folder"] === undefined) appFolder(folders.root);
  return folders;
};

const changedAt = async (file: string) => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;

/** The local cloud that runs in the folder; throws a `CommandError` that names the remedy when none does yet. */
export const findRunning = async (where: Where): Promise<RunningCloud> => {
  const { root, localFolder } = foldersOf(where);
  requireFolder(where);
  if ((await lockHolder(localFolder)) === undefined)
    throw new CommandError(
      `No local cloud runs in ${root}. Start it there with ${ownCommand}, or name its folder with --config <folder> (and --local-folder, if it was started with one).`,
    );
  const file = join(localFolder, "outputs.json");
  const starting = new CommandError(
    `The local cloud in ${root} is still starting. Try again when it says that it is ready.`,
  );
  // The addresses of the run before are there until it is up.
  if ((await changedAt(file)) < (await changedAt(lockFile(localFolder)))) throw starting;
  // Loaded where a local cloud runs, since what checks it takes longer than all else here.
  const { readOutputs } = await import("./read-outputs.ts");
  const outputs = await readOutputs(file);
  const console_ = consoleClient(outputs.consoleUrl);
  try {
    await console_.get("/api/clock");
  } catch {
    throw starting;
  }
  return { outputs, console: console_ };
};
