import { z } from "zod";
import type { State } from "../../../state/state.ts";
import type { EventSourceMapping, KnownMapping } from "./mapping.ts";

type KeptMapping = Omit<KnownMapping, "uuid">;

/** Mappings that calls made or changed; they outlast the process. */
export interface KeptMappings {
  put(mapping: EventSourceMapping): void;
  delete(uuid: string): void;
  /**
   * Adds those that calls made, and puts what they changed in the place of what the config says, unless that is `changed`
   * since. One that cannot be made any more is dropped.
   */
  restore(
    mappings: Map<string, EventSourceMapping>,
    parts: { changed: ReadonlySet<string>; create(known: KnownMapping): EventSourceMapping },
  ): void;
}

export const createKeptMappings = (state: State): KeptMappings => {
  const records = state.records(
    "lambda/mappings",
    z.looseObject({
      arn: z.string(),
      name: z.string(),
      settings: z.looseObject({}),
      declared: z.boolean(),
    }),
    ({ known: { uuid: _, ...kept } }: EventSourceMapping): KeptMapping => kept,
  );
  return {
    put: (mapping) => records.put(mapping.known.uuid, mapping),
    delete: (uuid) => records.delete(uuid),
    restore(mappings, { changed, create }) {
      for (const [uuid, kept] of records.read()) {
        if (changed.has(uuid) || (kept.declared && !mappings.has(uuid))) {
          records.delete(uuid);
          continue;
        }
        try {
          mappings.set(uuid, create({ uuid, ...kept }));
        } catch (error) {
          records.delete(uuid);
          state.drop(`${kept.name} (${uuid}): ${(error as Error).message}`);
        }
      }
    },
  };
};
