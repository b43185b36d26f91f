import { spawnSync } from "node:child_process";
import { relative, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { type Command, CommandError, Misuse } from "../commands/command.ts";
import { stageOf } from "../commands/stage.ts";
import { ownCommand } from "../process/own-command.ts";
import { requireConfig } from "../synth/require-config.ts";
import { secretFile } from "./file.ts";

const help = `Usage: ${ownCommand} secret <command> [options]

Keeps values of an app's sst.Secret on this machine, as variables of .env.<stage>; "sst secret set" keeps them in AWS.

  set <Name> [value]   keeps a value; without one, it is read from standard input
  list                 names of those that are kept
  remove <Name>        forgets one

  --config <folder>    folder with the sst.config.ts (default: this one)
  --stage <name>       stage of the values (default: local)
  --help               this text`;

const misused = (message: string): never => {
  throw new Misuse(message);
};

const named = (name: string | undefined): string =>
  /^[A-Za-z][A-Za-z0-9]*$/.test(name ?? "")
    ? name!
    : misused(`A secret is named as in the config, new sst.Secret("Name"), not "${name ?? ""}".`);

const piped = async (name: string): Promise<string> => {
  const given = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (given !== "") return given;
  return misused(
    `Nothing came from standard input, so ${name} is as it was. Say its value ("secret set ${name} <value>", or "" for an empty one), or pipe it in.`,
  );
};

/** What does not work here, a person can mend. */
const mendable = async <Result>(step: () => Promise<Result> | Result): Promise<Result> => {
  try {
    return await step();
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
};

export const secret: Command = {
  help,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { config: { type: "string" }, stage: { type: "string" } },
    });
    const [action, name, value, ...rest] = positionals;
    if (
      rest.length > 0 ||
      (action !== "set" && value !== undefined) ||
      (action === "list" && name !== undefined)
    )
      misused(`There is more than "secret ${action}" takes; a value with spaces needs quotation marks.`);
    const root = resolve(values.config ?? process.cwd());
    const file = secretFile(root, stageOf(values.stage));
    const shown = relative(process.cwd(), file.path) || file.path;

    await mendable(() => requireConfig(root));
    switch (action) {
      case "set": {
        const kept = named(name);
        const given = value ?? (await piped(kept));
        await mendable(() => file.set(kept, given));
        console.log(`${name} is in ${shown} and counts from the next start on.`);
        const ignored = spawnSync("git", ["check-ignore", "--quiet", file.path], { cwd: root });
        // 1: it is in a repository that does not ignore it.
        if (ignored.status === 1) console.log(`Git does not ignore ${shown}: add it to .gitignore.`);
        break;
      }
      case "list": {
        const names = Object.keys(await mendable(() => file.list())).sort();
        console.log(names.length > 0 ? names.join("\n") : `There are no secrets in ${shown}.`);
        break;
      }
      case "remove":
        if (!(await mendable(() => file.remove(named(name)))))
          throw new CommandError(`There is no ${name} in ${shown}.`);
        console.log(`${name} is no longer in ${shown}.`);
        break;
      default:
        misused(action === undefined ? "What is to be done?" : `There is no command "secret ${action}".`);
    }
    return 0;
  },
};
