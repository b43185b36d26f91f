import { type Consumers, pattern } from "@sourdough/events-schema";
import { allowSending, deadLetterQueue } from "./queue.ts";
import { createRule, ruleArn } from "./rule.ts";
import type { Target } from "./targets/target.ts";

/**
 * Everything between the bus and the consumers of a service: each consumer of `consumes.ts` gets the target named for
 * it, with a rule that matches exactly what it reads, and the service gets one queue its rules give up into.
 *
 * Throws an error that names a consumer without a target, or a target without a consumer.
 */
export const consumers = <All extends Consumers>(
  service: string,
  consumes: All,
  targets: Readonly<Record<keyof NoInfer<All> & string, Target>>,
): void => {
  const byRule = Map.groupBy(
    pairUp(service, consumes, targets),
    ({ consumer, target }) => target.rule ?? consumer,
  );
  const rulesDeadLetterQueue = deadLetterQueue(`${service}RulesDeadLetterQueue`);
  allowSending(`${service}RulesDeadLetterQueue`, rulesDeadLetterQueue, {
    service: "events.amazonaws.com",
    sourceArns: [...byRule.keys()].map(ruleArn),
  });

  for (const [rule, members] of byRule) {
    const [first, ...others] = members.flatMap(({ events }) => events);
    const carried = [first!, ...others] as const;
    const destinations = members.map(({ consumer, target, events }) =>
      target.connect({ service, consumer, rule, events, carried, rulesDeadLetterQueue }),
    );
    const [destination, ...different] = new Set(destinations);
    if (different.length > 0)
      throw new Error(
        `${members.map(({ consumer }) => consumer).join(" and ")} of ${service} have a rule of one name, ${rule}: only subscriptions of one topic share a rule.`,
      );
    createRule(rule, {
      pattern: pattern(...carried),
      destination: destination!,
      deadLetterQueue: rulesDeadLetterQueue,
    });
  }
};

const pairUp = (service: string, consumes: Consumers, targets: Readonly<Record<string, Target>>) => {
  const declared = Object.entries(consumes);
  const unknown = Object.keys(targets).filter((name) => !Object.hasOwn(consumes, name));
  const problems = [
    ...declared
      .filter(([name]) => !Object.hasOwn(targets, name))
      .map(([name]) => `${name} is in consumes.ts and has no target: name one in consumers() of infra.ts`),
    ...unknown.map((name) => `${name} has a target and is not in consumes.ts: say there what it reads`),
  ];
  if (problems.length > 0)
    throw new Error(`The consumers of ${service} do not match: ${problems.join("; ")}.`);
  return Object.entries(targets).map(([consumer, target]) => ({
    consumer,
    target,
    events: declared.find(([name]) => name === consumer)![1],
  }));
};
