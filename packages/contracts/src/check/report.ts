import type { Problem } from "@sourdough/events-schema/repository";
import type { Break, Direction } from "../compatibility/compatibility.ts";
import type { GapKind } from "../compatibility/gaps.ts";
import { readersOf, type Usage } from "../usage.ts";
import type { CheckResult, Verdict } from "./check.ts";

const none = "nobody in services/";
const names = (services: readonly string[]) => services.join(", ") || none;

/** Who is hurt, and by which events. */
const victim = ({ direction, revision, path }: Break, usage: Usage) => {
  if (direction === "BACKWARD")
    return `what was published with revision ${revision}, and still is in queues, archives and dead-letter queues, is refused by ${names(usage.consumers)}`;
  const readers = readersOf(usage, path);
  const hurt =
    readers && readers.length > 0 ? `those who read it: ${names(readers)}` : names(usage.consumers);
  return `what ${names(usage.publishers)} publishes from now on is refused by consumers with revision ${revision}: ${hurt}`;
};

const widenAgain = "take what was taken before, and hold new events to the stricter rule where they are made";
const newVersion = "leave it as it was, and publish the change as a new version";

const remedies: Record<Direction, Record<GapKind, string>> = {
  BACKWARD: {
    "missing field": "make the field optional, or give it a default",
    "unknown field": "leave the object open: z.object(), which drops what it does not know",
    value: widenAgain,
    type: "keep the type, and add a field with another name for the new one",
    range: widenAgain,
    length: widenAgain,
    pattern: widenAgain,
    count: widenAgain,
  },
  FORWARD: {
    "missing field": "keep publishing the field, always",
    "unknown field": "consumers with a closed object refuse every new field: publish a new version",
    value: newVersion,
    type: "keep the type, and add a field with another name for the new one",
    range: newVersion,
    length: newVersion,
    pattern: newVersion,
    count: newVersion,
  },
};

const who: Record<Direction, string> = {
  BACKWARD: "in events published before",
  FORWARD: "in events published from now on",
};

function breakLines(found: Break, usage: Usage, nextFile: string): string[] {
  const { direction, path, why, kind } = found;
  return [
    `    ${direction}  ${path}: ${who[direction]} it ${why}`,
    `      breaks   ${victim(found, usage)}`,
    `      instead  ${remedies[direction][kind]}; or add ${nextFile} with an upcast`,
  ];
}

const unreadLines = ({ path, why, revision }: Break, usage: Usage): string[] => [
  `    FORWARD  ${path}: ${who.FORWARD} it ${why}; nobody reads it`,
  `      order    functions with revision ${revision} refuse that until they are deployed: ${names(usage.consumers)} first, then ${names(usage.publishers)} (can-i-deploy tells when)`,
];

const outcome = (state: Verdict["state"], mode: string) => {
  if (state === "breaking") return `breaks ${mode}`;
  return state === "ordered"
    ? "changed what nobody reads: consumers have to be deployed first"
    : `changed as ${mode} allows`;
};

function verdictLines(verdict: Verdict): string[] {
  const { title, mode, state, changes, breaks, unread, usage, nextFile } = verdict;
  if (state === "new" || state === "unchanged") return [];
  const mark = state === "breaking" ? "✗" : "+";
  return [
    `${mark} ${title} ${outcome(state, mode)}`,
    `    publishes ${names(usage.publishers)} · consumes ${names(usage.consumers)}`,
    ...changes.map(({ path, what }) => `    ${path}  ${what}`),
    ...breaks.flatMap((one) => breakLines(one, usage, nextFile)),
    ...unread.flatMap((one) => unreadLines(one, usage)),
  ];
}

const problemLines = ({ subject, rule, remedy }: Problem): string[] => [
  `✗ ${subject} ${rule}`,
  `    ${remedy}`,
];

/** What `check` prints. */
export function report({ verdicts, problems }: CheckResult): string {
  const broken = verdicts.filter(({ state }) => state === "breaking").length;
  const events = new Set(verdicts.map(({ title }) => title.replace(/ v\d+ /, " "))).size;
  const summary = `${events} events in ${verdicts.length} versions: ${broken} broken, ${problems.length} other problem${problems.length === 1 ? "" : "s"}`;
  return [...verdicts.flatMap(verdictLines), ...problems.flatMap(problemLines), summary].join("\n");
}

export const isGood = ({ verdicts, problems }: CheckResult): boolean =>
  problems.length === 0 && verdicts.every(({ state }) => state !== "breaking");
