import type { Hop } from "../core/journal.ts";
import type { ExecutionSummary } from "./api.ts";

const BEGINS = new Set(["BeginExecution", "StartDurableExecution"]);
const ENDS = new Set(["EndExecution", "EndDurableExecution"]);

/** Whether a hop is the first of an execution, of a state machine or of a durable function. */
export const beginsExecution = ({ action }: Hop): boolean => BEGINS.has(action);
export const endsExecution = ({ action }: Hop): boolean => ENDS.has(action);

/** An execution by its first hop and, when it is over, its last. */
export interface Known {
  readonly began: Hop;
  ended?: Hop;
}

export const kindOf = ({ resource }: Hop): Pick<ExecutionSummary, "type" | "name"> => {
  const durable = /\/durable-execution\/([^/]+)\//.exec(resource);
  if (durable) return { type: "DURABLE", name: durable[1]! };
  const [, kind, , name = resource] = /:(execution|express):([^:]+):([^:]+)/.exec(resource) ?? [];
  return { type: kind === "express" ? "EXPRESS" : "STANDARD", name };
};
