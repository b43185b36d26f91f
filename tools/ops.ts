import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { audit } from "./ops/audit.ts";
import { type Args, type Command, openOut, UsageError } from "./ops/command.ts";
import { dlq } from "./ops/dlq.ts";
import { executions } from "./ops/executions.ts";
import { experiment } from "./ops/experiment.ts";
import { order } from "./ops/order.ts";
import { putEvent } from "./ops/put-event.ts";
import { query } from "./ops/query.ts";
import { rebuildCommand } from "./ops/rebuild.ts";
import { rotate } from "./ops/rotate.ts";
import { tail } from "./ops/tail.ts";
import { openTarget } from "./ops/target.ts";

const commands: readonly Command[] = [
  dlq,
  executions,
  order,
  tail,
  query,
  putEvent,
  audit,
  rebuildCommand,
  experiment,
  rotate,
];

const common = {
  stage: { type: "string" },
  json: { type: "boolean" },
  yes: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const commonHelp = `  --stage <name>  a stage on AWS, with the credentials and the region of the environment; else the local cloud
  --json          one JSON document on standard output, for programs: {command, stage, ok, result} or {…, error}
  --yes           does not ask before something on prod is changed
  --help          this text; behind a command, that of the command

Exit codes: 0 well, 1 something was found or did not work, 2 wrong usage.`;

const help = `Usage: npm run ops -- <command> [options]

Operates the running local cloud (npm start), or a stage on AWS.

${commands.map(({ name, about }) => `  ${name.padEnd(14)} ${about}`).join("\n")}

${commonHelp}`;

const helpOf = ({ name, about, usage = "" }: Command) =>
  `Usage: npm run ops -- ${name} [options]\n\n${name} ${about}.\n${usage}\n\n${commonHelp}`;

const name = process.argv
  .slice(2)
  .find((word, index, words) => !word.startsWith("-") && words[index - 1] !== "--stage");
const command = commands.find((one) => one.name === name);
const out = openOut(process.argv.includes("--json"));

const fail = (message: string, code: 1 | 2, stage?: string): never => {
  if (out.isJson && code === 1)
    console.log(JSON.stringify({ command: name, stage, ok: false, error: message }, null, 2));
  else console.error(message);
  process.exit(code);
};
const misused = (message: string) => fail(`${message}\n\n${command ? helpOf(command) : help}`, 2);

const parsed = () => {
  try {
    return parseArgs({ allowPositionals: true, options: { ...command?.options, ...common } });
  } catch (error) {
    return misused((error as Error).message);
  }
};

/** On prod somebody types its name first. */
const confirm = async (stage: string | undefined, what: string | undefined, yes: boolean) => {
  if (stage !== "prod" || what === undefined || yes) return;
  if (!process.stdin.isTTY)
    throw new UsageError(`This ${what} on prod: say --yes, since nobody is here to ask.`);
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  const typed = await ask.question(`This ${what} on prod. Type the name of the stage to go on: `);
  ask.close();
  if (typed.trim() !== stage) throw new Error("Nothing was done.");
};

const run = async (chosen: Command, args: Args, stage: string | undefined) => {
  try {
    await chosen.check?.(args);
    await confirm(stage, chosen.changes?.(args), args.values.yes === true);
    const target = await openTarget(stage);
    const ok = await chosen.run(target, args, out);
    if (out.isJson)
      console.log(
        JSON.stringify({ command: chosen.name, stage: target.stage, ok, result: out.value }, null, 2),
      );
    process.exit(ok ? 0 : 1);
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof UsageError) misused(message);
    fail(message, 1, stage ?? "local");
  }
};

const { values, positionals } = parsed() as { values: Record<string, unknown>; positionals: string[] };
const [, ...others] = positionals;
if (values.help) console.log(command ? helpOf(command) : help);
else if (!command) misused(name ? `There is no command "${name}".` : "Name a command.");
else if (others.length > 0 && !command.usage) misused(`${command.name} takes no ${others.join(", ")}.`);
else await run(command, { positionals: others, values }, values.stage as string | undefined);
