import type { DataOf, EventContract } from "./event.ts";

type VersionPattern = {
  source: string[];
  "detail-type": string[];
  detail: { metadata: { version: number[] }; data?: Record<string, unknown[] | undefined> };
};

/** An EventBridge rule pattern. */
export type EventPattern = VersionPattern | { $or: VersionPattern[] };

/** The rule pattern that matches exactly these versions of these events. */
export function pattern(...events: readonly [EventContract, ...EventContract[]]): EventPattern {
  const versions = [...new Set(events.map((event) => event.version))];
  const patterns = versions.map((version) => {
    const same = events.filter((event) => event.version === version);
    return {
      source: [...new Set(same.map((event) => event.source))],
      "detail-type": [...new Set(same.map((event) => event.name))],
      detail: { metadata: { version: [version] } },
    };
  });
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
