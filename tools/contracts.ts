import { join } from "node:path";
import { parseArgs } from "node:util";

const usage = `Usage: npm run contracts -- <command>

  check [--against <git ref>]   are the contracts sound, and do they go with what is registered?
                                exit code 1 if not; with a ref, also with what was registered there
  proof                         does every rule, filter, template, state machine and function get what it reads, and
                                make what its receiver takes? exit code 1 if not
  register                      write new versions and compatible changes to events-schema/registered
  docs [--check]                write docs/events: a page per event, a catalogue and an AsyncAPI document;
                                with --check only tell whether they are up to date, by the exit code
  can-i-deploy <project> [--stage <stage>]
                                may it ship to the stage (prod unless stated) as it is here, and which have to go
                                first? exit code 1 if not
  --help                        this text

docs/contracts.md explains what they print.`;

const root = join(import.meta.dirname, "..");

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
  [
    "check",
    {
      words: 0,
      options: ["against"],
      run: async (_, { against }) => (await import("@sourdough/contracts/check")).runCheck(root, against),
    },
  ],
  ["proof", { words: 0, run: async () => (await import("@sourdough/event-proof")).runProof(root) }],
  [
    "register",
    { words: 0, run: async () => (await import("@sourdough/contracts/register")).runRegister(root) },
  ],
  [
    "docs",
    {
      words: 0,
      options: ["check"],
      run: async (_, { check }) => (await import("@sourdough/contracts/docs")).runDocs(root, check ?? false),
    },
  ],
  [
    "can-i-deploy",
    {
      words: 1,
      options: ["stage"],
      run: async ([project = ""], { stage = "prod" }) => {
        const { runCanIDeploy } = await import("@sourdough/contracts/can-i-deploy");
        const { changedSlices } = await import("@sourdough/delivery/slices");
        return runCanIDeploy(root, project, stage, (recorded, graph) => changedSlices(root, recorded, graph));
      },
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
