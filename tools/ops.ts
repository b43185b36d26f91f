import { parseArgs } from "node:util";
import { audit } from "./ops/audit.ts";
import { experiment } from "./ops/experiment.ts";
import { rebuildCommand } from "./ops/rebuild.ts";
import { type Command, openTarget, UsageError } from "./ops/target.ts";

const commands: readonly Command[] = [audit, rebuildCommand, experiment];

const help = `Usage: npm run ops -- <command> [options]

Operates the running local cloud (npm start), or a stage on AWS.

${commands.map(({ name, about, usage = "" }) => `  ${name.padEnd(14)} ${about}${usage}`).join("\n")}

  --stage <name>  a stage on AWS, with the credentials and the region of the environment; else the local cloud
  --help          this text

Exit codes: 0 well, 1 something was found or did not work, 2 wrong usage.`;

const fail = (message: string, code: 1 | 2): never => {
  console.error(message);
  process.exit(code);
};

const parsed = (): { values: Record<string, unknown>; positionals: string[] } => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...Object.assign({}, ...commands.map(({ options }) => options)),
        stage: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`, 2);
  }
};

const { values, positionals } = parsed();
const [name, ...others] = positionals;
const command = commands.find((one) => one.name === name);
/** Options of the other commands, which make no sense here. */
const strange = Object.keys(values).filter(
  (option) => !["stage", "help", ...Object.keys(command?.options ?? {})].includes(option),
);
if (values.help) console.log(help);
else if (!command) fail(name ? `There is no command "${positionals.join(" ")}".\n\n${help}` : help, 2);
else if (strange.length > 0 || (others.length > 0 && !command.usage))
  fail(
    `${command.name} takes no ${[...others, ...strange.map((one) => `--${one}`)].join(", ")}.\n\n${help}`,
    2,
  );
else
  await openTarget(values.stage as string | undefined)
    .then((target) => command.run(target, { positionals: others, values }))
    .then(
      (well) => process.exit(well ? 0 : 1),
      (error: unknown) => {
        if (error instanceof UsageError) fail(`${error.message}\n\n${help}`, 2);
        fail((error as Error).message, 1);
      },
    );
