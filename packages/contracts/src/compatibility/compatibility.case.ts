import type { Compatibility } from "@sourdough/events-schema";
import * as z from "zod";

/** A change of a contract, and the modes that allow it. */
export interface Case {
  name: string;
  /** Registered revisions, oldest first. */
  before: readonly z.ZodType[];
  after: z.ZodType;
  allowedBy: readonly Compatibility[];
}

export const backward: readonly Compatibility[] = ["BACKWARD", "BACKWARD_TRANSITIVE"];
export const forward: readonly Compatibility[] = ["FORWARD", "FORWARD_TRANSITIVE"];
export const full: readonly Compatibility[] = [...backward, ...forward, "FULL", "FULL_TRANSITIVE"];
export const none: readonly Compatibility[] = [];

export const object = z.object({ id: z.string() });
export const field = (schema: z.ZodType) => z.object({ x: schema });
export const change = (
  name: string,
  before: z.ZodType,
  after: z.ZodType,
  allowedBy: Case["allowedBy"],
): Case => ({
  name,
  before: [before],
  after,
  allowedBy,
});
/** The change of the one field of an object. */
export const fieldChange = (
  name: string,
  before: z.ZodType,
  after: z.ZodType,
  allowedBy: Case["allowedBy"],
) => change(name, field(before), field(after), allowedBy);
