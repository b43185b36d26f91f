import { deepest, type EventContract } from "@sourdough/events-schema";
import type { Context } from "../context.ts";
import type { Route } from "../routes.ts";
import { type BusEvent, samplesOf } from "../samples.ts";
import type { System } from "../system.ts";

interface UnknownEvent {
  readonly what: string;
  readonly event: BusEvent;
}

/** Events that no consumer takes: unknown to the contracts, in each way an event can be, or too deep. */
const unknownEventsIn = (contracts: readonly EventContract[]): UnknownEvent[] =>
  contracts.flatMap((contract): UnknownEvent[] => {
    const event = samplesOf(contract)[0]?.value;
    if (!event) return [];
    const { version: _, ...unversioned } = event.detail.metadata;
    const withMetadata = (metadata: Record<string, unknown>): BusEvent => ({
      ...event,
      detail: { ...event.detail, metadata },
    });
    return [
      { what: `version 99 of ${contract.name}`, event: withMetadata({ ...unversioned, version: 99 }) },
      { what: `${contract.name} without a version`, event: withMetadata(unversioned) },
      { what: `${contract.name} of sourdough.nobody`, event: { ...event, source: "sourdough.nobody" } },
      ...[deepest + 1, "deep"].map((depth) => ({
        what: `${contract.name} with a depth of ${depth}`,
        event: withMetadata({ ...event.detail.metadata, depth }),
      })),
      { what: `an event with the name of none`, event: { ...event, "detail-type": "NoSuchEvent" } },
    ];
  });

/** What is for known events, and the ways of those that nobody knows. */
export const separateUnknownEvents = (
  contracts: readonly EventContract[],
  system: System,
  routes: readonly Route[],
): { system: System; routes: Route[]; catching: Route[] } => {
  const unknown = unknownEventsIn(contracts);
  const catching = routes.filter(
    (route) =>
      unknown.some(({ event }) => route.matches(event)) &&
      !contracts.some((contract) => samplesOf(contract).some(({ value }) => route.matches(value))),
  );
  const caught = new Set(catching.map(({ rule }) => rule));
  return {
    system: { ...system, rules: system.rules.filter((rule) => !caught.has(rule)) },
    routes: routes.filter((route) => !catching.includes(route)),
    catching,
  };
};

/** An event that no contract knows ends in a queue, not nowhere. */
export const checkUnknownEvents = (context: Context, catching: readonly Route[]): void => {
  const lost = unknownEventsIn(context.contracts).find(
    ({ event }) =>
      !catching.some(({ matches, deliver, end }) => end.kind === "queue" && matches(event) && deliver(event)),
  );
  if (lost)
    context.report({
      resource: context.system.buses[0]?.resource.name ?? "Bus",
      code: "event.lost",
      problem: `Nothing keeps ${lost.what}.`,
      rule: "EventBridge drops what no rule matches, without a word.",
      remedy:
        "Let rules with the patterns of unknownEvents(contracts) and runawayEvents put it on a dead-letter queue.",
    });
};
