import type { Hop, Journal } from "./journal.ts";

/** The hop of something that outlasted the process, where the journal has it and it is not finished yet. */
export const openHop = (
  journal: Pick<Journal, "hop">,
  id: number | undefined,
  { action, resource }: Pick<Hop, "action" | "resource">,
): Hop | undefined => {
  const hop = id === undefined ? undefined : journal.hop(id);
  const isIt = hop?.action === action && hop.resource === resource && hop.durationMs === undefined;
  return isIt ? hop : undefined;
};
