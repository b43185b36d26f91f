import { contracts } from "@sourdough/events-schema/contracts";
import { unknownEvents } from "@sourdough/events-schema/unknown-events";
import { deadLetterQueue } from "./queue.ts";
import { createRule, ruleArn } from "./rule.ts";

/** Keeps events that have no contract, with the reason: no consumer's rule matches them, so they would just be gone. */
export const keepUnknownEvents = () => {
  const patterns = Object.entries(unknownEvents(contracts));
  const queue = deadLetterQueue("UnknownEventsDeadLetterQueue", {
    sender: { service: "events.amazonaws.com", sourceArns: patterns.map(([rule]) => ruleArn(rule)) },
  });
  for (const [rule, pattern] of patterns)
    createRule(rule, {
      pattern,
      destination: {
        arn: queue.arn,
        inputTransformer: {
          inputTemplate: `{"reason": "No contract in events-schema has its source, detail-type and detail.metadata.version, so no consumer takes it.", "event": <aws.events.event.json>}`,
        },
      },
      // An event that is too long with the reason around it comes as it is.
      deadLetterQueue: queue,
    });
};
