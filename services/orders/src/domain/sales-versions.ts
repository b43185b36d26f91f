/** A version that is being built beside the one that is read. */
export interface Building {
  version: number;
  /** Begins the name of each replay that feeds it, and of no other version's. */
  replays: string;
  /** From when on what is published feeds it, too; ISO 8601, as all times here. */
  begunAt: string;
  /** What was confirmed from here on, and before `to` if there is one, comes from the archive; all else from the live one. */
  from: string;
  to?: string | undefined;
}

/** The versions of a projection. `previous` is the one before `live`, to go back to. */
export interface Versions {
  live: number;
  previous?: number | undefined;
  /** The highest there ever was: a number is not used again. */
  last: number;
  building?: Building | undefined;
  /** The one that was built last: what its replay brings late is for it still. */
  built?: Building | undefined;
  /** One more with each change. */
  revision: number;
}

/** Before anybody builds one. */
export const firstVersions: Versions = { live: 1, last: 1, revision: 0 };

/** Those that an event goes to: all that are kept, or the one that its replay is for. */
export const versionsFor = (
  { live, previous, building, built }: Versions,
  replayName: string | undefined,
): number[] => {
  const all = [live, previous, building?.version].filter((version) => version !== undefined);
  if (replayName === undefined) return all;
  const wanted = [building, built].find((one) => one && isReplayOf(one, replayName));
  return all.filter((version) => version === wanted?.version);
};

const isReplayOf = ({ replays }: Building, name: string) =>
  name === replays || name.startsWith(`${replays}-`);

/** Undefined when another one is being built. */
export const beginning = (
  { building, ...versions }: Versions,
  begin: Pick<Building, "begunAt" | "from" | "to">,
): Versions | undefined => {
  if (building) return undefined;
  const version = versions.last + 1;
  return {
    ...versions,
    last: version,
    revision: versions.revision + 1,
    // A number may be used again where the table was lost; the name of a replay may not, for 90 days.
    building: {
      version,
      replays: `SalesProjection-v${version}-${begin.begunAt.replace(/\W/g, "")}`,
      ...begin,
    },
  };
};

/** Undefined when `version` is not being built. */
export const switched = (
  { building, live, last, revision }: Versions,
  version: number,
): Versions | undefined =>
  building?.version === version
    ? { live: version, previous: live, last, built: building, revision: revision + 1 }
    : undefined;

/** Undefined when `version` is not being built. */
export const abandoned = ({ building, ...versions }: Versions, version: number): Versions | undefined =>
  building?.version === version ? { ...versions, revision: versions.revision + 1 } : undefined;

/** Back to the version before; again, and it is the newer one. Undefined where there is none. */
export const rolledBack = ({ live, previous, ...versions }: Versions): Versions | undefined =>
  previous === undefined
    ? undefined
    : { ...versions, live: previous, previous: live, revision: versions.revision + 1 };
