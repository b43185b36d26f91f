import type { Hop } from "../core/journal.ts";
import type { Execution, ExecutionList, ExecutionStatus, ExecutionSummary } from "./api.ts";
import { definitionOf } from "./definition.ts";
import { operationsOf } from "./durable-operations.ts";
import { beginsExecution, endsExecution, type Known, kindOf } from "./execution-hops.ts";
import { notFound } from "./http/problem.ts";
import { statesOf } from "./machine-states.ts";
import type { Nodes } from "./map/nodes.ts";
import { createMapRuns } from "./map-runs.ts";
import type { Observer } from "./observe.ts";
import { toPayload } from "./payload.ts";
import { errorOf } from "./trace/error.ts";
import type { TraceContext } from "./trace/hops.ts";

const REMEMBERED = 5000;

/**
 * Executions of state machines and of durable functions, from their hops: Express ones too, of which Step Functions
 * itself keeps nothing.
 */
export interface Executions extends Observer {
  list(filter: { limit: number; before?: number; machine?: string; status?: ExecutionStatus }): ExecutionList;
  get(id: string): Execution;
  /** Of the hops of a trace, in the order they began. */
  of(hops: readonly Hop[]): { id: string; name: string; status: ExecutionStatus; states: string[] }[];
}

/** What the hop of an end says: the status, and what whoever stopped it gave as reason. */
interface End {
  readonly status: Exclude<ExecutionStatus, "RUNNING">;
  readonly error?: string;
  readonly cause?: string;
}

/** Of a distributed Map: its machine's name has a label behind it. */
const isChild = (arn: string): boolean => /:(execution|express):[^:]+\/[^:]+:/.test(arn);

export const createExecutions = (context: TraceContext, nodes: Nodes): Executions => {
  const { journal, locator, redaction } = context;
  const known = new Map<string, Known>();
  const mapRuns = createMapRuns(journal);
  // Those that a distributed Map starts would leave no place for any other.
  const children = new Map<string, Known>();
  const find = (id: string) => known.get(id) ?? children.get(id);

  const endOf = ({ ended }: Known): End | undefined => ended && (journal.payloads(ended).input as End);

  const summary = (one: Known): ExecutionSummary => {
    const { began, ended } = one;
    const end = endOf(one);
    const error = ended?.error ?? (end?.error ? { code: end.error, message: end.cause ?? "" } : undefined);
    const node = locator.nodeOf(began);
    const { type, name } = kindOf(began);
    return {
      id: began.resource,
      name,
      machine: node?.name ?? String(began.source ?? ""),
      node: node?.id ?? "",
      type,
      status: end?.status ?? "RUNNING",
      startedAt: began.at,
      traceId: began.traceId,
      area: node?.area,
      endedAt: ended?.at,
      error: error && errorOf(error, redaction),
    };
  };

  const machines = (): ExecutionList["machines"] => {
    const counts = new Map(
      nodes.all
        .filter(
          (node) => node.kind === "machine" || nodes.resourceOf(node)?.inputs.durableConfig !== undefined,
        )
        // A config is evaluated in no certain order.
        .sort((a, b) => a.name.localeCompare(b.name))
        .map(({ id, name }) => [id, { node: id, name, running: 0, failed: 0, total: 0 }]),
    );
    for (const one of known.values()) {
      const count = counts.get(locator.nodeOf(one.began)?.id ?? "");
      if (!count) continue;
      count.total++;
      if (!one.ended) count.running++;
      else if (one.ended.error) count.failed++;
    }
    return [...counts.values()];
  };

  return {
    begun(hop) {
      if (beginsExecution(hop)) {
        const among = isChild(hop.resource) ? children : known;
        among.set(hop.resource, { began: hop });
        if (among.size > REMEMBERED) among.delete(among.keys().next().value!);
      } else if (endsExecution(hop)) {
        const one = find(hop.resource);
        if (one) one.ended = hop;
      } else mapRuns.begun(hop);
    },
    list({ limit, before = Number.POSITIVE_INFINITY, machine, status }) {
      const executions: ExecutionSummary[] = [];
      for (const one of [...known.values()].reverse()) {
        if (one.began.at >= before || executions.length >= limit) continue;
        const shown = summary(one);
        if ((machine && shown.node !== machine) || (status && shown.status !== status)) continue;
        executions.push(shown);
      }
      return { executions, machines: machines() };
    },
    get(id) {
      const one = find(id);
      if (!one) throw notFound(`No execution ${id} is known; the oldest are forgotten.`);
      const shown = summary(one);
      const node = nodes.byId.get(shown.node);
      const definition = definitionOf(node && nodes.resourceOf(node)?.inputs.definition);
      const input = toPayload(journal.payloads(one.began).input, redaction);
      const output = one.ended && toPayload(journal.payloads(one.ended).output, redaction);
      return {
        ...shown,
        input,
        output,
        states:
          shown.type === "DURABLE" ? operationsOf(one, context) : statesOf(one, definition.all, context),
        mapRuns: mapRuns.of(id),
        definition: { startAt: definition.startAt, states: definition.all },
      };
    },
    of(hops) {
      return hops.flatMap((hop) => {
        const one = beginsExecution(hop) ? known.get(hop.resource) : undefined;
        if (!one) return [];
        const states = hops.flatMap(({ action, resource, source }) =>
          (action === "EnterState" || action === "DurableOperation") &&
          resource === hop.resource &&
          source !== undefined
            ? [source]
            : [],
        );
        const { id, machine, status } = summary(one);
        return [{ id, name: machine, status, states }];
      });
    },
  };
};
