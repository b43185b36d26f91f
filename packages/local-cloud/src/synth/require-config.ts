import { existsSync } from "node:fs";
import { join } from "node:path";
import { ownCommand } from "../process/own-command.ts";
import { SynthError } from "./synth-error.ts";

/** Throws `SynthError` when the folder is no SST app's, before anything is written there. */
export const requireConfig = (root: string): void => {
  if (existsSync(join(root, "sst.config.ts"))) return;
  throw new SynthError(`There is no sst.config.ts in ${root}.`, [
    `Run the command in the folder of an SST app, or name the folder: ${ownCommand} --config <folder>.`,
  ]);
};
