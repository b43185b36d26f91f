import { styleText } from "node:util";
import { UsageError } from "../command.ts";
import { type Args, type Command, durationMs, nothing, type Out, openOut, wholeNumber } from "./command.ts";
import { MOST_LOG_GROUPS, runQuery, type SavedQuery, savedQueries } from "./insights.ts";
import { loggingFunctions } from "./logs.ts";
import type { Target } from "./target.ts";

const usage = `
    (nothing)             the saved queries of the stage
    <name>                runs one: errors, story … on shared stages over all slices, or of one: orders/errors
    '<query>'             runs any query of CloudWatch Logs Insights over the logs of all functions
    --since <duration>    how far back: 30s, 10m, 2h, 1d; 1h unless stated. A stage is billed by what is scanned
    --where <condition>   a filter in front: 'correlationId = "ord-01JD…"', 'service = "SendEmail"'
    --of <function>       the log of that function alone: PlaceOrder …
    --limit <n>           no more rows than that are shown; all unless stated`;

/** Throws `UsageError`. */
const read = ({ positionals, values }: Args) => {
  const [asked, ...others] = positionals;
  if (others.length > 0)
    throw new UsageError(`query takes one name or one '…', not ${positionals.join(" ")}.`);
  if (asked === undefined && (values.where ?? values.of ?? values.since) !== undefined)
    throw new UsageError("--since, --where and --of are for a query: name one, or write one.");
  return {
    asked,
    sinceMs: durationMs(values.since ?? "1h", "since"),
    where: values.where as string | undefined,
    of: values.of as string | undefined,
    limit: wholeNumber(values.limit, "limit", { most: 10_000 }),
  };
};

const withoutComment = (text: string) => text.replace(/^(#[^\n]*\n)+/, "");
const isQuery = (asked: string) => /[\s|]/.test(asked);

/** The text of a query, and the logs it is for. */
const chosen = async (target: Target, asked: string): Promise<Omit<SavedQuery, "name">> => {
  if (isQuery(asked)) {
    const functions = await loggingFunctions(target);
    return { text: asked, logGroups: functions.map(({ logGroup }) => logGroup) };
  }
  const saved = await savedQueries(target);
  const fitting = saved.filter(({ name }) => name === asked || name.endsWith(`/${asked}`));
  const [first] = fitting;
  if (!first)
    throw new Error(
      `Stage ${target.stage} has no query "${asked}"; it has ${saved.map(({ name }) => name).join(", ")}.`,
    );
  return { text: first.text, logGroups: fitting.flatMap(({ logGroups }) => logGroups) };
};

const logGroupsOf = async (target: Target, of: string): Promise<string[]> => {
  const functions = await loggingFunctions(target);
  const found = functions.filter(({ name }) => name.toLowerCase() === of.toLowerCase());
  if (found.length > 0) return found.map(({ logGroup }) => logGroup);
  const names = functions.map(({ name }) => name).sort();
  throw new Error(`Stage ${target.stage} has no function "${of}"; it has ${names.join(", ")}.`);
};

const MOST_SHOWN = 60;
const cell = (value = "") => (value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN - 1)}…` : value);

const tell = (rows: readonly Record<string, string>[], out: Out) => {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const width = (column: string) => Math.max(column.length, ...rows.map((row) => cell(row[column]).length));
  const widths = new Map(columns.map((column) => [column, width(column)]));
  const line = (of: (column: string) => string) =>
    columns
      .map((column) => of(column).padEnd(widths.get(column)!))
      .join("  ")
      .trimEnd();
  out.say(
    styleText(
      "bold",
      line((column) => column),
    ),
  );
  for (const row of rows) out.say(line((column) => cell(row[column])));
};

const run = async (target: Target, args: Args = nothing, out: Out = openOut()) => {
  const { asked, sinceMs, where, of, limit } = read(args);
  if (asked === undefined) {
    const saved = await savedQueries(target);
    for (const { name, text } of saved) out.say(`  ${name.padEnd(24)} ${/^# (.*)/.exec(text)?.[1] ?? text}`);
    out.result(saved);
    return true;
  }
  const query = await chosen(target, asked);
  const logGroups = [...new Set(of === undefined ? query.logGroups : await logGroupsOf(target, of))];
  if (logGroups.length > MOST_LOG_GROUPS)
    throw new Error(
      `That is ${logGroups.length} logs, and a query takes ${MOST_LOG_GROUPS}: name a slice, such as orders/${asked}, or say --of.`,
    );
  const text = where === undefined ? query.text : `filter ${where}\n| ${withoutComment(query.text)}`;
  const answer = await runQuery(target, { text, logGroups, sinceMs });
  const rows = answer.rows.slice(0, limit);
  if (rows.length > 0) tell(rows, out);
  const { linesScanned, bytesScanned } = answer;
  out.say(
    styleText(
      "dim",
      `${answer.rows.length} rows, of ${linesScanned} lines in ${logGroups.length} logs, ${(bytesScanned / 1e6).toFixed(1)} MB`,
    ),
  );
  out.result({ query: text, rows, linesScanned, bytesScanned });
  return true;
};

/** Asks CloudWatch Logs Insights. */
export const query: Command = {
  name: "query",
  about: "asks the logs of all functions: a saved query, or one of your own",
  usage,
  options: {
    since: { type: "string" },
    where: { type: "string" },
    of: { type: "string" },
    limit: { type: "string" },
  },
  check: read,
  run,
};
