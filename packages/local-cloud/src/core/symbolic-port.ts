import { stableId } from "./resource-type.ts";

/**
 * Stands in the graph for a port that is known only once a server listens: sixteen digits, which are no port, so that
 * nothing else can be taken for one. The same for the same name on every run.
 */
export const symbolicPort = (name: string): number =>
  7_054_320_000_000_000 + (Number.parseInt(stableId(name, 6), 36) % 1e10);

export const SYMBOLIC_PORTS = /\b705432\d{10}\b/g;
