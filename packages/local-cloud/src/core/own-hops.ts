import type { Hop } from "./journal.ts";
import type { HopKind, ServiceDescription } from "./service.ts";

const momentary = { momentary: true } as const;
const hops = { Warn: { momentary: true, note: ({ error }) => error?.message } } satisfies Record<
  string,
  HopKind
>;

declare module "./journal.ts" {
  interface RecordedHops {
    "local-cloud": keyof typeof hops;
    /** Sentences about builds. */
    site: string;
    /** What commands of `dev` print. */
    dev: "Log";
  }
}

/** What the local cloud records of itself, which happens nowhere on the map. */
export const ownHops: readonly ServiceDescription[] = [
  { name: "local-cloud", title: "the local cloud", hops, otherHops: momentary, place: () => undefined },
  {
    name: "dev",
    title: "commands of sst dev",
    otherHops: momentary,
    place: ({ source }, { find }) => (source === undefined ? undefined : find(source)),
  },
  { name: "site", title: "the local cloud", otherHops: momentary, place: () => undefined },
];

export const isOwn = ({ service }: Hop): boolean => ownHops.some(({ name }) => name === service);
