import { withoutReplays, withReplays } from "@sourdough/events-schema/replays";
import { accountId, region } from "./account.ts";
import { alarm } from "./alarm.ts";
import { busName } from "./bus.ts";
import { physicalName } from "./names.ts";

/** What a rule sends its events to. */
export interface Destination {
  arn: $util.Input<string>;
  /** What EventBridge assumes; absent where the destination's own policy lets it in. */
  roleArn?: $util.Input<string>;
  /** What arrives instead of the event. EventBridge escapes nothing that it puts into the template. */
  inputTransformer?: { inputPaths?: Record<string, string>; inputTemplate: string };
}

export interface RuleOptions {
  pattern: $util.Input<object>;
  destination: Destination;
  /** On the account's own bus, where the services of AWS tell what happens, instead of the shared one. */
  bus?: "default";
  /** Begins the names of the replays whose events it is for, too; for those of no replay unless stated. */
  replays?: string;
  /** Where an event goes that the destination did not take, with the reason in the message attributes. */
  deadLetterQueue: sst.aws.Queue;
}

/** ARN of a rule, known before the rule exists; one on the default bus does not name it. */
export const ruleArn = (name: string, bus?: "default") =>
  $interpolate`arn:aws:events:${region()}:${accountId()}:rule/${bus ? "" : `${busName()}/`}${physicalName(name)}`;

/**
 * A rule with one target, deaf to replays: what is brought again for one consumer must move nobody else. EventBridge tries for an hour, then the event goes to the dead-letter queue.
 * The policies of the queues are not made here, since a queue has only one: see `Sender` of queue.ts, with `ruleArn(name)`.
 */
export const createRule = (
  name: string,
  { pattern, destination, deadLetterQueue, bus, replays }: RuleOptions,
) => {
  const eventBusName = bus ?? busName();
  const rule = new aws.cloudwatch.EventRule(`${name}Rule`, {
    name: physicalName(name),
    eventBusName,
    eventPattern: $jsonStringify(
      $output(pattern).apply((wanted) =>
        replays === undefined ? withoutReplays(wanted) : withReplays(wanted, replays),
      ),
    ),
  });
  new aws.cloudwatch.EventTarget(`${name}Target`, {
    rule: rule.name,
    eventBusName,
    ...destination,
    retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 50 },
    deadLetterConfig: { arn: deadLetterQueue.arn },
  });
  // Rules of the account's own bus are known by their name alone:
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
  alarm("rule-failed", name, {
    dimensions: { RuleName: physicalName(name), ...(bus ? {} : { EventBusName: eventBusName }) },
  });
};
