import { accountId, region } from "./account.ts";
import { busName } from "./bus.ts";
import { fixedName } from "./names.ts";
import { deadLetterQueue } from "./queue.ts";
import { serviceRole } from "./role.ts";

/** EventBridge tries for this long, then the event goes to the dead-letter queue. */
const retryPolicy = { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 50 };

export interface RuleOptions {
  /** An EventBridge pattern; take it from the contracts: `pattern(orderConfirmed)`. */
  pattern: Record<string, unknown>;
  /** Where an event goes that the target did not take, with the reason in the message attributes. */
  deadLetterQueue: sst.aws.Queue;
}

/** ARN of a rule on the shared bus, known before the rule exists. */
export const ruleArn = (name: string) =>
  $interpolate`arn:aws:events:${region()}:${accountId()}:rule/${busName()}/${fixedName(name)}`;

const createRule = (name: string, options: RuleOptions) =>
  new aws.cloudwatch.EventRule(`${name}Rule`, {
    name: fixedName(name),
    eventBusName: busName(),
    eventPattern: JSON.stringify(options.pattern),
  });

/**
 * Rule from the bus to a queue. The queue's policy is not made here, since a queue has only one: see `allowSending`
 * with `ruleArn(name)`. The same goes for the dead-letter queue.
 */
export const ruleToQueue = (
  name: string,
  options: RuleOptions & {
    queue: sst.aws.Queue;
    /** What the message is, with `<aws.events.event.json>` for the event; the event itself unless stated. */
    template?: string;
  },
) => {
  const rule = createRule(name, options);
  new aws.cloudwatch.EventTarget(`${name}Target`, {
    rule: rule.name,
    eventBusName: busName(),
    arn: options.queue.arn,
    ...(options.template === undefined ? {} : { inputTransformer: { inputTemplate: options.template } }),
    retryPolicy,
    deadLetterConfig: { arn: options.deadLetterQueue.arn },
  });
  return rule;
};

/** Rule from the bus to a topic; the topic's policy must allow events.amazonaws.com for `ruleArn(name)`. */
export const ruleToTopic = (name: string, options: RuleOptions & { topic: sst.aws.SnsTopic }) => {
  const rule = createRule(name, options);
  new aws.cloudwatch.EventTarget(`${name}Target`, {
    rule: rule.name,
    eventBusName: busName(),
    arn: options.topic.arn,
    retryPolicy,
    deadLetterConfig: { arn: options.deadLetterQueue.arn },
  });
  return rule;
};

/** Rule that starts a state machine with the event as its input. */
export const ruleToStateMachine = (
  name: string,
  options: RuleOptions & { stateMachineArn: $util.Input<string> },
) => {
  const rule = createRule(name, options);
  const role = serviceRole(name, "events.amazonaws.com", [
    { actions: ["states:StartExecution"], resources: [options.stateMachineArn] },
  ]);
  new aws.cloudwatch.EventTarget(`${name}Target`, {
    rule: rule.name,
    eventBusName: busName(),
    arn: options.stateMachineArn,
    roleArn: role.arn,
    retryPolicy,
    deadLetterConfig: { arn: options.deadLetterQueue.arn },
  });
  return rule;
};

/** Rule that calls an HTTP endpoint. `template` may name the `paths` as `<name>`; EventBridge escapes nothing. */
export const ruleToApiDestination = (
  name: string,
  options: RuleOptions & {
    destinationArn: $util.Input<string>;
    paths: Record<string, string>;
    template: string;
  },
) => {
  const rule = createRule(name, options);
  const role = serviceRole(name, "events.amazonaws.com", [
    { actions: ["events:InvokeApiDestination"], resources: [options.destinationArn] },
  ]);
  new aws.cloudwatch.EventTarget(`${name}Target`, {
    rule: rule.name,
    eventBusName: busName(),
    arn: options.destinationArn,
    roleArn: role.arn,
    inputTransformer: { inputPaths: options.paths, inputTemplate: options.template },
    retryPolicy,
    deadLetterConfig: { arn: options.deadLetterQueue.arn },
  });
  return rule;
};

/** The queue a service's rules give up into: one per service, its policy open to exactly those rules. */
export const rulesDeadLetterQueue = (service: string, ruleNames: string[]) => {
  const queue = deadLetterQueue(`${service}RulesDeadLetterQueue`);
  new aws.sqs.QueuePolicy(`${service}RulesDeadLetterQueuePolicy`, {
    queueUrl: queue.url,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          actions: ["sqs:SendMessage"],
          resources: [queue.arn],
          principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
          conditions: [{ test: "ArnEquals", variable: "aws:SourceArn", values: ruleNames.map(ruleArn) }],
        },
      ],
    }).json,
  });
  return queue;
};
