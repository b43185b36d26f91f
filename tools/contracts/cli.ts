import { join } from "node:path";
import { parseArgs } from "node:util";
import { check, hurtsWith, loadUsage } from "./check.ts";
import { loadContracts } from "./contract-files.ts";
import { register } from "./register.ts";
import { registryFolder } from "./registry.ts";
import { isGood, report } from "./report.ts";
import { workingTree } from "./store.ts";

const usage = `npm run contracts -- <command>

  check [--against <git ref>]   are the contracts sound, and do they go with what is registered?
                                exit code 1 if not; with a ref, also with what was registered there
  proof                         does every rule, filter, template, state machine and function get what it reads, and
                                make what its receiver takes? exit code 1 if not
  register                      write new versions and compatible changes to ${registryFolder}
  docs [--check]                write docs/events: a page per event, a catalogue and an AsyncAPI document;
                                with --check only tell whether they are up to date, by the exit code
  can-i-deploy <project> [--stage <stage>]
                                may it ship to the stage (prod unless stated) as it is here, and which have to go
                                first? exit code 1 if not
  new <domain> <EventName>      start an event: its contract, and its export
  --help                        this text

docs/contracts.md explains what they print.`;

const root = join(import.meta.dirname, "../..");

async function runCheck(against: string | undefined): Promise<number> {
  const result = await check(root, new Date().toISOString().slice(0, 10), against);
  console.log(report(result));
  return isGood(result) ? 0 : 1;
}

async function runRegister(): Promise<number> {
  const { contracts, problems } = await loadContracts(root);
  for (const { subject, rule, remedy } of problems) console.error(`${subject} ${rule}; ${remedy}`);
  if (problems.length > 0) return 1;
  const usageOf = await loadUsage(root);
  const files = await register(workingTree(root), contracts, (file) => hurtsWith(file, usageOf(file)));
  console.log(
    files.length === 0
      ? "nothing to register"
      : files.map((file) => `wrote ${registryFolder}/${file}`).join("\n"),
  );
  return 0;
}

const options = {
  against: { type: "string" },
  check: { type: "boolean" },
  stage: { type: "string" },
  help: { type: "boolean" },
} as const;
type Options = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

interface Command {
  /** How many words follow its name. */
  words: number;
  options?: readonly (keyof Options)[];
  run: (words: readonly string[], options: Options) => Promise<number>;
}

// What `check` does not need, it does not wait for.
const commands = new Map<string, Command>([
  ["check", { words: 0, options: ["against"], run: (_, { against }) => runCheck(against) }],
  ["proof", { words: 0, run: async () => (await import("./proof/command.ts")).runProof(root) }],
  ["register", { words: 0, run: runRegister }],
  [
    "docs",
    {
      words: 0,
      options: ["check"],
      run: async (_, { check }) => (await import("./docs/command.ts")).runDocs(root, check ?? false),
    },
  ],
  [
    "can-i-deploy",
    {
      words: 1,
      options: ["stage"],
      run: async ([project = ""], { stage = "prod" }) =>
        (await import("./deploy/command.ts")).runCanIDeploy(root, project, stage),
    },
  ],
  [
    "new",
    {
      words: 2,
      run: async ([domain = "", name = ""]) => (await import("./scaffold.ts")).runNew(root, domain, name),
    },
  ],
]);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [name, ...words] = positionals;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const command = commands.get(name ?? "");
  const strange = Object.keys(values).filter((option) => !command?.options?.some((one) => one === option));
  if (command && words.length === command.words && strange.length === 0) return command.run(words, values);
  const said = [...positionals, ...strange.map((option) => `--${option}`)].join(" ");
  console.error(said ? `There is no command "${said}".\n` : "Name a command.\n");
  console.error(usage);
  return 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
