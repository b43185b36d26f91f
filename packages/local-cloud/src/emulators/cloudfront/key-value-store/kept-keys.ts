import { z } from "zod";
import type { State } from "../../../state/state.ts";
import type { Change, KeyValueStore } from "./store.ts";

/** What a call made of a key, and what the config said of it then; null where there is none. */
const keptKey = z.object({ was: z.string().nullable(), is: z.string().nullable() });

/** What calls changed of stores, over restarts: as long as the config says of a key what it said before. */
export const createKeptKeys = (state: State) => {
  const kept = state.records<z.infer<typeof keptKey>>("cloudfront/keys", keptKey);
  const declared = new Map<string, ReadonlyMap<string, string>>();
  return {
    note({ arn, entries }: KeyValueStore, { put, remove }: Change): void {
      for (const key of [...put.map((each) => each.key), ...remove])
        kept.put(`${arn} ${key}`, {
          was: declared.get(arn)?.get(key) ?? null,
          is: entries.get(key) ?? null,
        });
    },
    restore(stores: ReadonlyMap<string, KeyValueStore>): void {
      for (const [arn, { entries }] of stores) declared.set(arn, new Map(entries));
      for (const [name, { was, is }] of kept.read()) {
        const key = name.slice(name.indexOf(" ") + 1);
        const store = stores.get(name.slice(0, name.indexOf(" ")));
        const says = store?.entries.get(key) ?? null;
        if (!store || says !== was) kept.delete(name);
        else if (is !== null) store.deploy({ put: [{ key, value: is }], remove: [] });
        else if (says !== null) store.deploy({ put: [], remove: [key] });
      }
    },
  };
};
