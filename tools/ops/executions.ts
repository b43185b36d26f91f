import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";
import { UsageError } from "../command.ts";
import { type Args, type Command, nothing, type Out, openOut, wholeNumber } from "./command.ts";
import { type Found, findExecution, listExecutions, statuses, unsuccessful } from "./executions/find.ts";
import { historyOf } from "./executions/history.ts";
import { redriveExecution } from "./executions/redrive.ts";
import type { Target } from "./target.ts";

const usage = `
    list                  executions of Standard state machines and durable functions that did not come to a good end
    show <name or ARN>    what one did, step by step, and whether it can be redriven
    redrive [<name or ARN>]
                          lets a failed one go on from the state it failed in, within 14 days: what succeeded is not
                          done again. Without a name and with --all, every one that list shows. A durable execution
                          is begun anew by dlq redrive

    --status <status>     list, redrive: ${statuses.join(", ")}
    --of <name>           list, redrive: of this state machine or function alone, such as CloseOfDay
    --max <n>             list, redrive: as many at most of each, 50 unless stated, the newest first
    --all                 redrive: all of them
    --rate <n>            redrive: executions a second
    --dry-run             redrive: says which`;

const actions = ["list", "show", "redrive"] as const;
type Action = (typeof actions)[number];
const takes: Readonly<Record<Action, readonly string[]>> = {
  list: ["status", "of", "max"],
  show: [],
  redrive: ["status", "of", "max", "all", "rate", "dry-run"],
};
const options = {
  status: { type: "string" },
  of: { type: "string" },
  max: { type: "string" },
  all: { type: "boolean" },
  rate: { type: "string" },
  "dry-run": { type: "boolean" },
} as const;

/** Throws `UsageError`. */
const read = ({ positionals, values }: Args) => {
  const [word, name, ...others] = positionals;
  const action = actions.find((one) => one === word);
  if (!action) throw new UsageError(`executions takes one of ${actions.join(", ")}, not "${word ?? ""}".`);
  const strange = Object.keys(options).filter(
    (option) => values[option] !== undefined && !takes[action].includes(option),
  );
  if (strange.length > 0) throw new UsageError(`executions ${action} takes no --${strange.join(", --")}.`);
  if (others.length > 0 || (action === "list" && name))
    throw new UsageError(
      `executions ${action} takes no ${[action === "list" ? name : "", ...others].join(" ").trim()}.`,
    );
  if (action === "show" && !name) throw new UsageError("executions show takes the name or the ARN of one.");
  if (action === "redrive" && (name === undefined) === (values.all === undefined))
    throw new UsageError("executions redrive takes the name or the ARN of one, or --all.");
  const status = statuses.find((one) => one === values.status);
  if (values.status !== undefined && !status)
    throw new UsageError(`--status is one of ${statuses.join(", ")}, not "${values.status}".`);
  return {
    action,
    name,
    wanted: status ? [status] : unsuccessful,
    of: values.of as string | undefined,
    max: wholeNumber(values.max, "max", { most: 1000 }) ?? 50,
    perSecond: wholeNumber(values.rate, "rate", { most: 100 }),
    dryRun: values["dry-run"] === true,
  };
};

const line = ({ startedAt, status, of, name, error }: Found) =>
  `${startedAt.toISOString()}  ${status.padEnd(9)}  ${of.padEnd(16)}  ${name}${error ? `  ${error}` : ""}`;

const list = async (target: Target, args: Args, out: Out) => {
  const { wanted, of, max } = read(args);
  const found = await listExecutions(target, { wanted, of, max });
  for (const one of found) out.say(line(one));
  out.say(`${found.length} executions of ${target.stage} are ${wanted.join(", ")}.`);
  out.result(found);
  return found.every(({ status }) => !unsuccessful.includes(status));
};

const show = async (target: Target, args: Args, out: Out) => {
  const found = await findExecution(target, read(args).name!);
  const steps = await historyOf(target, found.arn);
  out.say(line(found));
  out.say(`  ${found.arn}`);
  if (found.cause) out.say(`  ${found.cause}`);
  out.say(`  ${found.whyNotRedrivable ? `not redrivable: ${found.whyNotRedrivable}` : "redrivable"}`);
  for (const { at, what, failed } of steps) {
    const text = `${at.toISOString()}  ${what}`;
    out.say(failed ? styleText("red", text) : text);
  }
  out.result({ ...found, steps });
  return true;
};

const redrive = async (target: Target, args: Args, out: Out) => {
  const { name, wanted, of, max, perSecond, dryRun } = read(args);
  const found =
    name === undefined
      ? await listExecutions(target, { wanted, of, max })
      : [await findExecution(target, name)];
  const results = [];
  for (const [index, one] of found.entries()) {
    if (index > 0 && perSecond && !dryRun) await pause(1000 / perSecond);
    const result = await redriveExecution(target, one, { dryRun });
    results.push(result);
    const mark = result.why === undefined ? styleText("green", "✓") : styleText("red", "✗");
    out.say(`${mark} ${one.of} ${one.name}  ${result.outcome}${result.why ? `: ${result.why}` : ""}`);
    out.progress(`  ${index + 1} of ${found.length}`);
  }
  const well = results.filter(({ why }) => why === undefined).length;
  out.say(`${well} of ${found.length} ${dryRun ? "would go" : "go"} on.`);
  out.result(results);
  return well === found.length;
};

/** Lists executions, shows what one did, and lets failed ones go on. */
export const executions: Command = {
  name: "executions",
  about: "lists what failed of workflows, shows it, and lets it go on",
  usage,
  options,
  check: read,
  changes: (args) => {
    const { action, dryRun } = read(args);
    return action === "redrive" && !dryRun ? "redrives executions" : undefined;
  },
  run: (target, args = nothing, out = openOut()) =>
    ({ list, show, redrive })[read(args).action](target, args, out),
};
