import { parseArgs } from "node:util";
import { ownCommand } from "../process/own-command.ts";
import { type Command, CommandError, Misuse } from "./command.ts";
import { appHelp, appOptions, findRunning } from "./running.ts";

export const outputs: Command = {
  help: `Usage: ${ownCommand} outputs [name] [options]

Prints what the config returned and the addresses of the running local cloud, as JSON; or one value, text without quotes.

${appHelp}`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: appOptions,
      allowPositionals: true,
    });
    const [name, ...more] = positionals;
    if (more.length > 0) throw new Misuse(`outputs takes one name, not ${positionals.length}.`);
    const running = await findRunning(values);
    if (name === undefined) {
      console.log(JSON.stringify(running.outputs, null, 2));
      return 0;
    }
    if (!Object.hasOwn(running.outputs, name))
      throw new CommandError(
        `There is no output "${name}". There are: ${Object.keys(running.outputs).join(", ")}.`,
      );
    const value = running.outputs[name];
    console.log(typeof value === "string" ? value : JSON.stringify(value, null, 2));
    return 0;
  },
};
