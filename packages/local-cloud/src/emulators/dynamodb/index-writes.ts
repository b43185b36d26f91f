import type { Journal } from "../../core/journal.ts";
import type { Account } from "../../core/resource-type.ts";
import type { Written } from "./engine/core.ts";
import { tableArn } from "./resources.ts";

/**
 * Records what writes did to indexes, a hop each, since AWS bills an entry that is put, updated or removed as a write of its
 * own: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export const noteIndexWrites = (
  { journal, ...account }: Account & { readonly journal: Pick<Journal, "record"> },
  writes: readonly Written[],
  causes: readonly number[],
): void => {
  // What the config declares is written before anything begins.
  if (causes.length === 0) return;
  for (const { table, indexes } of writes)
    for (const [name, units] of Object.entries(indexes))
      if (units > 0)
        journal.record({
          service: "dynamodb",
          action: "WriteIndex",
          resource: `${tableArn(table.name, account)}/index/${name}`,
          causes,
          input: { units },
        });
};
