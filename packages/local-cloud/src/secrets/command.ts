import { spawnSync } from "node:child_process";
import { relative, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { ownCommand } from "../process/own-command.ts";
import { requireConfig } from "../synth/synthesize.ts";
import { secretFile } from "./file.ts";

const help = `Usage: ${ownCommand} secret <command> [options]

Keeps values of an app's sst.Secret on this machine, as variables of .env.<stage>; "sst secret set" keeps them in AWS.

  set <Name> [value]   keeps a value; without one, it is read from standard input
  list                 names of those that are kept
  remove <Name>        forgets one

  --config <folder>    folder with the sst.config.ts (default: this one)
  --stage <name>       stage of the values (default: local)
  --help               this text`;

const fail = (message: string, code: number): never => {
  console.error(message);
  process.exit(code);
};
const misused = (message: string): never => fail(`${message}\n\n${help}`, 2);

const parse = () => {
  try {
    return parseArgs({
      args: process.argv.slice(3),
      allowPositionals: true,
      options: {
        config: { type: "string" },
        stage: { type: "string", default: "local" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return misused((error as Error).message);
  }
};

const named = (name: string | undefined): string =>
  /^[A-Za-z][A-Za-z0-9]*$/.test(name ?? "")
    ? name!
    : misused(`A secret is named as in the config, new sst.Secret("Name"), not "${name ?? ""}".`);

const { values, positionals } = parse();
if (values.help) {
  console.log(help);
  process.exit(0);
}
const [action, name, value, ...rest] = positionals;
if (rest.length > 0 || (action !== "set" && value !== undefined) || (action === "list" && name !== undefined))
  misused(`There is more than "secret ${action}" takes; a value with spaces needs quotation marks.`);
const root = resolve(values.config ?? process.cwd());
const file = secretFile(root, values.stage);
const shown = relative(process.cwd(), file.path) || file.path;

try {
  requireConfig(root);
  switch (action) {
    case "set": {
      const given = value ?? (await text(process.stdin)).replace(/\r?\n$/, "");
      await file.set(named(name), given);
      console.log(`${name} is in ${shown} and counts from the next start on.`);
      const ignored = spawnSync("git", ["check-ignore", "--quiet", file.path], { cwd: root });
      // 1: it is in a repository that does not ignore it.
      if (ignored.status === 1) console.log(`Git does not ignore ${shown}: add it to .gitignore.`);
      break;
    }
    case "list": {
      const names = Object.keys(await file.list()).sort();
      console.log(names.length > 0 ? names.join("\n") : `There are no secrets in ${shown}.`);
      break;
    }
    case "remove":
      if (!(await file.remove(named(name)))) fail(`There is no ${name} in ${shown}.`, 1);
      console.log(`${name} is no longer in ${shown}.`);
      break;
    default:
      misused(action === undefined ? "What is to be done?" : `There is no command "secret ${action}".`);
  }
} catch (error) {
  fail((error as Error).message, 1);
}
