import { deepest } from "@sourdough/events-schema";
import { contracts } from "@sourdough/events-schema/contracts";
import { runawayEvents, unknownEvents } from "@sourdough/events-schema/unknown-events";
import { deadLetterQueue } from "./queue.ts";
import { createRule, ruleArn } from "./rule.ts";

/** Keeps events that have no contract, with the reason: no consumer's rule matches them, so they would just be gone. */
export const keepUnknownEvents = () =>
  keep(
    "UnknownEvents",
    unknownEvents(contracts),
    "No contract in events-schema has its source, detail-type and detail.metadata.version, so no consumer takes it.",
  );

/** Keeps events at the end of a chain that does not end by itself: consumers that answer each other. */
export const keepRunawayEvents = () =>
  keep(
    "RunawayEvents",
    { RunawayEvents: runawayEvents },
    `More than ${deepest} events led to it, each caused by the one before (detail.metadata.depth), so no consumer takes it: find the two that answer each other by its detail.metadata.correlationId.`,
  );

/** `reason` is a JSON text's inside. */
const keep = (name: string, patterns: Readonly<Record<string, object>>, reason: string) => {
  const queue = deadLetterQueue(`${name}DeadLetterQueue`, {
    sender: {
      service: "events.amazonaws.com",
      sourceArns: Object.keys(patterns).map((rule) => ruleArn(rule)),
    },
  });
  for (const [rule, pattern] of Object.entries(patterns))
    createRule(rule, {
      pattern,
      destination: {
        arn: queue.arn,
        inputTransformer: { inputTemplate: `{"reason": "${reason}", "event": <aws.events.event.json>}` },
      },
      // An event that is too long with the reason around it comes as it is.
      deadLetterQueue: queue,
    });
};
