import type { EventContract } from "@sourdough/events-schema";
import { type Context, matching } from "../context.ts";
import { eventSchema, titleOf } from "../event-schema.ts";
import { passing, streamInputs } from "../streams.ts";
import { branchesIn, cannotOccur, checkLeaf, isRecord, type Leaf, passesAny } from "./pattern-leaves.ts";

/** Rules and filters look only at what events have, for values these can have. */
export const checkPatterns = (context: Context): void => {
  for (const { eventPattern, resource } of context.system.rules)
    for (const leaves of eventPattern === undefined ? [] : branchesIn(eventPattern))
      checkRule(context, resource.name, leaves);
  checkFilters(context);
  for (const pipe of context.system.pipes) checkStreamFilter(context, pipe);
};

const envelope: Readonly<Record<string, (contract: EventContract) => string | number>> = {
  source: ({ source }) => source,
  "detail-type": ({ name }) => name,
  "detail.metadata.version": ({ version }) => version,
};
const parts = Object.entries(envelope);

const agrees = (contract: EventContract, path: string, leaves: readonly Leaf[]): boolean => {
  const leaf = leaves.find((each) => each.path.join(".") === path);
  return !leaf || passesAny(leaf.values, envelope[path]!(contract));
};

const checkRule = (context: Context, resource: string, leaves: readonly Leaf[]): void => {
  const { contracts } = context;
  const candidates = contracts
    .filter((contract) => parts.every(([path]) => agrees(contract, path, leaves)))
    .map((contract) => ({ title: titleOf(contract), schema: eventSchema(contract) }));
  for (const leaf of leaves) {
    const path = leaf.path.join(".");
    const read = envelope[path];
    if (!read) {
      for (const claim of checkLeaf("Its pattern", leaf, candidates)) context.report({ resource, ...claim });
      continue;
    }
    for (const value of leaf.values)
      if (!isRecord(value) && !isPossible(contracts, path, value, leaves))
        context.report({
          resource,
          ...cannotOccur("Its pattern", path, value, [...new Set(contracts.map(read))]),
        });
  }
};

/** Whether an event has this value together with what the branch says of the rest of its identity. */
const isPossible = (
  contracts: readonly EventContract[],
  path: string,
  value: unknown,
  leaves: readonly Leaf[],
): boolean => {
  const having = contracts.filter((contract) => envelope[path]!(contract) === value);
  const others = parts.map(([other]) => other).filter((other) => other !== path);
  if (having.some((contract) => others.every((other) => agrees(contract, other, leaves)))) return true;
  // Where another part is wrong by itself, that one is the mistake.
  return (
    having.length > 0 &&
    others.some((other) => !contracts.some((contract) => agrees(contract, other, leaves)))
  );
};

/** Filters behind a rule see the events that the rule lets through. */
const checkFilters = (context: Context): void => {
  const seen = new Set<string>();
  for (const route of context.routes)
    for (const { resource, patterns, kind } of route.filters) {
      if (seen.has(resource.name)) continue;
      seen.add(resource.name);
      const candidates = context.contracts
        .filter((contract) => matching(route, contract).length > 0)
        .map((contract) => ({
          title: titleOf(contract),
          schema: kind === "topic" ? eventSchema(contract) : route.filtered(contract),
        }));
      for (const leaf of patterns.flatMap(branchesIn).flat())
        for (const claim of checkLeaf("Its filter", leaf, candidates))
          context.report({ resource: resource.name, ...claim });
    }
};

/** Filters on a table's stream see its items; some of them get through. */
const checkStreamFilter = (context: Context, pipe: Context["system"]["pipes"][number]): void => {
  const inputs = streamInputs(context, pipe);
  if (inputs.length === 0) return;
  const resource = pipe.resource.name;
  const candidates = inputs.map(({ note, record }) => ({ title: note, schema: record }));
  let wrong = false;
  for (const { pattern } of pipe.sourceParameters.filterCriteria.filters)
    for (const leaf of branchesIn(pattern).flat())
      for (const claim of checkLeaf("Its filter", leaf, candidates).slice(0, 1)) {
        wrong = true;
        context.report({ resource, ...claim });
      }
  if (wrong) return;
  try {
    for (const { note, samples } of inputs)
      if (samples.length > 0 && passing(pipe, samples).length === 0)
        context.report({
          resource,
          code: "filter.closed",
          problem: `Its filter lets nothing through of ${note}.`,
          rule: "What the filter of a pipe drops is gone: an event in the outbox would never reach the bus.",
          remedy: "Compare the filter with the items the table has.",
        });
  } catch (error) {
    context.report({
      resource,
      code: "pattern.invalid",
      problem: `Its filter cannot be compiled: ${error instanceof Error ? error.message : error}.`,
      rule: "EventBridge refuses a pattern it cannot compile.",
      remedy: "Correct the pattern.",
    });
  }
};
