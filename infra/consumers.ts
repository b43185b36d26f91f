import { type Consumers, pattern } from "@sourdough/events-schema";
import { deadLetterQueue } from "./queue.ts";
import { createRule, ruleArn } from "./rule.ts";
import type { Target } from "./targets/target.ts";

/**
 * Everything between the bus and the consumers of a service: each consumer of `consumes.ts` gets the target named for
 * it, with a rule that matches exactly what it reads, and the service gets one queue its rules give up into.
 *
 * Throws an error that names a consumer without a target, a target without a consumer, and two with one rule.
 */
export const consumers = <All extends Consumers>(
  service: string,
  consumes: All,
  targets: Readonly<Record<keyof NoInfer<All> & string, Target>>,
): void => {
  const byRule = routes(service, consumes, targets);
  const rulesDeadLetterQueue = deadLetterQueue(`${service}RulesDeadLetterQueue`, {
    sender: {
      service: "events.amazonaws.com",
      sourceArns: [...byRule.keys()].map((rule) => ruleArn(rule)),
    },
  });

  for (const [rule, members] of byRule) {
    const [first, ...others] = members.flatMap(({ events }) => events);
    const carried = [first!, ...others] as const;
    const [destination] = members.map(({ consumer, target, events }) =>
      target.connect({ service, consumer, rule, events, carried, rulesDeadLetterQueue }),
    );
    createRule(rule, {
      pattern: pattern(...carried),
      destination: destination!,
      deadLetterQueue: rulesDeadLetterQueue,
      replays: members.length === 1 ? members[0]?.target.replays : undefined,
    });
  }
};

interface Route {
  consumer: string;
  target: Target;
  events: Consumers[string];
}

/** The consumers by the name of their rule, each with its target. */
const routes = (service: string, consumes: Consumers, targets: Readonly<Record<string, Target>>) => {
  const paired = Object.entries(targets).map(([consumer, target]) => ({
    consumer,
    target,
    events: consumes[consumer],
  }));
  const known = paired.filter((route): route is Route => route.events !== undefined);
  const byRule = Map.groupBy(known, ({ consumer, target }) => target.rule ?? consumer);
  const problems = [
    ...Object.keys(consumes)
      .filter((name) => !targets[name])
      .map((name) => `${name} of consumes.ts has no target: give it one in consumers() of infra.ts`),
    ...paired
      .filter(({ events }) => !events)
      .map(({ consumer }) => `${consumer} has a target and is not in consumes.ts: say there what it reads`),
    ...[...byRule]
      .filter(([, members]) => members.length > 1 && !members.every(({ target }) => target.sharesRule))
      .map(
        ([rule, members]) =>
          `${members.map(({ consumer }) => consumer).join(" and ")} have one rule, ${rule}: only subscriptions of a topic share theirs`,
      ),
  ];
  if (problems.length > 0) throw new Error(`The consumers of ${service} are wrong: ${problems.join("; ")}.`);
  return byRule;
};
