import type { System } from "@sourdough/event-proof";
import { findRoutes, type Route, samplesOf } from "@sourdough/event-proof";
import type { EventContract } from "@sourdough/events-schema";

/** What an event passes on its way. */
export interface Hop {
  kind: "rule" | "topic" | "queue" | "pipe";
  name: string;
}

/** The way of one event from the bus to one consumer. */
export interface Way {
  hops: Hop[];
  /** Filters on the way: those of a topic's subscription, a pipe or an event source. */
  filters: string[];
  consumer: string;
  end: Route["end"]["kind"];
}

/** `EmailQueue`, of which SST makes the resource `EmailQueueQueue`. */
const asWritten = (name: string) => name.replace(/(Queue|Topic)\1$/, "$1");

/** What is between the target of a rule and the end of a route, by ARN. */
function hopsBetween(system: System, from: string, to: string): Hop[] | undefined {
  if (from === to) return [];
  const queue = system.queues.find(({ arn }) => arn === from);
  const topic = system.topics.find(({ arn }) => arn === from);
  const here: Hop[] = [
    ...(queue ? [{ kind: "queue" as const, name: asWritten(queue.resource.name) }] : []),
    ...(topic ? [{ kind: "topic" as const, name: asWritten(topic.resource.name) }] : []),
  ];
  const next: { arn: string; via: Hop[] }[] = [
    ...system.pipes
      .filter(({ source }) => source === from)
      .map(({ target, resource }) => ({
        arn: target,
        via: [{ kind: "pipe" as const, name: resource.name }],
      })),
    ...system.mappings
      .filter(({ eventSourceArn }) => eventSourceArn === from)
      .map(({ functionName }) => ({ arn: functionName, via: [] })),
    ...system.subscriptions
      .filter((one) => one.topic === from)
      .map(({ endpoint }) => ({ arn: endpoint, via: [] })),
  ];
  for (const { arn, via } of next) {
    const rest = hopsBetween(system, arn, to);
    if (rest) return [...here, ...via, ...rest];
  }
  return undefined;
}

/** How an event of this version gets to those who handle it: tried with its examples and variants of them. */
export const waysOf = (system: System, routes: readonly Route[], contract: EventContract): Way[] => {
  const samples = samplesOf(contract).map(({ value }) => value);
  return routes
    .filter((route) => samples.some((event) => route.matches(event) && route.deliver(event) !== undefined))
    .map(({ rule, target, end, filters }) => ({
      hops: [{ kind: "rule", name: rule.resource.name }, ...(hopsBetween(system, target.arn, end.arn) ?? [])],
      filters: filters.flatMap(({ patterns }) => patterns),
      consumer: end.consumer,
      end: end.kind,
    }));
};

/** Every route of the system; the proof tells what is wrong with those that cannot be compiled. */
export const allRoutes = (system: System): Route[] => findRoutes(system, () => {});
