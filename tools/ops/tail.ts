import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";
import * as z from "zod";
import { UsageError } from "../command.ts";
import { type Args, type Command, durationMs, nothing, type Out, openOut } from "./command.ts";
import { type LogLine, loggingFunctions, logLines } from "./logs.ts";
import type { Target } from "./target.ts";

const usage = `
    [<function>]          PlaceOrder, FulfilOrder …; all functions unless stated
    --since <duration>    how far back: 30s, 10m, 2h, 1d; 10m unless stated
    --filter <pattern>    a filter pattern of CloudWatch Logs: ERROR, "ord-01JD…", { $.level = "ERROR" }
    --follow              goes on until Ctrl-C
    --all                 also the lines that Lambda itself writes around each invocation`;

/** Throws `UsageError`. */
const read = ({ positionals, values }: Args) => {
  const [fn, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`tail takes one function, not ${positionals.join(" ")}.`);
  if (values.follow && values.json) throw new UsageError("--follow and --json exclude each other.");
  return {
    fn,
    sinceMs: durationMs(values.since ?? "10m", "since"),
    pattern: values.filter as string | undefined,
    follow: values.follow === true,
    all: values.all === true,
  };
};

const Line = z.looseObject({
  level: z.string().optional(),
  message: z.string().optional(),
  type: z.string().optional(),
});
const parsed = (text: string) => {
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const isOfPlatform = ({ text }: LogLine) =>
  parsed(text)?.type?.startsWith("platform.") || /^(START|END|REPORT) RequestId/.test(text);

const shown = ({ at, fn, text }: LogLine) => {
  const line = parsed(text);
  const { level, message } = line ?? {};
  const what = message === undefined ? text : `${level ?? ""} ${message} ${styleText("dim", text)}`;
  const whole = `${at.toISOString()}  ${fn.padEnd(20)}  ${what}`;
  return level === "ERROR" ? styleText("red", whole) : whole;
};

const run = async (target: Target, args: Args = nothing, out: Out = openOut()) => {
  const { fn, sinceMs, pattern, follow, all } = read(args);
  const functions = await loggingFunctions(target);
  const chosen = functions.filter(({ name }) => fn === undefined || name.toLowerCase() === fn.toLowerCase());
  if (chosen.length === 0)
    throw new Error(
      `Stage ${target.stage} has no function "${fn}"; it has ${functions
        .map(({ name }) => name)
        .sort()
        .join(", ")}.`,
    );
  const seen = new Set<string>();
  let since = (await target.now()) - sinceMs;
  const told: LogLine[] = [];
  for (;;) {
    const lines = await logLines(target, chosen, { since, pattern });
    for (const line of lines) {
      if (seen.has(line.id)) continue;
      seen.add(line.id);
      if (!all && isOfPlatform(line)) continue;
      told.push(line);
      out.say(shown(line));
    }
    if (!follow) break;
    // Lines come late, and not in order of time: the last minute is looked at again.
    since = Math.max(since, (await target.now()) - 60_000);
    told.length = 0;
    await pause(target.lookEveryMs);
  }
  out.result(told.map(({ at, fn: from, text }) => ({ at, function: from, line: parsed(text) ?? text })));
  return true;
};

/** Shows what functions log. */
export const tail: Command = {
  name: "tail",
  about: "shows what functions log, now or as it comes",
  usage,
  options: {
    since: { type: "string" },
    filter: { type: "string" },
    follow: { type: "boolean" },
    all: { type: "boolean" },
  },
  check: read,
  run,
};
