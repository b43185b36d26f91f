import { type Grant, serviceRole } from "../role.ts";
import { type StateMachineOptions, stateMachine } from "../state-machine.ts";
import type { Target } from "./target.ts";

/** The Express state machine that is the consumer, started with the event as its input. */
export const toStateMachine = (options: {
  /** Name of the rule; the consumer's unless stated. */
  rule?: string;
  /**
   * EventBridge only starts an execution: what an execution gives up on it sends to the dead-letter queue itself, and may.
   */
  definition: (deadLetterQueueUrl: $util.Output<string>) => StateMachineOptions["definition"];
  grants: Grant[];
  whenFailed?: StateMachineOptions["whenFailed"];
}): Target => ({
  rule: options.rule,
  connect: ({ consumer, rule, rulesDeadLetterQueue }) => {
    const machine = stateMachine(consumer, {
      type: "EXPRESS",
      whenFailed: options.whenFailed,
      definition: options.definition(rulesDeadLetterQueue.url),
      grants: [...options.grants, { actions: ["sqs:SendMessage"], resources: [rulesDeadLetterQueue.arn] }],
    });
    // The machine's own role has the consumer's name.
    const role = serviceRole(rule === consumer ? `${rule}Rule` : rule, "events.amazonaws.com", [
      machine.starting,
    ]);
    return { arn: machine.arn, roleArn: role.arn };
  },
});
