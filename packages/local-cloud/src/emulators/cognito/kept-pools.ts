import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import type { Store } from "./store.ts";
import type { UserPool } from "./user-pool.ts";

/** Which pools there are, over restarts. */
export interface KeptPools {
  /** When the pool was created: now, or in a run before. */
  createdAt(id: string, isMade: boolean): number;
  delete(id: string): void;
  /** Lets go of users and groups whose pool the config has no longer. */
  restore(pools: ReadonlyMap<string, UserPool>): void;
}

export const createKeptPools = ({ state, clock }: Cloud, store: Store): KeptPools => {
  const records = state.records("cognito/pools", z.object({ createdAt: z.number(), isMade: z.boolean() }));
  const left = new Map(records.read());

  const dropPool = (id: string) => {
    const keys = (things: ReadonlyMap<string, { readonly poolId: string }>) =>
      [...things].flatMap(([key, { poolId }]) => (poolId === id ? [key] : []));
    const users = keys(store.users);
    if (users.length > 0)
      state.drop(`user pool ${id} with ${users.length} users: the config has it no longer`);
    for (const key of users) store.users.delete(key);
    for (const key of keys(store.groups)) store.groups.delete(key);
    records.delete(id);
  };

  return {
    createdAt(id, isMade) {
      const createdAt = left.get(id)?.createdAt ?? clock.now();
      records.put(id, { createdAt, isMade });
      return createdAt;
    },
    delete: records.delete,
    restore(pools) {
      for (const [id, { isMade }] of left) if (!isMade && !pools.has(id)) dropPool(id);
    },
  };
};
