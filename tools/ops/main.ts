import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { UsageError } from "../command.ts";
import { audit } from "./audit.ts";
import { type Command, openOut } from "./command.ts";
import { dlq } from "./dlq.ts";
import { executions } from "./executions.ts";
import { experiment } from "./experiment.ts";
import { order } from "./order.ts";
import { putEvent } from "./put-event.ts";
import { query } from "./query.ts";
import { rebuildCommand } from "./rebuild.ts";
import { rotate } from "./rotate.ts";
import { tail } from "./tail.ts";
import { openTarget } from "./target.ts";

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

/** Throws `UsageError`. */
const parse = (words: readonly string[], command: Command | undefined) => {
  try {
    const options = { ...command?.options, ...common };
    return parseArgs({ args: [...words], allowPositionals: true, options });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
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

/** Runs the command that `words` name, and prints what comes of it. Answers with the exit code that the help tells. */
export const operate = async (words: readonly string[]): Promise<0 | 1 | 2> => {
  const name = words.find((word, index) => !word.startsWith("-") && words[index - 1] !== "--stage");
  const command = commands.find((one) => one.name === name);
  const out = openOut(words.includes("--json"));
  let stage: string | undefined;
  try {
    const parsed = parse(words, command);
    const values: Record<string, unknown> = parsed.values;
    const [, ...positionals] = parsed.positionals;
    if (values.help) {
      console.log(command ? helpOf(command) : help);
      return 0;
    }
    if (!command) throw new UsageError(name ? `There is no command "${name}".` : "Name a command.");
    if (positionals.length > 0 && !command.usage)
      throw new UsageError(`${command.name} takes no ${positionals.join(", ")}.`);
    const args = { positionals, values };
    stage = values.stage as string | undefined;
    await command.check?.(args);
    await confirm(stage, command.changes?.(args), values.yes === true);
    const target = await openTarget(stage);
    const ok = await command.run(target, args, out);
    if (out.isJson)
      console.log(JSON.stringify({ command: name, stage: target.stage, ok, result: out.value }, null, 2));
    return ok ? 0 : 1;
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof UsageError) {
      console.error(`${message}\n\n${command ? helpOf(command) : help}`);
      return 2;
    }
    if (out.isJson)
      console.log(
        JSON.stringify({ command: name, stage: stage ?? "local", ok: false, error: message }, null, 2),
      );
    else console.error(message);
    return 1;
  }
};
