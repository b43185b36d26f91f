import type { Hop } from "../core/journal.ts";
import type { DefinitionState, ExecutionState } from "./api.ts";
import type { Known } from "./execution-hops.ts";
import { toPayload } from "./payload.ts";
import { errorOf } from "./trace/error.ts";
import type { TraceContext } from "./trace/hops.ts";

/** Where in a Parallel or Map state: the states that are open around it. */
const branchOf = (hop: Hop, entered: ReadonlyMap<number, Hop>, types: Map<string, DefinitionState>) => {
  const around: string[] = [];
  for (let cause = hop.causes[0]; cause !== undefined; ) {
    const outer = entered.get(cause);
    if (!outer) break;
    const type = types.get(outer.source ?? "")?.type;
    // The state after a Parallel state has it as its cause too, but begins when it is over.
    const isOver = outer.durationMs !== undefined && hop.at >= outer.at + outer.durationMs;
    if (!isOver && (type === "Parallel" || type === "Map")) around.unshift(outer.source ?? "");
    cause = outer.causes[0];
  }
  return around.join(" / ");
};

/** The states that an execution of a machine entered, in that order. */
export const statesOf = (
  one: Known,
  declared: readonly DefinitionState[],
  { journal, redaction }: TraceContext,
): ExecutionState[] => {
  const types = new Map(declared.map((state) => [state.name, state]));
  const own = journal
    .trace(one.began.traceId)
    .filter(({ resource, service }) => service === "states" && resource === one.began.resource);
  const entered = new Map(own.filter(({ action }) => action === "EnterState").map((hop) => [hop.id, hop]));
  const retries = own.filter(({ action }) => action === "RetryState");
  return [...entered.values()].map((hop) => {
    const payloads = journal.payloads(hop);
    const input = toPayload(payloads.input, redaction);
    const output = toPayload(payloads.output, redaction);
    const isOver = hop.durationMs !== undefined || one.ended !== undefined;
    const branch = branchOf(hop, entered, types);
    const caught =
      hop.error && own.some(({ causes, action }) => action === "EnterState" && causes.includes(hop.id));
    return {
      name: hop.source ?? "",
      type: types.get(hop.source ?? "")?.type ?? "",
      hopId: hop.id,
      at: hop.at,
      status: hop.error ? (caught ? "CAUGHT" : "FAILED") : isOver ? "SUCCEEDED" : "RUNNING",
      attempts: 1 + retries.filter((retry) => retry.source === hop.source && retry.id > hop.id).length,
      branch: branch || undefined,
      durationMs: hop.durationMs,
      input,
      output,
      error: hop.error && errorOf(hop.error, redaction),
    };
  });
};
