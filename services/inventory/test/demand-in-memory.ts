import { TransientError } from "@sourdough/lambda-kit";
import type { Cursor } from "../src/domain/tally.ts";
import type { CountedWindow, DemandRepository } from "../src/use-cases/ports.ts";

type Fault = "before" | "after" | undefined;

/** Keeps demand in memory, by the rules of the table; `faults` says what becomes of each save. */
export const demandInMemory = (onSale: ReadonlySet<string>, faults: () => Fault = () => undefined) => {
  const cursors = new Map<string, Cursor>();
  const saved: CountedWindow[] = [];
  const demand: DemandRepository = {
    cursor: async (shardId) => cursors.get(shardId) ?? { through: "", known: "" },
    known: async (_, skus) => skus.filter((sku) => onSale.has(sku)),
    since: async (storeId, minute) =>
      saved
        .filter(({ start }) => start >= minute)
        .flatMap(({ stores }) => stores.filter((store) => store.storeId === storeId))
        .flatMap(({ products }) => products),
    async save(window) {
      const fault = faults();
      if (fault === "before") throw new Error("Killed before it wrote.");
      if ((cursors.get(window.shardId)?.through ?? "") !== window.after)
        throw new TransientError("The shard is counted further.");
      cursors.set(window.shardId, window.cursor);
      saved.push(structuredClone(window));
      if (fault === "after") throw new Error("Killed after it wrote.");
    },
  };
  return { demand, saved };
};

/** What was counted in all, by `store product` and `experiment/variant`. */
export const totals = (saved: readonly CountedWindow[]): Record<string, readonly [number, number]> => {
  const sums: Record<string, [number, number]> = {};
  const add = (name: string, first: number, second: number) => {
    const sum = (sums[name] ??= [0, 0]);
    sum[0] += first;
    sum[1] += second;
  };
  for (const { stores, variants } of saved) {
    for (const { storeId, products } of stores)
      for (const { sku, viewed, added } of products) add(`${storeId} ${sku}`, viewed, added);
    for (const { experiment, variant, exposures, conversions } of variants)
      add(`${experiment}/${variant}`, exposures, conversions);
  }
  return sums;
};
