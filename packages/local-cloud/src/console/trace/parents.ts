import type { Hop } from "../../core/journal.ts";
import type { Services } from "../../core/services.ts";

/** Under which of these hops each of them stands; none for the first, or when its cause is not among them. */
export const createParents = (hops: readonly Hop[], services: Services) => {
  const present = new Set(hops.map(({ id }) => id));
  const last = new Map(hops.map((hop) => [`${hop.action} ${hop.resource}`, hop.id]));

  return (hop: Hop): number | undefined => {
    // States follow each other; as children of each other they would be a staircase.
    const { under } = services.kindOf(hop);
    const execution = under === undefined ? undefined : last.get(`${under} ${hop.resource}`);
    return execution ?? hop.causes.find((cause) => present.has(cause));
  };
};
