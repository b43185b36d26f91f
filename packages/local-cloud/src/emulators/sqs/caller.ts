import type { Caller } from "../../core/cloud.ts";

/** Name of who calls: what the journal and the fault injection show. */
export const sourceOf = ({ source, principal }: Caller): string => {
  if (source !== undefined) return source;
  if (principal.kind === "root") return "root";
  return principal.kind === "role" ? principal.arn : principal.sourceArn;
};
