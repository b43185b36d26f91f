import { readFileSync } from "node:fs";
import { styleText } from "node:util";
import { UsageError } from "../command.ts";
import { type Args, type Command, nothing, type Out, openOut, wholeNumber } from "./command.ts";
import { type Letter, originText, readLetter } from "./dlq/letter.ts";
import { type DeadLetterQueue, deadLetterQueues, findQueue } from "./dlq/queues.ts";
import { giveBack, receiveUpTo } from "./dlq/read.ts";
import { redrive } from "./dlq/redrive.ts";
import { edited, repair } from "./dlq/repair.ts";
import { recordContent, recordsOf } from "./dlq/stream.ts";
import { applyPatch } from "./json-patch.ts";
import { setPaths } from "./set-path.ts";
import type { Target } from "./target.ts";

const usage = `
    list                  the dead-letter queues of the stage that have messages, and what gives up into them
    show <queue>          its messages: why, since when, from where, the body, and whether it satisfies its contract;
                          what points into a stream is read there. Looking hides them from others meanwhile
    repair <queue>        changes a message; the old one goes when the new one, which keeps the contract, is there
    redrive <queue>       brings messages back to the queue, rule target, stream consumer, function or bus they came
                          from. What breaks its contract stays. One may be sent twice when this is killed: consumers
                          absorb it

    --all                 list: the empty ones, too
    --id <message id>     show, repair, redrive: this one alone
    --set <path=value>    repair: sets a field of the body, such as detail.data.quantity=2; again for more; nothing
                          behind the = takes it away
    --patch <file>        repair: a JSON Patch (RFC 6902); with neither, $EDITOR opens
    --dry-run             repair, redrive: says what would be done
    --max <n>             show, redrive: as many at most; 10 and 1,000 unless stated
    --rate <n>            redrive: messages a second`;

const actions = ["list", "show", "repair", "redrive"] as const;
type Action = (typeof actions)[number];
const takes: Readonly<Record<Action, readonly string[]>> = {
  list: ["all"],
  show: ["id", "max"],
  repair: ["id", "set", "patch", "dry-run"],
  redrive: ["id", "max", "rate", "dry-run"],
};
const options = {
  all: { type: "boolean" },
  id: { type: "string" },
  set: { type: "string", multiple: true },
  patch: { type: "string" },
  "dry-run": { type: "boolean" },
  max: { type: "string" },
  rate: { type: "string" },
} as const;

/** Throws `UsageError`. */
const read = ({ positionals, values }: Args) => {
  const [word, queue = "", ...others] = positionals;
  const action = actions.find((one) => one === word);
  if (!action) throw new UsageError(`dlq takes one of ${actions.join(", ")}, not "${word ?? ""}".`);
  const strange = Object.keys(options).filter(
    (name) => values[name] !== undefined && !takes[action].includes(name),
  );
  if (strange.length > 0) throw new UsageError(`dlq ${action} takes no --${strange.join(", --")}.`);
  if (others.length > 0 || (action === "list") !== (queue === ""))
    throw new UsageError(
      action === "list" ? "dlq list takes nothing more." : `dlq ${action} takes one queue.`,
    );
  if (values.set && values.patch) throw new UsageError("--set and --patch exclude each other.");
  return {
    action,
    queue,
    id: values.id as string | undefined,
    dryRun: values["dry-run"] === true,
    max: wholeNumber(values.max, "max"),
    perSecond: wholeNumber(values.rate, "rate", { most: 1000 }),
  };
};

const ages = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;
const age = (ms: number) => {
  const [unit, seconds] = ages.find(([, length]) => ms / 1000 >= length) ?? ["s", 1];
  return `${Math.floor(Math.max(0, ms) / 1000 / seconds)} ${unit}`;
};

const sourcesText = ({ sources }: DeadLetterQueue) =>
  [...Map.groupBy(sources, ({ kind }) => kind)]
    .map(([kind, ofKind]) =>
      ofKind.length === 1 ? `${kind} ${ofKind[0]!.name}` : `${ofKind.length} ${kind}s`,
    )
    .join(", ") || "state machines";

const list = async (target: Target, { values }: Args, out: Out) => {
  const all = await deadLetterQueues(target);
  const shown = all.filter(({ visible, inFlight }) => values.all || visible + inFlight > 0);
  for (const queue of shown) {
    const count = String(queue.visible + queue.inFlight).padStart(5);
    out.say(
      `${queue.visible > 0 ? styleText("red", count) : count}  ${queue.name.padEnd(24)} ${styleText("dim", sourcesText(queue))}`,
    );
  }
  const messages = all.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0);
  out.say(`${messages} messages in ${all.length} dead-letter queues of ${target.stage}.`);
  out.result(
    shown.map(({ sources, ...queue }) => ({
      ...queue,
      sources: sources.map(({ kind, name }) => ({ kind, name })),
    })),
  );
  return messages === 0;
};

/** Of a pointer, what is in the stream; else why it is not. */
const resolved = async (target: Target, { origin }: Letter) => {
  if (origin.kind !== "pipe" && origin.kind !== "mapping") return undefined;
  try {
    return { records: (await recordsOf(target, origin.batch)).map(recordContent) };
  } catch (error) {
    return { unresolved: (error as Error).message };
  }
};

const print = (letter: Letter & { records?: unknown[]; unresolved?: string }, now: number, { say }: Out) => {
  const { contract } = letter;
  say(`${styleText("bold", letter.id)}  ${age(now - letter.sentAt.getTime())} old`);
  say(`  reason    ${letter.reason}`);
  say(`  from      ${originText(letter.origin)}`);
  if (letter.correlationId)
    say(`  order/id  ${letter.correlationId}${letter.traceparent ? `, trace ${letter.traceparent}` : ""}`);
  if (contract.broken) say(styleText("red", `  contract  ${contract.contract}: ${contract.broken}`));
  else say(`  contract  ${contract.contract ? styleText("green", `✓ ${contract.contract}`) : "none"}`);
  if (letter.repairs) say(`  repairs   ${letter.repairs}`);
  if (letter.unresolved) say(styleText("yellow", `  records   ${letter.unresolved}`));
  const shown = letter.records ?? [letter.body];
  for (const one of shown) say(styleText("dim", JSON.stringify(one, null, 2).replaceAll(/^/gm, "  ")));
};

const show = async (target: Target, args: Args, out: Out) => {
  const { queue: name, id, max = 10 } = read(args);
  const queue = await findQueue(target, name);
  const lent = await receiveUpTo(target, queue, id === undefined ? max : Number.MAX_SAFE_INTEGER);
  try {
    const now = await target.now();
    const letters = lent
      .map((message) => readLetter(message, queue))
      .filter((letter) => id === undefined || letter.id === id);
    const result = [];
    for (const letter of letters) {
      const found = await resolved(target, letter);
      print({ ...letter, ...found }, now, out);
      const { message: _, event: __, ...told } = letter;
      result.push({ ...told, ageSeconds: Math.round((now - letter.sentAt.getTime()) / 1000), ...found });
    }
    out.result(result);
    if (letters.length === 0)
      out.say(id === undefined ? `${queue.name} is empty.` : `${queue.name} has no ${id}.`);
    return letters.length > 0 || id === undefined;
  } finally {
    await giveBack(target, queue, lent);
  }
};

const repairOne = async (target: Target, args: Args, out: Out) => {
  const { queue: name, id, dryRun } = read(args);
  const { set, patch } = args.values;
  const operations =
    patch === undefined ? undefined : (JSON.parse(readFileSync(String(patch), "utf8")) as unknown);
  const change = (body: unknown) => {
    if (operations !== undefined) return applyPatch(body, operations);
    return set ? setPaths(body, set) : edited(body);
  };
  const done = await repair(target, await findQueue(target, name), { id, dryRun, change });
  out.result(done);
  out.say(
    done.newId
      ? `${done.id} is ${done.newId} now, and keeps ${done.contract ?? "no contract: it has none"}. Next: dlq redrive ${name}`
      : `${done.id} would become, and keep ${done.contract ?? "no contract: it has none"}:\n${JSON.stringify(done.body, null, 2)}`,
  );
  return true;
};

const redriveAll = async (target: Target, args: Args, out: Out) => {
  const { queue: name, id, dryRun, max = 1000, perSecond } = read(args);
  const queue = await findQueue(target, name);
  const outcome = await redrive(
    target,
    queue,
    { id, dryRun, max, perSecond },
    ({ step, message, done, of }) => {
      if (step === "sent") return;
      const { outcome: what, to, why } = message;
      const well = why === undefined;
      out.say(
        `${well ? styleText("green", "✓") : styleText("red", "✗")} ${message.id}  ${what}${to ? ` to ${to}` : ""}${why ? `: ${why}` : ""}`,
      );
      out.progress(`  ${done} of ${of}`);
    },
  );
  out.result(outcome);
  if (id !== undefined && outcome.messages.length === 0)
    throw new Error(`${queue.name} has no message ${id}; dlq show ${queue.name} has the ids.`);
  const back = outcome.messages.filter(({ why }) => why === undefined).length;
  const left = outcome.messages.length - back;
  out.say(
    `${back} of ${outcome.messages.length} ${dryRun ? "would go" : "went"} back from ${queue.name}${left > 0 ? `; ${left} stay: mend them by dlq repair` : ""}.`,
  );
  return left === 0;
};

/** Looks into dead-letter queues, mends what is in them and brings it back. */
export const dlq: Command = {
  name: "dlq",
  about: "shows what was given up, mends it, and brings it back",
  usage,
  options,
  check: read,
  changes: (args) => {
    const { action, dryRun, queue } = read(args);
    if (dryRun || action === "list" || action === "show") return undefined;
    return action === "repair" ? `changes a message of ${queue}` : `brings the messages of ${queue} back`;
  },
  run: (target, args = nothing, out = openOut()) => {
    const { action } = read(args);
    const run = { list, show, repair: repairOne, redrive: redriveAll }[action];
    return run(target, args, out);
  },
};
