import type { EventContract } from "./event.ts";
import { versionPattern } from "./pattern.ts";

/**
 * EventBridge adds `replay-name` to what a replay of an archive brings again, and to nothing else:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
 */
const field = "replay-name";

/** The pattern for the same events, but not when a replay brings them again. */
export const withoutReplays = <Pattern extends object>(wanted: Pattern) => ({
  ...wanted,
  [field]: [{ exists: false }],
});

/** The pattern for the same events, also when a replay brings them again whose name begins with `prefix`. */
export const withReplays = <Pattern extends object>(wanted: Pattern, prefix: string) => ({
  ...wanted,
  [field]: [{ exists: false }, { prefix }],
});

/** Name of the replay that brings an event again, as the bus delivers it; undefined of all others. */
export const replayNameOf = (event: unknown): string | undefined => {
  const name = (event as { [field]?: unknown } | null | undefined)?.[field];
  return typeof name === "string" ? name : undefined;
};

/**
 * The pattern of an archive that keeps the events of these contracts: each source with its own names and versions. AWS
 * adds that of `withoutReplays` to it. It has 4,096 characters at most:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html
 */
export const archived = (contracts: readonly EventContract[]) => ({
  $or: [...Map.groupBy(contracts, ({ source }) => source).values()].flatMap(([first, ...others]) => {
    const wanted = first ? versionPattern(first, ...others) : { $or: [] };
    return "$or" in wanted ? wanted.$or : [wanted];
  }),
});
