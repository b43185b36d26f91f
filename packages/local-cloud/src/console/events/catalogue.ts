import type { Cloud } from "../../core/cloud.ts";
import { compile, type Matcher } from "../../patterns/index.ts";
import type { EventCatalogue, Issue, SendEvent } from "../api.ts";
import { ConsoleProblem } from "../http/problem.ts";
import type { Nodes } from "../map/nodes.ts";
import type { Observer } from "../observe.ts";
import type { TraceContext } from "../trace/hops.ts";
import type { HookContract } from "./hook.ts";

/** Events of the app: what it promises, and what was seen. */
export interface Events extends Observer {
  catalogue(): EventCatalogue;
  send(event: SendEvent): Promise<{ eventId: string; traceId: string }>;
  /** What of a message that holds an event breaks the event's contract. */
  issuesOf(body: string): Issue[];
}

interface Seen {
  readonly source: string;
  readonly detailType: string;
  version?: number;
  count: number;
  lastAt: number;
  lastHop: number;
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
const versionOf = (detail: unknown): number | undefined => {
  const version = field(field(detail, "metadata"), "version");
  return typeof version === "number" ? version : undefined;
};

export const createEvents = (
  cloud: Cloud,
  nodes: Nodes,
  contracts: readonly HookContract[],
  context: TraceContext,
): Events => {
  const { journal, redaction } = context;
  const seen = new Map<string, Seen>();
  const rules = nodes.all.flatMap((node): { name: string; matcher: Matcher }[] => {
    const pattern = node.kind === "rule" ? nodes.resourceOf(node)?.inputs.eventPattern : undefined;
    return pattern === undefined ? [] : [{ name: node.name, matcher: compile(pattern, { dialect: "bus" }) }];
  });

  const contractOf = (source: unknown, detailType: unknown, version: number | undefined) =>
    contracts.find(
      (contract) =>
        contract.source === source &&
        contract.detailType === detailType &&
        (version === undefined || contract.version === version),
    );
  const countOf = ({ source, detailType, version }: HookContract) =>
    [...seen.values()]
      .filter((one) => one.source === source && one.detailType === detailType && one.version === version)
      .reduce((sum, { count }) => sum + count, 0);
  const check = (source: unknown, detailType: unknown, detail: unknown): Issue[] =>
    contractOf(source, detailType, versionOf(detail))?.check?.(detail) ?? [];

  return {
    begun(hop) {
      if (hop.action !== "AcceptEvent") return;
      const { input } = journal.payloads(hop);
      const source = String(field(input, "source"));
      const detailType = String(field(input, "detail-type"));
      const version = versionOf(field(input, "detail"));
      const key = `${source}\0${detailType}\0${version}`;
      const known = seen.get(key) ?? {
        source,
        detailType,
        version,
        count: 0,
        lastAt: 0,
        lastHop: 0,
      };
      known.count++;
      known.lastAt = hop.at;
      known.lastHop = hop.id;
      seen.set(key, known);
    },
    catalogue: () => ({
      buses: nodes.all
        .filter(({ kind }) => kind === "bus")
        .map(({ name, arn }) => ({ name: arn?.split("/").at(-1) ?? name, label: name })),
      contracts: contracts.map((contract) => {
        const { source, detailType, version, description, personal } = contract;
        const examples = contract.examples();
        const event = { source, "detail-type": detailType, detail: examples[0] };
        return {
          source,
          detailType,
          version,
          description,
          personal,
          examples,
          rules: rules.filter(({ matcher }) => matcher.matches(event)).map(({ name }) => name),
          count: countOf(contract),
        };
      }),
      seen: [...seen.values()]
        .toSorted((a, b) => b.lastAt - a.lastAt)
        .map(({ source, detailType, count, lastAt, lastHop }) => {
          const hop = journal.hop(lastHop);
          const last = hop && redaction.mask(field(journal.payloads(hop).input, "detail"));
          return { source, detailType, count, lastAt, last };
        }),
    }),
    async send({ bus, source, detailType, detail, force }) {
      const issues = force ? [] : check(source, detailType, detail);
      if (issues.length > 0) {
        const fields = issues.length === 1 ? "a field does" : `${issues.length} fields do`;
        const message = `${detailType} breaks its contract: ${fields} not hold.`;
        throw new ConsoleProblem(400, "InvalidEvent", message, issues);
      }
      const { Entries: [sent] = [] } = await cloud.call(
        "events",
        "PutEvents",
        {
          Entries: [
            { EventBusName: bus, Source: source, DetailType: detailType, Detail: JSON.stringify(detail) },
          ],
        },
        { principal: { kind: "root" }, causes: [] },
      );
      const eventId = sent?.EventId;
      if (eventId === undefined)
        throw new ConsoleProblem(400, "NotAccepted", sent?.ErrorMessage ?? "The bus did not take the event.");
      const hop = journal.mentions.of(eventId)[0];
      return { eventId, traceId: (hop === undefined ? undefined : journal.hop(hop)?.traceId) ?? "" };
    },
    issuesOf(body) {
      try {
        const event: unknown = JSON.parse(body);
        return check(field(event, "source"), field(event, "detail-type"), field(event, "detail"));
      } catch {
        return [];
      }
    },
  };
};
