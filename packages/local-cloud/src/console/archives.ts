import { lastPart } from "../core/arn.ts";
import type { Cloud } from "../core/cloud.ts";
import type { Archive, ArchiveList, Replay } from "./api.ts";
import type { Nodes } from "./map/nodes.ts";

/** What EventBridge tells of a replay; rules and buses are ARNs. */
export type ReplayFacts = Omit<Replay, "rules" | "reason" | "endedAt" | "lastReplayed"> & {
  readonly rules: readonly string[] | undefined;
  readonly reason: string | undefined;
  readonly endedAt: number | undefined;
  readonly lastReplayed: number | undefined;
};
export type ArchiveFacts = Omit<Archive, "node" | "area" | "replays" | "pattern"> & {
  readonly pattern: string | undefined;
  readonly replays: readonly ReplayFacts[];
};

declare module "../core/cloud.ts" {
  interface Shared {
    /** Offered by EventBridge. */
    archives: () => ArchiveFacts[];
  }
}

/** Archives and what was replayed of them. */
export const createArchiveReader = (cloud: Pick<Cloud, "use">, nodes: Nodes) => {
  const nameOf = (arn: string) => nodes.find(arn)?.name ?? lastPart(arn);
  return {
    list: (): ArchiveList => ({
      archives: cloud
        .use("archives")()
        .map((facts): Archive => {
          const node = nodes.find(facts.arn);
          return {
            ...facts,
            bus: nameOf(facts.bus),
            node: node?.id,
            area: node?.area,
            replays: facts.replays.map((replay) => ({ ...replay, rules: replay.rules?.map(nameOf) })),
          };
        }),
    }),
  };
};
