import type { EventContract } from "./event.ts";
import { deepest } from "./fields.ts";
import type { Reads } from "./reads.ts";

type VersionPattern = {
  source: string[];
  "detail-type": string[];
  detail: { metadata: { version: number[]; depth?: unknown[] }; data?: Record<string, unknown> };
};

/** An EventBridge rule pattern. */
export type EventPattern = VersionPattern | { $or: VersionPattern[] };

/** A contract, or what a consumer takes of it. */
type Wanted = EventContract & Partial<Reads>;

const shallow = (wanted: VersionPattern): VersionPattern => {
  const depth = [{ exists: false }, { numeric: ["<=", deepest] }];
  return { ...wanted, detail: { ...wanted.detail, metadata: { ...wanted.detail.metadata, depth } } };
};

/**
 * The rule pattern that matches exactly these versions of these events, and of a version a consumer takes in part
 * (`having`, `lacking`, `among`) exactly that part; none of them matches what `runawayEvents` does.
 */
export function pattern(...events: readonly [Wanted, ...Wanted[]]): EventPattern {
  const wanted = versionPattern(...events);
  return "$or" in wanted ? { $or: wanted.$or.map(shallow) } : shallow(wanted);
}

/** The same for whatever depth: for archives, and for filters behind a rule that has looked at it. */
export function versionPattern(...events: readonly [Wanted, ...Wanted[]]): EventPattern {
  const versions = Map.groupBy(events, ({ source, name, version }) => `${source} ${name} ${version}`);
  // Where one of several wants all of a version, the parts are in it.
  const wanted = [...versions.values()].flatMap(
    (same) => same.find((event) => isEmpty(dataPattern(event))) ?? same,
  );
  const patterns = [...Map.groupBy(wanted, (event) => JSON.stringify(dataPattern(event))).values()].flatMap(
    (same) => {
      const data = same[0] && dataPattern(same[0]);
      return versionPatterns(same).map((one) =>
        data && !isEmpty(data) ? { ...one, detail: { ...one.detail, data } } : one,
      );
    },
  );
  const [only, ...others] = patterns;
  return only && others.length === 0 ? only : { $or: patterns };
}

const unique = <Value>(values: Value[]) => [...new Set(values)];
const isEmpty = (data: object) => Object.keys(data).length === 0;

const versionPatterns = (events: readonly EventContract[]): VersionPattern[] => {
  const versionsOf = ({ name, source }: EventContract) =>
    unique(
      events.filter((event) => event.name === name && event.source === source).map((event) => event.version),
    ).sort((one, other) => one - other);
  return [...Map.groupBy(events, (event) => versionsOf(event).join()).values()].map((group) => ({
    source: unique(group.map((event) => event.source)),
    "detail-type": unique(group.map((event) => event.name)),
    detail: { metadata: { version: group[0] ? versionsOf(group[0]) : [] } },
  }));
};

type DataPattern = { [field: string]: DataPattern | readonly unknown[] };

/** What the fields of `data` must be, such as `{ customer: { phone: [{ exists: true }] } }`; empty for any. */
const dataPattern = ({ among = {}, having = [], lacking = [] }: Partial<Reads>): DataPattern => {
  const data: DataPattern = {};
  const require = (path: string, values: readonly unknown[]) => {
    const fields = path.split(".");
    const last = fields.pop() ?? path;
    const parent = fields.reduce((at, field) => (at[field] ??= {}) as DataPattern, data);
    parent[last] ??= values;
  };
  for (const [path, values] of Object.entries(among)) require(path, values);
  for (const path of having) require(path, [{ exists: true }]);
  for (const path of lacking) require(path, [{ exists: false }]);
  return data;
};
