import { z } from "zod";
import type { Hop } from "../../../core/journal.ts";
import type { History } from "../history.ts";
import type { Place, Position } from "./position.ts";

/** A position as JSON. What a state was entered with is in the history. */
export interface KeptPosition {
  readonly at?: Pick<Place, "state" | "variables" | "enteredEventId" | "mapRunArn" | "progress"> & {
    readonly hop?: number;
  };
  readonly parts?: readonly (KeptPosition | null)[];
  readonly done?: Position["done"];
  readonly lastEventId?: number;
}

export const position: z.ZodType = z.lazy(() =>
  z.looseObject({
    at: z
      .looseObject({
        state: z.string(),
        variables: z.looseObject({}),
        enteredEventId: z.number(),
        hop: z.number().optional(),
      })
      .optional(),
    parts: z.array(position.nullable()).optional(),
    lastEventId: z.number().optional(),
  }),
);

export const keptPosition = ({ at, parts, done, lastEventId }: Position): KeptPosition => {
  if (done) return { done };
  // An iteration that was never begun has no place.
  const keptParts = Array.from(parts, (part) => (part ? keptPosition(part) : null));
  return {
    at: at && {
      state: at.state,
      variables: at.variables,
      enteredEventId: at.enteredEventId,
      mapRunArn: at.mapRunArn,
      progress: at.progress,
      hop: at.hop?.id,
    },
    parts: keptParts.length > 0 ? keptParts : undefined,
    lastEventId,
  };
};

/** `hopOf` gives the open hop with which a state was entered. */
export const restoredPosition = (
  { at, parts = [], done, lastEventId }: KeptPosition,
  history: Pick<History, "event">,
  hopOf: (id: number | undefined) => Hop | undefined,
): Position => {
  const entered = at && history.event(at.enteredEventId);
  const restored: Position = { parts: [], done, lastEventId };
  if (at && entered)
    restored.at = {
      ...at,
      input: entered.details?.[1].input,
      enteredTime: new Date(entered.at).toISOString(),
      hop: hopOf(at.hop),
    };
  for (const [index, part] of parts.entries())
    if (part) restored.parts[index] = restoredPosition(part, history, hopOf);
  return restored;
};
