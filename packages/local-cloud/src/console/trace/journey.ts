import type { Hop, Journal } from "../../core/journal.ts";
import { consoleSource } from "../map/locate.ts";

/** The hops of one thing's way through the system. */
export interface Journey {
  readonly hops: readonly Hop[];
  /** The id it is about, when a request from outside named one. */
  readonly subject?: string;
  readonly truncated: boolean;
}

const rootOf = (journal: Journal, hop: Hop): Hop => {
  const first = journal.trace(hop.traceId)[0] ?? hop;
  return first;
};

const subjectOf = (journal: Journal, hop: Hop): string | undefined => {
  const { mentions } = journal;
  return mentions.idsIn(rootOf(journal, hop).id).find((id) => mentions.isSubject(id));
};

/** Who looks into a table in the console reads what many orders are in, and is part of none of them. */
const isLook = ({ source, service }: Hop): boolean => source === consoleSource && service === "dynamodb";

/**
 * All hops about a subject: those that mention it, what led to them, and what followed. Where a batch carried several
 * subjects, what mentions only another one is left out.
 */
const about = (journal: Journal, subject: string): Hop[] => {
  const { mentions } = journal;
  const mentioned = mentions.of(subject);
  const chosen = new Set(mentioned);
  const newest = journal.size.recorded;
  const isOfAnother = (id: number) =>
    mentions.idsIn(id).some((other) => other !== subject && mentions.isSubject(other));
  for (let id = mentioned[0] ?? newest + 1; id <= newest; id++) {
    if (chosen.has(id)) continue;
    const hop = journal.hop(id);
    if (!hop?.causes.some((cause) => chosen.has(cause))) continue;
    if (!isOfAnother(id)) chosen.add(id);
  }
  const led: number[] = [...chosen];
  for (let id = led.pop(); id !== undefined; id = led.pop())
    for (const cause of journal.hop(id)?.causes ?? [])
      if (!chosen.has(cause) && !isOfAnother(cause)) {
        chosen.add(cause);
        led.push(cause);
      }
  return [...chosen]
    .sort((a, b) => a - b)
    .flatMap((id) => {
      const hop = journal.hop(id);
      return hop && !isLook(hop) ? [hop] : [];
    });
};

/** By trace id, hop id, or any id in a payload; undefined when nothing is known of it. */
export const findJourney = (journal: Journal, id: string): Journey | undefined => {
  const { mentions } = journal;
  const trace = journal.trace(id);
  const hop = /^\d{1,9}$/.test(id) ? journal.hop(Number(id)) : undefined;
  const mentioned = trace.length > 0 || hop ? [] : mentions.of(id);
  const start = trace[0] ?? hop ?? (mentioned[0] === undefined ? undefined : journal.hop(mentioned[0]));
  if (!start) return undefined;
  const subject = trace.length === 0 && !hop && mentions.isSubject(id) ? id : subjectOf(journal, start);
  const hops = subject === undefined ? ofTraces(journal, start, mentioned) : about(journal, subject);
  const known = new Set(hops.map((one) => one.id));
  const whole = hops.some((one) => one.id === start.id) ? hops : ofTraces(journal, start, mentioned);
  return {
    hops: whole,
    subject: whole === hops ? subject : undefined,
    truncated: whole.some(({ causes }) => causes.some((cause) => !known.has(cause) && !journal.hop(cause))),
  };
};

/** Without a subject: the traces that mention the id. */
const ofTraces = (journal: Journal, start: Hop, mentioned: readonly number[]): Hop[] => {
  const traceIds = new Set([start.traceId]);
  for (const id of mentioned.slice(0, 1000)) {
    const hop = journal.hop(id);
    if (hop && !isLook(hop) && traceIds.size < 10) traceIds.add(hop.traceId);
  }
  return [...traceIds].flatMap((traceId) => journal.trace(traceId)).sort((a, b) => a.id - b.id);
};
