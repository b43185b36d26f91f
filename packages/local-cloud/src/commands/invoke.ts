import { parseArgs } from "node:util";
import { ownCommand } from "../process/own-command.ts";
import { type Command, Misuse } from "./command.ts";
import { findFunction, invokeFunction } from "./functions.ts";
import { readJson } from "./input.ts";
import { appHelp, appOptions, findRunning } from "./running.ts";

export const invoke: Command = {
  help: `Usage: ${ownCommand} invoke <function> [payload | @file | -] [options]

Invokes a function and prints what it answers; the payload is JSON, {} unless stated. When the function fails, its error is
printed, then the end of its log to standard error, and the exit code is 1.

The name is that in the config; of one that a subscriber or a route has, that of its handler's file (PlaceOrder for
place-order.ts). Where several have it, the name on AWS says which.

${appHelp}

  ${ownCommand} invoke Greet '{"name":"Ada"}'`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: appOptions,
      allowPositionals: true,
    });
    const [name, payload, ...more] = positionals;
    if (name === undefined) throw new Misuse("invoke takes the name of a function.");
    if (more.length > 0)
      throw new Misuse(`invoke takes one payload; quote it for the shell. More than that: ${more.join(" ")}`);
    const event = payload === undefined ? {} : await readJson("The payload", payload);
    const running = await findRunning(values);
    const { result, failed, log } = await invokeFunction(running, await findFunction(running, name), event);
    console.log(JSON.stringify(result, null, 2));
    if (failed) console.error(log.trimEnd());
    return failed ? 1 : 0;
  },
};
