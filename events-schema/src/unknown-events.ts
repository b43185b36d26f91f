import type { EventContract } from "./event.ts";

/**
 * The rule pattern for what no contract knows: another name, a name from another source, another version or none.
 * Rules of consumers match none of that, and EventBridge drops what no rule matches. AWS takes 2,048 characters:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const unknownEvents = (contracts: readonly EventContract[]) => {
  const names = [...new Set(contracts.map(({ name }) => name))];
  const versionsOf = (name: string) =>
    contracts.flatMap((contract) => (contract.name === name ? [contract.version] : [])).sort();
  const bySource = Map.groupBy(contracts, ({ source }) => source);
  const byVersions = Map.groupBy(names, (name) => versionsOf(name).join());
  return {
    $or: [
      { "detail-type": [{ "anything-but": names }] },
      ...[...bySource].map(([source, own]) => ({
        source: [{ "anything-but": [source] }],
        "detail-type": [...new Set(own.map(({ name }) => name))],
      })),
      ...[...byVersions.values()].map((same) => ({
        "detail-type": same,
        detail: { metadata: { version: [{ "anything-but": versionsOf(same[0] ?? "") }] } },
      })),
      { detail: { metadata: { version: [{ exists: false }] } } },
    ],
  };
};
