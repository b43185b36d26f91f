import type { MapState } from "../asl/program.ts";
import { QueryError } from "../errors.ts";
import { bindingsOf, evaluateAs, evaluateInteger, type Visit } from "./visit.ts";

/** How many failures a Map tolerates; undefined what it does not say. */
export interface Toleration {
  readonly count?: number;
  /** 0 to 100. */
  readonly percentage?: number;
}

export const tolerationOf = async (visit: Visit<MapState>): Promise<Toleration> => {
  const { toleratedFailureCount, toleratedFailurePercentage } = visit.state;
  const bindings = bindingsOf(visit);
  const count =
    toleratedFailureCount &&
    (await evaluateInteger(toleratedFailureCount, "ToleratedFailureCount", bindings, 0));
  const percentage =
    toleratedFailurePercentage &&
    (await evaluateAs("number", toleratedFailurePercentage, "ToleratedFailurePercentage", bindings));
  if (percentage !== undefined && (percentage < 0 || percentage > 100))
    throw new QueryError(
      "ToleratedFailurePercentage",
      "ToleratedFailurePercentage must be between 0 and 100.",
    );
  return { count, percentage };
};
