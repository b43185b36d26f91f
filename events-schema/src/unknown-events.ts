import type { EventContract } from "./event.ts";
import { deepest } from "./fields.ts";

/**
 * The rule patterns for what no contract knows, by the name of the rule: one for what comes from a source that nobody
 * has, and one for each source, for another name, another version or none. An event matches one of them at most, and
 * then no rule of a consumer; EventBridge drops what no rule matches. A pattern has 2,048 characters at most, which is
 * why it is not one: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const unknownEvents = (contracts: readonly EventContract[]): Readonly<Record<string, object>> => {
  const bySource = Map.groupBy(contracts, ({ source }) => source);
  return {
    UnknownEvents: { source: [{ "anything-but": [...bySource.keys()] }] },
    ...Object.fromEntries(
      [...bySource].map(([source, own]) => [`Unknown${pascalCase(source)}Events`, ofSource(source, own)]),
    ),
  };
};

/** The rule pattern for events that no consumer takes, whatever they are: caused by too many in a row, or by no number. */
export const runawayEvents = {
  detail: { metadata: { depth: [{ numeric: [">", deepest] }, { prefix: "" }, null, true, false] } },
};

const ofSource = (source: string, contracts: readonly EventContract[]) => {
  const names = [...new Set(contracts.map(({ name }) => name))];
  const versionsOf = (name: string) =>
    contracts.flatMap((contract) => (contract.name === name ? [contract.version] : [])).sort();
  const byVersions = Map.groupBy(names, (name) => versionsOf(name).join());
  return {
    source: [source],
    $or: [
      { "detail-type": [{ "anything-but": names }] },
      ...[...byVersions.values()].map((same) => ({
        "detail-type": same,
        detail: { metadata: { version: [{ "anything-but": versionsOf(same[0] ?? "") }] } },
      })),
      { detail: { metadata: { version: [{ exists: false }] } } },
    ],
  };
};

/** `Orders` of `sourdough.orders`. */
const pascalCase = (source: string) => {
  const service = source.split(".").at(-1) ?? source;
  return service.charAt(0).toUpperCase() + service.slice(1);
};
