import type { Hop, Journal } from "../../core/journal.ts";
import { isRunning } from "../../core/services.ts";
import { shortName } from "../../core/values.ts";
import type { TraceSummary } from "../api.ts";
import type { TraceContext } from "./hops.ts";

type TitleContext = Pick<TraceContext, "locator" | "services">;

const shownIds = 6;

/** `PUT /orders/ord-01J…`, or what was done to what. */
export const titleOf = (hop: Hop, { locator, services }: TitleContext): string => {
  const title = services.kindOf(hop).title?.(hop);
  if (title !== undefined) return title;
  const node = locator.nodeOf(hop);
  return `${hop.action} ${node?.name ?? shortName(hop.resource)}`.trim();
};

export const summarize = (hops: readonly Hop[], context: TraceContext): TraceSummary => {
  const [first] = hops;
  const { journal, locator, services } = context;
  const { mentions } = journal;
  const areas = new Set<string>();
  const ids = new Set<string>();
  let end = first!.at;
  let failures = 0;
  let running = false;
  for (const hop of hops) {
    end = Math.max(end, hop.at + (hop.durationMs ?? 0));
    if (hop.error) failures++;
    running ||= isRunning(hop, services);
    const area = locator.nodeOf(hop)?.area;
    if (area !== undefined) areas.add(area);
    for (const id of ids.size < 40 ? mentions.idsIn(hop.id) : []) ids.add(id);
  }
  const ranked = bestKnownFirst([...ids], journal);
  return {
    traceId: first!.traceId,
    at: first!.at,
    durationMs: end - first!.at,
    title: titleOf(first!, context),
    hops: hops.length,
    failures,
    areas: [...areas],
    ids: ranked.slice(0, shownIds),
    running,
    reads: services.kindOf(first!).reads ? true : undefined,
  };
};

/** What a person knows it by comes first, ids without a name last. */
export const bestKnownFirst = (ids: readonly string[], journal: Journal): string[] =>
  ids.toSorted((a, b) => rank(a, journal) - rank(b, journal));

const rank = (id: string, { mentions }: Journal): number =>
  mentions.isSubject(id) ? 0 : /^[A-Za-z]/.test(id) && !/^[0-9a-f]{8}-/.test(id) ? 1 : 2;
