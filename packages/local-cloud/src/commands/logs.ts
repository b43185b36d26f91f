import { parseArgs } from "node:util";
import type { LogLevel, LogLine } from "../console/api.ts";
import { ownCommand } from "../process/own-command.ts";
import { changesOf } from "./changes.ts";
import { type Command, Misuse } from "./command.ts";
import { findFunction } from "./functions.ts";
import { createLogReader } from "./log-pages.ts";
import { appHelp, appOptions, findRunning } from "./running.ts";

const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const satisfies readonly LogLevel[];
const FEW = 100;
const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const levelOf = (text: string): LogLevel => {
  const level = levels.find((each) => each === text.toUpperCase());
  if (level) return level;
  throw new Misuse(`--level takes one of ${levels.join(", ")}, not "${text}".`);
};

/** Milliseconds since the epoch. */
const since = (text: string): number => {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (amount) return Date.now() - Number(amount) * units[unit as keyof typeof units];
  const at = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new Misuse(`--since takes 30s, 5m, 2h, 1d or a time such as 2026-11-30T08:00:00Z, not "${text}".`);
  return at;
};

const print = (lines: readonly LogLine[]) => {
  for (const { at, level, function: name, message } of lines)
    console.log(`${new Date(at).toISOString()} ${level.padEnd(5)} ${name}  ${message}`);
};

export const logs: Command = {
  help: `Usage: ${ownCommand} logs [options]

Prints what functions wrote: time, level, function, message. The last ${FEW} lines unless --since says more. Personal fields are
masked as in the console.

  -f, --follow             goes on with what comes, until Ctrl-C; exit code 1 when the local cloud ends
  --function <name>        of this function alone, by its name in the config
  --level <level>          this level and above: ${levels.join(", ")}
  --since <time>           30s, 5m, 2h, 1d, or a time such as 2026-11-30T08:00:00Z
${appHelp}`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...appOptions,
        follow: { type: "boolean", short: "f", default: false },
        function: { type: "string" },
        level: { type: "string" },
        since: { type: "string" },
      },
    });
    const level = values.level === undefined ? undefined : levelOf(values.level);
    const from = values.since === undefined ? undefined : since(values.since);
    const running = await findRunning(values);
    const node = values.function === undefined ? undefined : await findFunction(running, values.function);
    // Followed before it is read, so that no line comes in between.
    const changes = values.follow ? changesOf(running.outputs.consoleUrl, "logs") : undefined;
    const read = createLogReader(running, { function: node?.id, level, since: from });
    if (changes === undefined) {
      const lines = await read();
      print(from === undefined ? lines.slice(-FEW) : lines);
      return 0;
    }
    let isFirst = true;
    for await (const _ of changes) {
      const lines = await read();
      print(isFirst && from === undefined ? lines.slice(-FEW) : lines);
      isFirst = false;
    }
    console.error("The local cloud ended.");
    return 1;
  },
};
