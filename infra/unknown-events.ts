import { contracts } from "@sourdough/events-schema/contracts";
import { unknownEvents } from "@sourdough/events-schema/unknown-events";
import { busName } from "./bus.ts";
import { ruleArn } from "./event-rule.ts";
import { fixedName } from "./names.ts";
import { allowSending, deadLetterQueue } from "./queue.ts";

/** Keeps events that have no contract, with the reason: no consumer's rule matches them, so they would just be gone. */
export const keepUnknownEvents = () => {
  const queue = deadLetterQueue("UnknownEventsDeadLetterQueue");
  allowSending("UnknownEventsDeadLetterQueue", queue, [
    { service: "events.amazonaws.com", sourceArns: [ruleArn("UnknownEvents")] },
  ]);
  const rule = new aws.cloudwatch.EventRule("UnknownEventsRule", {
    name: fixedName("UnknownEvents"),
    eventBusName: busName(),
    eventPattern: JSON.stringify(unknownEvents(contracts)),
  });
  new aws.cloudwatch.EventTarget("UnknownEventsTarget", {
    rule: rule.name,
    eventBusName: busName(),
    arn: queue.arn,
    inputTransformer: {
      inputTemplate: `{"reason": "No contract in events-schema has its source, detail-type and detail.metadata.version, so no consumer takes it.", "event": <aws.events.event.json>}`,
    },
  });
};
