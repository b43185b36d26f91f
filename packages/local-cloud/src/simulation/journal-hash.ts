import { createHash } from "node:crypto";
import type { Hop } from "../core/journal.ts";
import type { SimulatedApp } from "./simulated-app.ts";

const headOf = ({ id, traceId, causes, at, durationMs, service, action, resource, source, attempt }: Hop) =>
  `${id} ${traceId} ${causes} ${at} ${durationMs} ${service} ${action} ${resource} ${source} ${attempt}`;

/** A hash over all that an app's journal is told from now on, in its order: times, causes and payloads. */
export const hashJournal = (app: Pick<SimulatedApp, "subscribe">): (() => string) => {
  const hash = createHash("sha256");
  app.subscribe((hop) => {
    const isNew = hop.durationMs === undefined;
    hash.update(headOf(hop));
    hash.update(JSON.stringify([isNew ? hop.input : hop.output, hop.error]) ?? "");
  });
  return () => hash.copy().digest("hex");
};
