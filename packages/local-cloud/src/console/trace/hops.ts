import type { Hop, Journal } from "../../core/journal.ts";
import type { Services } from "../../core/services.ts";
import { shortName } from "../../core/values.ts";
import type { LogLine, TraceHop } from "../api.ts";
import type { Locator } from "../map/locate.ts";
import type { Redaction } from "../redaction.ts";
import { errorOf } from "./error.ts";
import { logLinesOf } from "./logs.ts";
import { createParents } from "./parents.ts";

export interface TraceContext {
  readonly journal: Journal;
  readonly locator: Locator;
  readonly redaction: Redaction;
  readonly services: Services;
}

/** Where a hop stands in the waterfall. */
interface Place {
  readonly parent?: number;
  readonly depth: number;
}

/** What was handed over, where it was changed on the way: by a transformer, a template, a mapping or an expression. */
export const beforeOf = (
  hop: Hop,
  { journal, services }: TraceContext,
): { hop: Hop; value: unknown } | undefined => {
  const { before } = services.kindOf(hop);
  if (before) {
    const value = before(journal.payloads(hop));
    return value === undefined ? undefined : { hop, value };
  }
  const cause = hop.causes[0] === undefined ? undefined : journal.hop(hop.causes[0]);
  if (!cause || !services.kindOf(cause).transforms?.(hop)) return undefined;
  return { hop: cause, value: journal.payloads(cause).input };
};

const describe = (hop: Hop, place: Place, begin: number, context: TraceContext): TraceHop => {
  const { journal, locator, services } = context;
  const kind = services.kindOf(hop);
  const node = locator.nodeOf(hop);
  const source =
    hop.source === undefined ? undefined : (locator.find(hop.source)?.name ?? shortName(hop.source));
  const note = kind.note?.(hop, journal.payloads(hop));
  return {
    id: hop.id,
    traceId: hop.traceId,
    depth: place.depth,
    causes: [...hop.causes],
    at: hop.at,
    startMs: hop.at - begin,
    service: hop.service,
    action: hop.action,
    resource: kind.title?.(hop) ?? node?.name ?? shortName(hop.resource),
    arn: hop.resource,
    parent: place.parent,
    durationMs: hop.durationMs,
    source,
    node: node?.id,
    area: node?.area,
    attempt: hop.attempt,
    error: hop.error && errorOf(hop.error, context.redaction),
    note: note === undefined ? undefined : context.redaction.maskText(note),
    transformed: beforeOf(hop, context) ? true : undefined,
  };
};

/** The hops as a waterfall: a parent before its children, children in the order they began. */
export const toWaterfall = (hops: readonly Hop[], context: TraceContext): TraceHop[] => {
  const parentOf = createParents(hops, context.services);
  const logs = new Map<number, LogLine[]>();
  const children = new Map<number | undefined, Hop[]>();

  for (const hop of hops) {
    const parent = parentOf(hop);
    if (hop.action === "Log" && parent !== undefined) {
      const lines = context.journal.payloads(hop).output;
      if (Array.isArray(lines))
        logs.set(parent, [...(logs.get(parent) ?? []), ...logLinesOf(hop, lines, context)]);
      continue;
    }
    const siblings = children.get(parent);
    if (siblings) siblings.push(hop);
    else children.set(parent, [hop]);
  }

  const begin = hops[0]?.at ?? 0;
  const rows: TraceHop[] = [];
  const waiting = (children.get(undefined) ?? [])
    .toReversed()
    .map((hop) => ({ hop, place: { depth: 0 } as Place }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { hop, place } = next;
    const lines = logs.get(hop.id);
    rows.push({ ...describe(hop, place, begin, context), logs: lines });
    for (const child of (children.get(hop.id) ?? []).toReversed())
      waiting.push({ hop: child, place: { depth: place.depth + 1, parent: hop.id } });
  }
  return rows;
};
