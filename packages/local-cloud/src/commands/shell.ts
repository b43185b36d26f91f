import { parseArgs } from "node:util";
import { environmentWith } from "../process/link-environment.ts";
import { ownCommand } from "../process/own-command.ts";
import { runInTerminal } from "./child.ts";
import type { Command } from "./command.ts";
import { appHelp, appOptions, findRunning } from "./running.ts";

export const shell: Command = {
  help: `Usage: ${ownCommand} shell [options] [-- <command>]

Runs a command with the links of the app (SST_RESOURCE_*, which Resource reads), AWS_ENDPOINT_URL, region and credentials
in its environment, and ends with its exit code. Without a command it is your shell. Secrets of the app are among the
links, as under sst shell.

${appHelp}

  ${ownCommand} shell -- node scripts/import.ts
  ${ownCommand} shell -- aws dynamodb list-tables`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: appOptions,
      allowPositionals: true,
    });
    const { environment } = await (await findRunning(values)).console.get("/api/environment");
    return runInTerminal(positionals, environmentWith(environment));
  },
};
