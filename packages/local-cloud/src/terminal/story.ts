import { styleText } from "node:util";
import type { Hop } from "../core/journal.ts";

/** An event as the terminal shows it: how often it came, and why, when it says so. */
interface Occurrences {
  count: number;
  reason?: string;
}

/** The events of one order, or of whatever else a correlation id stands for. */
export interface Story {
  /** Takes in an accepted event. */
  add(hop: Hop): void;
  /** One line that fits into `columns`. */
  line(columns: number): string;
}

interface EventBody {
  "detail-type"?: string;
  detail?: { metadata?: { correlationId?: string }; data?: { reason?: unknown } };
}

export const storyOf = (hop: Hop): string =>
  (hop.input as EventBody).detail?.metadata?.correlationId ?? hop.traceId.slice(0, 8);

const arrow = " → ";
const dim = (text: string) => styleText("dim", text);

const plain = (name: string, { count, reason }: Occurrences) =>
  `${name}${count > 1 ? ` ×${count}` : ""}${reason === undefined ? "" : ` (${reason})`}`;

/**
 * What is left out, in this order, when a line is too long: what only asks for something, since its answer is there;
 * what came more than once, since it repeats what others say; at last the middle.
 */
const shorten = (events: ReadonlyMap<string, Occurrences>, room: number): string[] => {
  const all = [...events];
  const ways = [
    all,
    all.filter(([name]) => !name.endsWith("Requested")),
    all.filter(([name, { count }]) => !name.endsWith("Requested") && count === 1),
  ];
  const fits = (parts: string[]) => parts.join(arrow).length <= room;
  const written = ways.map((way) => way.map(([name, occurrences]) => plain(name, occurrences)));
  const found = written.find((parts) => parts.length > 1 && fits(parts));
  if (found) return found;
  const last = written.findLast((parts) => parts.length > 1) ?? written[0]!;
  for (let kept = last.length - 1; kept > 2; kept--) {
    const parts = [last[0]!, "…", ...last.slice(last.length - kept + 1)];
    if (fits(parts)) return parts;
  }
  return last.length > 2 ? [last[0]!, "…", last.at(-1)!] : last;
};

export const createStory = (key: string): Story => {
  const events = new Map<string, Occurrences>();
  let firstAt: number | undefined;
  let lastAt = 0;
  return {
    add(hop) {
      const { "detail-type": name = "event", detail } = hop.input as EventBody;
      const occurrences = events.get(name) ?? { count: 0 };
      occurrences.count++;
      const reason = detail?.data?.reason;
      if (typeof reason === "string" && reason.length <= 40) occurrences.reason = reason;
      events.set(name, occurrences);
      firstAt ??= hop.at;
      lastAt = hop.at;
    },
    line(columns) {
      const took = `${(lastAt - (firstAt ?? lastAt)).toFixed(0)} ms`;
      const parts = shorten(events, columns - key.length - took.length - 4);
      const reasons = new Set(
        [...events].flatMap(([name, occurrences]) => (occurrences.reason ? [plain(name, occurrences)] : [])),
      );
      const shown = parts.map((part) => (reasons.has(part) ? styleText("yellow", part) : part));
      return `${key}  ${shown.join(dim(arrow))}  ${dim(took)}`;
    },
  };
};
