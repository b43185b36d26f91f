import { createHash } from "node:crypto";
import type { Hop, Journal } from "../core/journal.ts";

const headOf = ({ id, traceId, causes, at, durationMs, service, action, resource, source, attempt }: Hop) =>
  `${id} ${traceId} ${causes} ${at} ${durationMs} ${service} ${action} ${resource} ${source} ${attempt}`;

/** A hash over all that a journal is told from now on, in its order: times, causes and payloads. */
export const hashJournal = (journal: Journal): (() => string) => {
  const hash = createHash("sha256");
  journal.subscribe((hop) => {
    const isNew = hop.durationMs === undefined;
    hash.update(headOf(hop));
    hash.update(JSON.stringify([isNew ? hop.input : hop.output, hop.error]) ?? "");
  });
  return () => hash.copy().digest("hex");
};
