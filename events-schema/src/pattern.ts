import type { DataOf, EventContract } from "./event.ts";

type VersionPattern = {
  source: string[];
  "detail-type": string[];
  detail: { metadata: { version: number[] }; data?: Record<string, unknown[] | undefined> };
};

/** An EventBridge rule pattern. */
export type EventPattern = VersionPattern | { $or: VersionPattern[] };

const unique = <Value>(values: Value[]) => [...new Set(values)];

/** The rule pattern that matches exactly these versions of these events. */
export function pattern(...events: readonly [EventContract, ...EventContract[]]): EventPattern {
  const versionsOf = ({ name, source }: EventContract) =>
    unique(
      events.filter((event) => event.name === name && event.source === source).map((event) => event.version),
    ).sort((one, other) => one - other);
  const groups = Map.groupBy(events, (event) => versionsOf(event).join());
  const patterns = [...groups.values()].map((group) => ({
    source: unique(group.map((event) => event.source)),
    "detail-type": unique(group.map((event) => event.name)),
    detail: { metadata: { version: group[0] ? versionsOf(group[0]) : [] } },
  }));
  const [only, ...others] = patterns;
  return only && others.length === 0 ? only : { $or: patterns };
}

/** The rule pattern for the events of one contract whose data match, such as `{ reason: [{ exists: true }] }`. */
export const patternWhere = <Event extends EventContract>(
  event: Event,
  data: { [Field in keyof DataOf<Event>]?: unknown[] },
): VersionPattern => ({
  source: [event.source],
  "detail-type": [event.name],
  detail: { metadata: { version: [event.version] }, data },
});
