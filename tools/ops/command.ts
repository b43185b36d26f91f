import { type ParseArgsConfig, styleText } from "node:util";
import { UsageError } from "../command.ts";
import type { Target } from "./target.ts";

/** What a command was given. */
export interface Args {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** Where a command tells what it does. With `--json` lines for a person are left out, and the result is printed at the end. */
export interface Out {
  readonly isJson: boolean;
  /** A line of what came of it. */
  say(line: string): void;
  /** A line of how far it is; the same line again is left out. */
  progress(line: string): void;
  /** What came of it, for programs: `result` of the answer that docs/operations.md describes. */
  result(value: unknown): void;
}

export interface Command {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  /** What it takes beside its name, and its options, for `--help`. */
  readonly usage?: string;
  readonly options?: NonNullable<ParseArgsConfig["options"]>;
  /** Throws `UsageError` where what it was given makes no sense. */
  readonly check?: (args: Args) => unknown;
  /** What it is about to change, in words for whoever has to confirm it on prod; undefined where it only reads. */
  readonly changes?: (args: Args) => string | undefined;
  /** False when something was found, or did not work for some. */
  readonly run: (target: Target, args?: Args, out?: Out) => Promise<boolean>;
}

export const nothing: Args = { positionals: [], values: {} };

/** Lines for a person; with `--json` only the result, once `end` is called. */
export const openOut = (isJson = false): Out & { readonly value: unknown } => {
  let value: unknown;
  let last = "";
  const print = (line: string) => {
    if (!isJson) console.log(line);
  };
  return {
    isJson,
    say: print,
    progress: (line) => {
      if (line !== last) print(styleText("dim", line));
      last = line;
    },
    result: (now) => {
      value = now;
    },
    get value() {
      return value;
    },
  };
};

/** A whole number of an option. Throws `UsageError`. */
export const wholeNumber = (
  value: unknown,
  option: string,
  { least = 1, most = 1_000_000 } = {},
): number | undefined => {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new UsageError(`--${option} is a whole number from ${least} to ${most}, not "${value}".`);
  return number;
};

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of an option such as `10m`. Throws `UsageError`. */
export const durationMs = (value: unknown, option: string): number => {
  const [, number, unit = ""] = /^(\d{1,6})([smhd])$/.exec(String(value)) ?? [];
  if (number === undefined)
    throw new UsageError(`--${option} ${value} is no duration: write 30s, 10m, 2h or 1d.`);
  return Number(number) * units[unit]!;
};
