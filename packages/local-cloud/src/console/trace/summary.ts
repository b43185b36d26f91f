import type { Hop, Journal } from "../../core/journal.ts";
import type { TraceSummary } from "../api.ts";
import type { Locator } from "../map/locate.ts";
import { isRunning } from "./describe.ts";

const shownIds = 6;

/** `PUT /orders/ord-01J…`, or what was done to what. */
export const titleOf = (hop: Hop, locator: Locator): string => {
  if (hop.service === "execute-api") {
    const path = /^arn:[^:]*:execute-api:[^:]*:[^:]*:[^/]+\/[^/]+\/[^/]+(\/.*)?$/.exec(hop.resource)?.[1];
    return `${hop.action} ${path ?? "/"}`;
  }
  const node = locator.nodeOf(hop);
  return `${hop.action} ${node?.name ?? shortName(hop.resource)}`.trim();
};

/** The last part of an ARN or URL. */
export const shortName = (resource: string): string => {
  if (resource === "*") return "";
  const [, execution] = /:(?:execution|express):[^:]+:([^:]+)/.exec(resource) ?? [];
  return execution ?? resource.slice(Math.max(resource.lastIndexOf("/"), resource.lastIndexOf(":")) + 1);
};

export const summarize = (hops: readonly Hop[], journal: Journal, locator: Locator): TraceSummary => {
  const [first] = hops;
  const { mentions } = journal;
  const areas = new Set<string>();
  const ids = new Set<string>();
  let end = first!.at;
  let failures = 0;
  let running = false;
  for (const hop of hops) {
    end = Math.max(end, hop.at + (hop.durationMs ?? 0));
    if (hop.error) failures++;
    running ||= isRunning(hop);
    const area = locator.nodeOf(hop)?.area;
    if (area !== undefined) areas.add(area);
    for (const id of ids.size < 40 ? mentions.idsIn(hop.id) : []) ids.add(id);
  }
  const ranked = bestKnownFirst([...ids], journal);
  return {
    traceId: first!.traceId,
    at: first!.at,
    durationMs: end - first!.at,
    title: titleOf(first!, locator),
    hops: hops.length,
    failures,
    areas: [...areas],
    ids: ranked.slice(0, shownIds),
    running,
    ...(isRead(first!) ? { reads: true as const } : {}),
  };
};

const isRead = ({ service, action }: Hop): boolean =>
  (service === "execute-api" && /^(GET|HEAD|OPTIONS)$/.test(action)) ||
  (service === "appsync" && /^(Connect|Subscribe)$/.test(action));

/** What a person knows it by comes first, ids without a name last. */
export const bestKnownFirst = (ids: readonly string[], journal: Journal): string[] =>
  ids.toSorted((a, b) => rank(a, journal) - rank(b, journal));

const rank = (id: string, { mentions }: Journal): number =>
  mentions.isSubject(id) ? 0 : /^[A-Za-z]/.test(id) && !/^[0-9a-f]{8}-/.test(id) ? 1 : 2;
