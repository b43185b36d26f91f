import type { EventContract } from "@sourdough/events-schema";
import { parseEvent } from "@sourdough/events-schema";
import type { Declared } from "@sourdough/events-schema/repository";
import { arriving, type Context, partOf, takes } from "../context.ts";
import { titleOf } from "../event-schema.ts";
import { suggest } from "../finding.ts";
import type { End, Route } from "../routes.ts";
import { samplesOf } from "../samples.ts";
import { functionConsumer, ruleConsumer } from "../system.ts";

/** Every consumer gets the events it declares, each of them, and no others. */
export const checkConsumers = (context: Context): void => {
  const byConsumer = Map.groupBy(context.routes, ({ end }) => end.consumer);
  for (const [consumer, routes] of byConsumer) {
    const { end } = routes[0]!;
    if (end.kind === "queue") {
      if (!isDeadLetterQueue(context, end)) reportDeadEnd(context, routes);
      continue;
    }
    const declared = context.consumers.get(consumer);
    if (declared) checkDeliveries(context, consumer, declared, routes);
    else reportUndeclared(context, consumer, routes);
  }
  for (const [consumer, declared] of context.consumers) {
    if (byConsumer.has(consumer)) continue;
    const exists = namesOf(context).includes(consumer);
    context.report({
      resource: consumer,
      file: declared.file,
      code: exists ? "consumer.unreached" : "consumer.unknown",
      problem: exists
        ? `${consumer} takes ${declared.events.map(titleOf).join(", ")}, and no route leads to it.`
        : `There is no function, state machine or rule that ${consumer} could be.`,
      rule: "A consumer is named as its handler's file, its state machine, or the rule of its API destination.",
      remedy: exists ? "Route its events to it, or remove it." : suggest(consumer, namesOf(context)),
    });
  }
};

const namesOf = ({ system }: Context): string[] => [
  ...system.functions.map(({ resource }) => functionConsumer(resource)),
  ...system.machines.map(({ resource }) => resource.name),
  ...system.rules.map(({ resource }) => ruleConsumer(resource)),
];

const isDeadLetterQueue = ({ system }: Context, { arn }: End): boolean =>
  system.queues.some(({ redrivePolicy }) => redrivePolicy?.includes(`"${arn}"`));

const reportDeadEnd = (context: Context, routes: readonly Route[]) =>
  context.report({
    resource: routes[0]!.end.resource.name,
    code: "route.deadEnd",
    problem: `Rule ${ruleConsumer(routes[0]!.rule.resource)} puts events on it, and nobody takes them off.`,
    rule: "A queue keeps a message for at most 14 days, then it is lost.",
    remedy: "Give the queue a function or a pipe, or let the rule end elsewhere.",
  });

const reportUndeclared = (context: Context, consumer: string, routes: readonly Route[]) => {
  const events = context.contracts.filter((contract) =>
    routes.some((route) => arriving(route, contract).length > 0),
  );
  context.report({
    resource: routes[0]!.end.resource.name,
    code: "consumer.undeclared",
    problem: `${consumer} gets ${events.map(titleOf).join(", ") || "events"}, and nothing says what it reads of them.`,
    rule: "Every consumer is in consumes.ts of its service, so that the contracts know who reads what.",
    remedy: `Add ${consumer}: [${events.map(({ name }) => `reads(${name}, [...])`).join(", ")}] there.`,
  });
};

const checkDeliveries = (
  context: Context,
  consumer: string,
  declared: Declared,
  routes: readonly Route[],
): void => {
  const rules = routes.map(({ rule }) => ruleConsumer(rule.resource)).join(", ");
  for (const contract of context.contracts) {
    const part = partOf(declared, contract);
    const title = titleOf(contract);
    const arrived = new Set(routes.flatMap((route) => arriving(route, contract).map(({ value }) => value)));
    const wanted = part ? samplesOf(contract).filter(({ value }) => takes(part, value)) : [];
    const lost = wanted.filter(({ value }) => !arrived.has(value));
    const last = routes[0]!.filters.at(-1)?.resource ?? routes[0]!.rule.resource;

    if (part && wanted.length > 0 && lost.length === wanted.length) {
      context.report({
        resource: last.name,
        code: "consumer.starved",
        problem: `${consumer} takes ${title}, and none ever arrives.`,
        rule: `It gets what the rules ${rules} and the filters behind them let through.`,
        remedy: `Match source ${contract.source}, detail-type ${contract.name} and version ${contract.version}: pattern(...consumes.${consumer}).`,
      });
      continue;
    }
    if (lost[0])
      context.report({
        resource: last.name,
        code: "consumer.misses",
        problem: `${consumer} takes ${title}, but this one does not arrive: ${lost[0].note}.`,
        rule: "A consumer gets every event it declares; having, lacking and among in consumes.ts narrow what that is.",
        remedy: "Widen the pattern or filter, or narrow the declaration.",
      });
    const unwanted = samplesOf(contract).find(
      ({ value }) => arrived.has(value) && !(part && takes(part, value)),
    );
    if (unwanted)
      context.report({
        resource: last.name,
        code: "consumer.surprised",
        problem: part
          ? `${consumer} gets a ${title} that it does not take: ${unwanted.note}.`
          : `${consumer} gets ${title}, which it does not take.`,
        rule: "A rule matches the events its consumer declares and no others.",
        remedy: part
          ? "Narrow the pattern or filter to what having, lacking and among in consumes.ts say."
          : `Narrow the pattern to pattern(...consumes.${consumer}), or declare the event.`,
      });
  }
  checkVersions(context, consumer, declared);
  if (routes[0]!.end.kind === "function") checkFunction(context, consumer, declared, routes);
};

/** A consumer of an event takes its newest version, or it stops getting any when the older one ends. */
const checkVersions = (context: Context, consumer: string, { events, file }: Declared) => {
  for (const [name, versions] of Map.groupBy(events, (event) => event.name)) {
    const newest = newestOf(context.contracts.filter((contract) => contract.name === name));
    const taken = newestOf(versions);
    if (newest && taken && taken.version < newest.version)
      context.report({
        resource: consumer,
        file,
        code: "version.old",
        problem: `${consumer} takes ${titleOf(taken)} and not ${titleOf(newest)}.`,
        rule: `Publishers go on to version ${newest.version}; an older one is published until it is removed, and no longer.`,
        remedy: `Take ${titleOf(newest)} as well: parseEvent brings the older one to it.`,
      });
  }
};

const newestOf = <Event extends EventContract>(events: readonly Event[]): Event | undefined =>
  [...events].sort((a, b) => b.version - a.version)[0];

/** A function takes what it declares, and reads each message that arrives as one of these. */
const checkFunction = (
  context: Context,
  consumer: string,
  { events }: Declared,
  routes: readonly Route[],
) => {
  const { build, name } = routes[0]!.end.resource;
  const handler = build?.handler.replace(/\.[^.]*$/, ".ts");
  const source = handler && context.textOf(handler);
  if (source && !source.includes(`consumes.${consumer}`))
    context.report({
      resource: name,
      file: handler,
      code: "consumer.drift",
      problem: `The handler of ${consumer} does not take its events from consumes.${consumer}.`,
      rule: "Rule, handler and contracts go by one declaration.",
      remedy: `Write events: consumes.${consumer}.`,
    });
  for (const route of routes)
    for (const contract of context.contracts)
      for (const { note, value } of arriving(route, contract)) {
        const delivered = route.deliver(value)?.value;
        try {
          parseEvent(events, unwrap(JSON.parse(String(delivered))));
        } catch (error) {
          context.report({
            resource: route.target.resource.name,
            code: "input.invalid",
            problem: `${consumer} cannot read what arrives of ${note}: ${error instanceof Error ? error.message : error}.`,
            rule: "A queue's function takes the event as the bus has it, also from a topic, and nothing else.",
            remedy: "Send the event as it is: without input, inputPath or inputTransformer.",
          });
          return;
        }
      }
};

const unwrap = (message: unknown): unknown => {
  const { Type, Message } = message as { Type?: unknown; Message?: unknown };
  return Type === "Notification" ? JSON.parse(String(Message)) : message;
};
