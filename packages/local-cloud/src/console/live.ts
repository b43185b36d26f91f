import type { Hop } from "../core/journal.ts";
import type { Topic } from "./api.ts";
import type { Stream } from "./http/stream.ts";
import { consoleSource } from "./map/locate.ts";
import { type Observation, observe } from "./observe.ts";
import type { ReadModels } from "./read-models.ts";
import type { Traces } from "./traces.ts";
import { warningOf } from "./warnings.ts";

/** Traces told of in one batch; a busy morning has more, and nobody reads them all. */
const TRACES = 20;

/** Keeps the console's numbers up to date, and tells the pages that follow. */
export const follow = (models: ReadModels, traces: Traces, stream: Stream): Observation => {
  const { traffic, executions, logBook, costs, events, warnings } = models;

  const topicOf = (hop: Hop): Topic | undefined =>
    models.services.kindOf(hop).changes ?? models.services.of(hop.service)?.changes;

  let { resources } = models.graph;
  /** Whether a call made or deleted a resource since it was asked last. */
  const isOtherGraph = () => {
    const isOther = resources !== models.graph.resources;
    resources = models.graph.resources;
    return isOther;
  };

  const tell = (hops: readonly Hop[]) => {
    const own = hops.filter(({ source }) => source !== consoleSource);
    const pulse = traffic.pulse(Date.now());
    if (stream.followers.size === 0 || own.length === 0) return;
    if (pulse) stream.send("pulse", pulse);
    const topics = new Set(own.map(topicOf).filter((topic) => topic !== undefined));
    if (pulse?.newEdges || isOtherGraph()) topics.add("map");
    if (topics.size > 0) stream.send("changed", { topics: [...topics] });
    const changed = [...new Set(own.map(({ traceId }) => traceId))].slice(-TRACES);
    const summaries = changed.map(traces.summaryOf).filter((summary) => summary !== undefined);
    if (summaries.length > 0) stream.send("traces", { traces: summaries });
    const ids = new Set(own.map(({ id }) => id));
    for (const follower of stream.followers) {
      const rows = follower.trace === undefined ? [] : traces.rows(follower.trace, ids);
      if (rows.length > 0) follower.send("hops", { hops: rows });
    }
    for (const warning of own.map(warningOf))
      if (warning) stream.send("notice", { ...warning, message: models.redaction.maskText(warning.message) });
  };

  return observe(models.journal, [traffic, executions, logBook, costs, events, warnings], tell);
};
