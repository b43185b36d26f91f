import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Changes, changesOf } from "./changes.ts";
import { newEvent } from "./event.ts";
import { RefusalError } from "./refusal.ts";
import { newRoute } from "./route.ts";
import { newService } from "./service.ts";
import { newSubscriber } from "./subscriber.ts";

const usage = `Usage: npm run new -- <what> ...

  service <name> [--consumes <Event>] [--publishes <Event>]
                     a service with table, queue, function, outbox, event and tests. It keeps a record of each order
                     that OrderConfirmed, or another event, tells of, and publishes <Name>Recorded, or another
  event <service> <Name>
                     the contract of an event that the service publishes
  subscriber <service> <Name> --to <Event> ... [--target function|workflow]
                     a consumer of events behind a queue of its own: a function, or an Express state machine
  route <service> "GET /things/{thingId}"
                     a route of the service's API that reads a record from its table, without a function

  --dry-run          only tell which files would be written
  --help             this text

docs/grow-your-own.md makes a service with all four.`;

const options = {
  consumes: { type: "string" },
  publishes: { type: "string" },
  to: { type: "string", multiple: true },
  target: { type: "string" },
  "dry-run": { type: "boolean" },
  help: { type: "boolean" },
} as const;
type Options = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

interface Generator {
  words: number;
  /** Whether more words may follow, which `--to` takes. */
  more?: boolean;
  options: readonly (keyof Options)[];
  /** Answers what comes next. */
  run: (changes: Changes, words: string[], options: Options) => string[] | Promise<string[]>;
}

const generators = new Map<string, Generator>([
  [
    "service",
    {
      words: 1,
      options: ["consumes", "publishes"],
      run: (changes, [name = ""], { consumes, publishes }) =>
        newService(changes, name, { consumes, publishes }),
    },
  ],
  [
    "event",
    { words: 2, options: [], run: (changes, [service = "", name = ""]) => newEvent(changes, service, name) },
  ],
  [
    "subscriber",
    {
      words: 2,
      more: true,
      options: ["to", "target"],
      run: (changes, [service = "", name = "", ...others], { to = [], target }) =>
        newSubscriber(changes, service, name, { to: [...to, ...others], target }),
    },
  ],
  [
    "route",
    {
      words: 2,
      options: [],
      run: (changes, [service = "", route = ""]) => newRoute(changes, service, route),
    },
  ],
]);

const root = join(import.meta.dirname, "../..");

/** Line widths and the order of imports follow from the names. */
function format(files: readonly string[]): void {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const { status, stderr } = spawnSync(
    process.execPath,
    [biome, "check", "--write", "--linter-enabled=false", ...files],
    {
      cwd: root,
    },
  );
  if (status !== 0) console.error(`The files are written, and biome has something to say:\n${stderr}`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [what = "", ...words] = positionals;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const generator = generators.get(what);
  const strange = Object.keys(values).filter(
    (option) => option !== "dry-run" && !generator?.options.some((one) => one === option),
  );
  const fits = words.length === generator?.words || (generator?.more && words.length > generator.words);
  if (!generator || !fits || strange.length > 0) {
    const said = [...positionals, ...strange.map((option) => `--${option}`)].join(" ");
    console.error(said ? `"${said}" makes nothing.\n` : "Say what to make.\n");
    console.error(usage);
    return 2;
  }

  const changes = changesOf(root);
  const next = await generator.run(changes, words, values);
  const list = changes.list();
  const dry = values["dry-run"] === true;
  if (!dry) {
    changes.write();
    format(list.map(({ file }) => file));
  }
  const done = { create: dry ? "would create" : "created", change: dry ? "would change" : "changed" };
  for (const { file, change } of list) console.log(`${done[change]} ${file}`);
  if (!dry) console.log(`\n${next.join("\n")}`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof RefusalError ? 1 : 2;
}
