import { parseArgs } from "node:util";
import { isRecord } from "../core/values.ts";
import { ownCommand } from "../process/own-command.ts";
import { type Command, Misuse } from "./command.ts";
import { readJson } from "./input.ts";
import { appHelp, appOptions, findRunning } from "./running.ts";
import { sendEvent } from "./send-event.ts";
import { subcommandOf } from "./subcommand.ts";

export const events: Command = {
  help: `Usage: ${ownCommand} events send <detailType> (--example | --detail <JSON>) [options]

Puts an event on the bus and prints its id and that of its trace. One that breaks the contract of its type is refused with
what does not hold; contracts are those that localCloud.events in package.json names.

  --example                the detail is an example of the contract, with new ids
  --detail <JSON>          the detail, an object; @file reads a file, - standard input
  --source <source>        default: that of the contract, or of the last event of the type
  --bus <name>             needed where the app has several
  --force                  send it although its contract does not hold
${appHelp}`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...appOptions,
        example: { type: "boolean", default: false },
        detail: { type: "string" },
        source: { type: "string" },
        bus: { type: "string" },
        force: { type: "boolean", default: false },
      },
    });
    const {
      words: [detailType = ""],
    } = subcommandOf("events", positionals, { send: ["detailType"] });
    if (values.example === (values.detail !== undefined))
      throw new Misuse("Say either --example or --detail.");
    const { source, bus, force } = values;
    const detail = values.detail === undefined ? undefined : await readJson("--detail", values.detail);
    if (detail !== undefined && !isRecord(detail))
      throw new Misuse(`--detail is an object, as EventBridge wants it, and not ${JSON.stringify(detail)}.`);
    const sent = await sendEvent(await findRunning(values), { detailType, detail, source, bus, force });
    console.log(JSON.stringify(sent, null, 2));
    return 0;
  },
};
