import { parseArgs } from "node:util";
import { audit } from "./ops/audit.ts";
import { type Command, openTarget } from "./ops/target.ts";

const commands: readonly Command[] = [audit];

const help = `Usage: npm run ops -- <command> [options]

Operates the running local cloud (npm start), or a stage on AWS.

${commands.map(({ name, about }) => `  ${name.padEnd(14)} ${about}`).join("\n")}

  --stage <name>  a stage on AWS, with the credentials and the region of the environment; else the local cloud
  --help          this text

Exit codes: 0 well, 1 something was found or did not work, 2 wrong usage.`;

const fail = (message: string, code: 1 | 2): never => {
  console.error(message);
  process.exit(code);
};

const parsed = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { stage: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`, 2);
  }
};

const { values, positionals } = parsed();
const [name, ...others] = positionals;
const command = commands.find((one) => one.name === name);
if (values.help) console.log(help);
else if (!command || others.length > 0)
  fail(name ? `There is no command "${positionals.join(" ")}".\n\n${help}` : help, 2);
else
  await command.run(await openTarget(values.stage)).then(
    (well) => process.exit(well ? 0 : 1),
    (error: unknown) => fail((error as Error).message, 1),
  );
