import { styleText } from "node:util";
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
const red = (text: string) => styleText("red", text);
const dim = (text: string) => styleText("dim", text);

/**
 * Tells in few lines what happens: one for all events of an order (of a correlation id, where events carry one, else of
 * a trace) when it has come to rest, and one for each failure, at once; its retries are the same failure. Returns how to
 * stop.
 */
export const showProgress = (
  journal: Journal,
  { print, traceLink, nameOf, verbose, columns }: ProgressOptions,
): (() => void) => {
  const stories = new Map<string, { story: Story; timer: NodeJS.Timeout }>();
  const width = () => (verbose ? undefined : columns?.()) ?? Number.POSITIVE_INFINITY;

  const tell = (key: string) => {
    const told = stories.get(key);
    stories.delete(key);
    if (told) print(told.story.line(width()));
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
    const name = nameOf(resource) ?? endOf(resource);
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
    source === undefined ? "" : ` of ${nameOf(source) ?? endOf(source)}`;

  const told = new Set<string>();
  const stop = journal.subscribe((hop) => {
    const isNew = hop.durationMs === undefined;
    if (isNew && hop.service === "events" && hop.action === "AcceptEvent") add(hop);
    if (verbose && isNew && hop.service === "lambda" && hop.action === "Log")
      print(
        dim(
          `${nameOf(hop.source ?? hop.resource) ?? endOf(hop.resource)}  ${[hop.output].flat().join("\n")}`,
        ),
      );
    const what = hop.error && failure(hop);
    if (!hop.error || !what) return;
    const key = verbose ? String(hop.id) : `${hop.traceId} ${what} ${hop.error.code}`;
    if (told.has(key)) return;
    if (told.size > remembered) told.clear();
    told.add(key);
    print(red(`${what}: ${hop.error.code}: ${hop.error.message.split("\n")[0]}`));
    print(dim(`  ${traceLink(hop.traceId)}`));
  });
  return () => {
    stop();
    for (const [key, { timer }] of stories) {
      clearTimeout(timer);
      tell(key);
    }
  };
};

const endOf = (resource: string) =>
  resource.slice(Math.max(resource.lastIndexOf(":"), resource.lastIndexOf("/")) + 1);
