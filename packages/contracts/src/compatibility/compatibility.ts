import type { Compatibility, JsonSchema } from "@sourdough/events-schema";
import { type Gap, gaps } from "./gaps.ts";
import { readShape } from "./shape.ts";

/**
 * `BACKWARD`: the changed contract takes what was published before. `FORWARD`: consumers of before take what is
 * published from now on.
 */
export type Direction = "BACKWARD" | "FORWARD";

/** A reason why a changed contract does not go with a registered revision of it. */
export interface Break extends Gap {
  direction: Direction;
  /** Of the registered schema. */
  revision: number;
}

/** Whether a break hurts somebody; those that do not are a matter of the order in which services are deployed. */
export type Hurts = (found: Break) => boolean;

interface Revision {
  revision: number;
  schema: JsonSchema;
}

export const defaultCompatibility: Compatibility = "FULL_TRANSITIVE";

const unique = (found: readonly Gap[]) => [
  ...new Map(found.map((gap) => [`${gap.path} ${gap.kind} ${gap.why}`, gap])).values(),
];

/** What the publisher with the schema `sent` sends and a consumer with `taken` does not take. */
export const gapsFrom = (sent: JsonSchema, taken: JsonSchema): Gap[] =>
  unique(gaps(readShape(sent, "sent"), readShape(taken, "taken")));

const directions = (mode: Compatibility): Direction[] => {
  if (mode.startsWith("FULL")) return ["BACKWARD", "FORWARD"];
  return mode.startsWith("BACKWARD") ? ["BACKWARD"] : ["FORWARD"];
};

/** Why a contract does not go with its registered revisions, oldest first, as its mode asks; empty if it does. */
export function breaks(registered: readonly Revision[], changed: JsonSchema, mode: Compatibility): Break[] {
  const compared = mode.endsWith("_TRANSITIVE") ? registered : registered.slice(-1);
  return compared.flatMap(({ revision, schema }) =>
    directions(mode).flatMap((direction) => {
      const found = direction === "BACKWARD" ? gapsFrom(schema, changed) : gapsFrom(changed, schema);
      return found.map((gap) => ({ ...gap, direction, revision }));
    }),
  );
}
