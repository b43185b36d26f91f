import type { Cloud } from "../core/cloud.ts";
import { readEmbeddedMetrics } from "./embedded.ts";

/** Counts every hop as its service says, and takes in the metrics that functions write to their logs. */
export const measureHops = (cloud: Cloud): void => {
  const { journal, metrics, services } = cloud;
  const measures = new Map(
    services.all.flatMap(({ name, measures: create }) =>
      create ? [[name, create(metrics, () => cloud.graph)] as const] : [],
    ),
  );
  journal.subscribe((hop) => {
    const measure = measures.get(hop.service);
    if (!measure) return;
    measure(hop, hop.durationMs !== undefined || services.kindOf(hop).momentary === true);
    if (hop.action === "Log" && hop.service === "lambda")
      readEmbeddedMetrics(metrics, hop.output, cloud.warn);
  });
};
