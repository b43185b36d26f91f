import type { EventContract } from "@sourdough/events-schema";
import type { Proof } from "../proof.ts";
import type { Route } from "../routes.ts";
import { type BusEvent, samplesOf } from "../samples.ts";
import type { System } from "../system.ts";

interface Stranger {
  readonly what: string;
  readonly event: BusEvent;
}

/** Events that no contract knows, in each way an event can be unknown. */
const strangersOf = (contracts: readonly EventContract[]): Stranger[] =>
  contracts.flatMap((contract): Stranger[] => {
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
      { what: `an event with the name of none`, event: { ...event, "detail-type": "NoSuchEvent" } },
    ];
  });

/** What is for known events, and the ways of those that nobody knows. */
export const setStrangersApart = (
  contracts: readonly EventContract[],
  system: System,
  routes: readonly Route[],
): { system: System; routes: Route[]; catching: Route[] } => {
  const strangers = strangersOf(contracts);
  const catching = routes.filter(
    (route) =>
      strangers.some(({ event }) => route.matches(event)) &&
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
export const checkStrangers = (proof: Proof, catching: readonly Route[]): void => {
  const lost = strangersOf(proof.contracts).find(
    ({ event }) =>
      !catching.some(({ matches, deliver, end }) => end.kind === "queue" && matches(event) && deliver(event)),
  );
  if (lost)
    proof.report({
      resource: catching[0]?.rule.resource.name ?? proof.system.buses[0]?.resource.name ?? "Bus",
      code: "event.lost",
      problem: `Nothing keeps ${lost.what}.`,
      rule: "EventBridge drops what no rule matches, without a word.",
      remedy: "Let a rule with the pattern unknownEvents(contracts) put it on a dead-letter queue.",
    });
};
