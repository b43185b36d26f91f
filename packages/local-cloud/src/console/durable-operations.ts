import type { Hop } from "../core/journal.ts";
import { at, text } from "../core/values.ts";
import type { ExecutionState } from "./api.ts";
import type { Known } from "./execution-hops.ts";
import { toPayload } from "./payload.ts";
import { errorOf } from "./trace/error.ts";
import type { TraceContext } from "./trace/hops.ts";

/** The operations of a durable execution, in the order in which they began, each with the contexts that it is in. */
export const operationsOf = (one: Known, { journal, redaction }: TraceContext): ExecutionState[] => {
  const own = journal
    .trace(one.began.traceId)
    .filter(({ resource, service }) => service === "lambda" && resource === one.began.resource);
  const operations = own.filter(({ action }) => action === "DurableOperation");
  const retries = own.filter(({ action }) => action === "RetryOperation");
  const inputs = new Map(operations.map((hop) => [hop.id, journal.payloads(hop).input]));
  const byId = new Map(operations.map((hop) => [text(at(inputs.get(hop.id), "Id")), hop]));
  const parentOf = (hop: Hop) => byId.get(text(at(inputs.get(hop.id), "ParentId")));

  const branchOf = (hop: Hop): string => {
    const around: string[] = [];
    for (let outer = parentOf(hop); outer; outer = parentOf(outer)) around.unshift(outer.source ?? "");
    return around.join(" / ");
  };
  /** Whether the execution went on after a failure. */
  const isCaught = (hop: Hop) =>
    one.ended ? !one.ended.error : operations.some(({ id }) => id > hop.id && hop.durationMs !== undefined);

  return operations.map((hop) => {
    const input = inputs.get(hop.id);
    const isOver = hop.durationMs !== undefined || one.ended !== undefined;
    return {
      name: hop.source ?? "",
      type: text(at(input, "SubType")) || text(at(input, "Type")),
      hopId: hop.id,
      at: hop.at,
      status: hop.error ? (isCaught(hop) ? "CAUGHT" : "FAILED") : isOver ? "SUCCEEDED" : "RUNNING",
      attempts: 1 + retries.filter(({ causes }) => causes.includes(hop.id)).length,
      branch: branchOf(hop) || undefined,
      durationMs: hop.durationMs,
      input: toPayload(at(input, "Input"), redaction),
      output: hop.error ? undefined : toPayload(journal.payloads(hop).output, redaction),
      error: hop.error && errorOf(hop.error, redaction),
    };
  });
};
