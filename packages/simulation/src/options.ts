import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { TroubleRates } from "sourdough-local/simulation/trouble";
import { faultLevels } from "./faults.ts";
import { mistakes } from "./mistakes.ts";

const help = `Usage: npm run simulate -- [options]

Simulates days of the bakery: the whole system with its own functions in one thread, on a clock of its own, where a seed
decides the order of everything that waits. The same seed gives the same day, to the last bit. After each day an auditor
looks at what is stored, published, mailed and paid. A seed with which something is wrong is shrunk to the fewest orders
and faults, and printed as a command.

  --seed <n>           the first seed (default: 1); "commit" takes it from the commit that is checked out
  --seeds <n>          how many of them (default: 1)
  --minutes <n>        day after day for so long, and to the first that goes wrong, in place of --seeds
  --orders <n>         orders of each day (default: 20)
  --faults <level>     ${Object.keys(faultLevels).join(", ")} (default: heavy)
  --only-orders <list> numbers of the orders that are placed: 0,3
  --only-faults <list> names of the faults that happen, of those that the seed has: crash:PlaceOrder:2; none for none
  --before <commit>    functions begin the day as they are in this commit, and are deployed in the middle of it
  --open               serve the console with the day, until Ctrl-C
  --console-port <n>   where (default: 4567; 0 takes any free port)
  --mistakes           plant each of ${mistakes.length} mistakes in a copy of the repository, and tell how many orders find it
  --mistake <text>     only those whose name has the text
  --most-orders <n>    so many orders are tried for each (default: 2000)
  --workers <n>        processes that simulate (default: one for each processor)
  --no-shrink          report what is wrong as it is
  --json               a line of JSON for each day
  --help               this text`;

const misused = (message: string): never => {
  console.error(`${message}\n\n${help}`);
  process.exit(2);
};

const options = {
  seed: { type: "string", default: "1" },
  seeds: { type: "string", default: "1" },
  minutes: { type: "string" },
  orders: { type: "string", default: "20" },
  faults: { type: "string", default: "heavy" },
  "only-orders": { type: "string" },
  "only-faults": { type: "string" },
  before: { type: "string" },
  open: { type: "boolean", default: false },
  "console-port": { type: "string", default: "4567" },
  mistakes: { type: "boolean", default: false },
  mistake: { type: "string" },
  "most-orders": { type: "string", default: "2000" },
  workers: { type: "string", default: String(availableParallelism()) },
  "no-shrink": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean" },
} as const;

const parse = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return misused((error as Error).message);
  }
};

const wholeNumber = (name: string, text: string, min: number, max: number): number => {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
  return misused(`--${name} takes a whole number from ${min} to ${max}, not "${text}".`);
};

const list = (text: string | undefined): string[] | undefined =>
  text === undefined ? undefined : text === "none" ? [] : text.split(",").map((part) => part.trim());

const DAY_MS = 24 * 3600_000;

/** Other days for each commit; where there is no git, for each date. */
const seedOfCommit = (): number => {
  try {
    const hash = execFileSync("git", ["rev-parse", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number.parseInt(hash.slice(0, 7), 16);
  } catch {
    return Math.floor(Date.now() / DAY_MS) * 1_000;
  }
};

export interface Options {
  readonly firstSeed: number;
  readonly seeds: number;
  readonly minutes: number | undefined;
  readonly orders: number;
  /** Name of the rates. */
  readonly faults: string;
  readonly rates: TroubleRates;
  readonly onlyOrders: readonly number[] | undefined;
  readonly onlyFaults: readonly string[] | undefined;
  readonly before: string | undefined;
  readonly open: boolean;
  readonly consolePort: number;
  readonly mistakes: boolean;
  readonly mistake: string;
  readonly mostOrders: number;
  readonly workers: number;
  readonly shrink: boolean;
  readonly json: boolean;
}

/** Ends the process where they make no sense, or help was asked for. */
export const readOptions = (): Options => {
  const values = parse();
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  const { minutes, faults } = values;
  const orders = wholeNumber("orders", values.orders, 1, 10_000);
  const rates = faultLevels[faults];
  return {
    firstSeed: values.seed === "commit" ? seedOfCommit() : wholeNumber("seed", values.seed, 0, 2 ** 31),
    seeds: wholeNumber("seeds", values.seeds, 1, 1_000_000),
    minutes: minutes === undefined ? undefined : wholeNumber("minutes", minutes, 1, 24 * 60),
    orders,
    faults,
    rates: rates ?? misused(`--faults takes ${Object.keys(faultLevels).join(", ")}, not "${faults}".`),
    onlyOrders: list(values["only-orders"])?.map((text) => wholeNumber("only-orders", text, 0, orders - 1)),
    onlyFaults: list(values["only-faults"]),
    before: values.before,
    open: values.open,
    consolePort: wholeNumber("console-port", values["console-port"], 0, 65_535),
    mistakes: values.mistakes || values.mistake !== undefined,
    mistake: values.mistake ?? "",
    mostOrders: wholeNumber("most-orders", values["most-orders"], 1, 1_000_000),
    workers: wholeNumber("workers", values.workers, 1, 256),
    shrink: !values["no-shrink"],
    json: values.json,
  };
};
