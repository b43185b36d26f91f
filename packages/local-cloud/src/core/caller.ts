import type { Caller } from "./cloud.ts";

/** Who calls, as a hop names its source; undefined for a person or test. */
export const nameOf = ({ source, principal }: Caller): string | undefined => {
  if (source !== undefined || principal.kind === "root") return source;
  if (principal.kind === "anonymous") return undefined;
  return principal.kind === "role" ? principal.arn : principal.sourceArn;
};
