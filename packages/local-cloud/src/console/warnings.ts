import type { Hop } from "../core/journal.ts";
import type { Observer } from "./observe.ts";

export interface Warning {
  readonly at: number;
  readonly message: string;
  readonly hopId: number;
  readonly traceId: string;
}

/** What the local cloud warned of, and how much failed. */
export interface Warnings extends Observer {
  /** Each once, the newest first. */
  readonly all: readonly Warning[];
  readonly failures: number;
}

const REMEMBERED = 200;

export const warningOf = ({ service, action, error, at, id, traceId }: Hop): Warning | undefined =>
  service === "local-cloud" && action === "Warn"
    ? { at, message: error?.message ?? "", hopId: id, traceId }
    : undefined;

export const createWarnings = (): Warnings => {
  const byMessage = new Map<string, Warning>();
  let failures = 0;
  const countFailure = ({ error, service }: Hop) => {
    if (error && service !== "local-cloud") failures++;
  };
  return {
    begun(hop) {
      const warning = warningOf(hop);
      if (warning && !byMessage.has(warning.message)) {
        byMessage.set(warning.message, warning);
        if (byMessage.size > REMEMBERED) byMessage.delete(byMessage.keys().next().value!);
      }
      if (hop.durationMs === undefined) countFailure(hop);
    },
    ended: countFailure,
    get all() {
      return [...byMessage.values()].reverse();
    },
    get failures() {
      return failures;
    },
  };
};
