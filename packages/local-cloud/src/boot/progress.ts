import { styleText } from "node:util";
import type { Hop, Journal } from "../core/journal.ts";

interface Story {
  firstAt: number;
  lastAt: number;
  /** Detail types in the order they appeared, with how often. */
  events: Map<string, number>;
  timer: NodeJS.Timeout;
}

export interface ProgressOptions {
  print(line: string): void;
  /** Link to a trace in the console. */
  traceLink(id: string): string;
  /** Also log lines of functions, as they come. */
  verbose: boolean;
}

/** How long nothing new may happen to a story before its line is printed. */
const quietMs = 700;
const red = (text: string) => styleText("red", text);
const dim = (text: string) => styleText("dim", text);

interface EventBody {
  "detail-type"?: string;
  detail?: { metadata?: { correlationId?: string } };
}

const described = ({ events, firstAt, lastAt }: Story) => {
  const names = [...events].map(([name, count]) => (count > 1 ? `${name} ×${count}` : name));
  return `${names.join(" · ")} ${dim(`${(lastAt - firstAt).toFixed(0)} ms`)}`;
};

/**
 * Tells in few lines what happens: one for all events of an order (of a correlation id, where events carry one, else of
 * a trace) when it has come to rest, and one for each failure, at once. Returns how to stop.
 */
export const showProgress = (
  journal: Journal,
  { print, traceLink, verbose }: ProgressOptions,
): (() => void) => {
  const stories = new Map<string, Story>();

  const tell = (key: string) => {
    const story = stories.get(key);
    stories.delete(key);
    if (story) print(`${key}  ${described(story)}`);
  };
  const add = (hop: Hop) => {
    const event = hop.input as EventBody;
    const key = event.detail?.metadata?.correlationId ?? hop.traceId.slice(0, 8);
    const story = stories.get(key) ?? {
      firstAt: hop.at,
      lastAt: hop.at,
      events: new Map<string, number>(),
      timer: undefined as unknown as NodeJS.Timeout,
    };
    const name = event["detail-type"] ?? "event";
    story.events.set(name, (story.events.get(name) ?? 0) + 1);
    story.lastAt = hop.at;
    clearTimeout(story.timer);
    story.timer = setTimeout(() => tell(key), quietMs);
    story.timer.unref();
    stories.set(key, story);
  };
  const failure = (hop: Hop) => {
    if (hop.service === "lambda" && hop.action === "Run") return `function ${nameOf(hop.resource)} failed`;
    if (hop.service === "sqs" && hop.action === "DeadLetter")
      return `a message was given up on in ${nameOf(hop.resource)}`;
    if (hop.service === "states" && hop.action === "BeginExecution")
      return `execution ${nameOf(hop.resource)} failed`;
    return undefined;
  };

  const told = new Set<number>();
  const stop = journal.subscribe((hop) => {
    const isNew = hop.durationMs === undefined;
    if (isNew && hop.service === "events" && hop.action === "AcceptEvent") add(hop);
    if (verbose && isNew && hop.service === "lambda" && hop.action === "Log")
      print(dim(`${nameOf(hop.resource)}  ${[hop.output].flat().join("\n")}`));
    if (!hop.error || told.has(hop.id)) return;
    const what = failure(hop);
    if (!what) return;
    told.add(hop.id);
    if (told.size > 10_000) told.clear();
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

const nameOf = (resource: string) =>
  resource.slice(Math.max(resource.lastIndexOf(":"), resource.lastIndexOf("/")) + 1);
