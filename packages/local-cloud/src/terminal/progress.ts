import { styleText } from "node:util";
import { lastPart } from "../core/arn.ts";
import type { Hop, Journal } from "../core/journal.ts";
import { createStory, type Story, storyOf } from "./story.ts";

export interface ProgressOptions {
  print(line: string): void;
  /** Link to a trace in the console. */
  traceLink(id: string): string;
  /** What the app calls the resource with this ARN. */
  nameOf(arn: string): string | undefined;
  /** Also every event of an order, each try that fails, and log lines of functions, as they come. */
  verbose: boolean;
  /** Width of the terminal; without one, lines are as long as they need. */
  columns?(): number | undefined;
}

/** How long nothing new may happen to a story before its line is printed. */
const quietMs = 1200;
const remembered = 10_000;
/** A state machine catches what its function throws sooner than this. */
const caughtWithinMs = 500;
const red = (text: string) => styleText("red", text);
const dim = (text: string) => styleText("dim", text);

/**
 * Tells in few lines what happens: one for all events of an order (of a correlation id, where events carry one, else of
 * a trace) when it has come to rest, and one for each failure, at once; its retries are the same failure, and what a
 * state machine catches is none. Returns how to stop.
 */
export const showProgress = (
  journal: Journal,
  { print, traceLink, nameOf, verbose, columns }: ProgressOptions,
): (() => void) => {
  const stories = new Map<string, { story: Story; timer: NodeJS.Timeout }>();
  const width = () => (verbose ? undefined : columns?.()) ?? Number.POSITIVE_INFINITY;

  const tell = (key: string) => {
    const found = stories.get(key);
    stories.delete(key);
    if (found) print(found.story.line(width()));
  };
  const add = (hop: Hop) => {
    const key = storyOf(hop);
    const known = stories.get(key);
    clearTimeout(known?.timer);
    const story = known?.story ?? createStory(key);
    story.add(hop);
    stories.set(key, { story, timer: setTimeout(() => tell(key), quietMs).unref() });
  };

  const failure = ({ service, action, resource, source }: Hop) => {
    const name = nameOf(resource) ?? lastPart(resource);
    switch (`${service} ${action}`) {
      case "lambda Run":
        return `${name} failed`;
      case "lambda FailMessage":
        return `${name} could not handle a message${from(source)}`;
      case "lambda FailRecord":
        return `${name} could not handle a record${from(source)}`;
      case "sqs DeadLetter":
        return `a message was given up on and is in ${name}`;
      case "states BeginExecution":
        return `an execution of ${name} failed`;
      default:
        return undefined;
    }
  };
  const from = (source: string | undefined) =>
    source === undefined ? "" : ` of ${nameOf(source) ?? lastPart(source)}`;

  /** Whether a state machine called, which may have an answer to the failure. */
  const mayBeCaught = ({ service, action, causes }: Hop) =>
    service === "lambda" &&
    action === "Run" &&
    causes.some((call) =>
      journal.hop(call)?.causes.some((state) => journal.hop(state)?.service === "states"),
    );
  const waiting = new Map<string, { say(): void; timer: NodeJS.Timeout }>();
  const settle = (traceId: string, ending?: (failed: { say(): void }) => void) => {
    const failed = waiting.get(traceId);
    if (!failed) return;
    waiting.delete(traceId);
    clearTimeout(failed.timer);
    ending?.(failed);
  };

  const printed = new Set<string>();
  const stop = journal.subscribe((hop) => {
    const isNew = hop.durationMs === undefined;
    if (isNew && hop.service === "events" && hop.action === "AcceptEvent") add(hop);
    if (verbose && isNew && hop.service === "lambda" && hop.action === "Log")
      print(
        dim(
          `${nameOf(hop.source ?? hop.resource) ?? lastPart(hop.resource)}  ${[hop.output].flat().join("\n")}`,
        ),
      );
    if (isNew && hop.service === "dev")
      for (const line of [hop.output].flat()) print(`${dim(hop.resource)}  ${line}`);
    if (isNew && hop.service === "states" && hop.action === "CatchError") settle(hop.traceId);
    const { error } = hop;
    const what = error && failure(hop);
    if (!error || !what) return;
    const say = () => {
      const key = verbose ? String(hop.id) : `${hop.traceId} ${what} ${error.code}`;
      if (printed.has(key)) return;
      if (printed.size > remembered) printed.clear();
      printed.add(key);
      print(red(`${what}: ${error.code}: ${error.message.split("\n")[0]}`));
      print(dim(`  ${traceLink(hop.traceId)}`));
    };
    if (verbose || !mayBeCaught(hop)) return say();
    settle(hop.traceId, (before) => before.say());
    const timer = setTimeout(() => settle(hop.traceId, say), caughtWithinMs).unref();
    waiting.set(hop.traceId, { say, timer });
  });
  return () => {
    stop();
    for (const traceId of [...waiting.keys()]) settle(traceId, ({ say }) => say());
    for (const [key, { timer }] of stories) {
      clearTimeout(timer);
      tell(key);
    }
  };
};
