import { countedAs, evolve, merge, type Sale, type Sums } from "../src/domain/sales.ts";
import { firstVersions, type Versions } from "../src/domain/sales-versions.ts";
import type { SalesRepository } from "../src/use-cases/ports.ts";

/** Sales in memory; `fails` is asked before each event is counted in a version. */
export const fakeSales = (fails: (version: number) => boolean = () => false) => {
  let versions: Versions = firstVersions;
  const known = new Map<string, { sale: Sale; eventIds: string[] }>();
  const change = (version: number, orderId: string, ids: readonly string[], next: (sale: Sale) => Sale) => {
    if (fails(version)) throw new Error("crashed");
    const key = `${version} ${orderId}`;
    const { sale, eventIds } = known.get(key) ?? { sale: { orderId }, eventIds: [] };
    const missing = ids.filter((id) => !eventIds.includes(id));
    if (missing.length > 0) known.set(key, { sale: next(sale), eventIds: [...eventIds, ...missing] });
  };
  const sales: SalesRepository = {
    versions: async () => versions,
    replaceVersions: async (next) => {
      versions = next;
      return true;
    },
    add: async (version, eventId, event) =>
      change(version, event.data.orderId, [eventId], (sale) => evolve(sale, event)),
    carryOver: async (version, sale, eventIds) =>
      change(version, sale.orderId, eventIds, (before) => merge(before, sale)),
  };
  return {
    sales,
    /** Ids of the events that a version has counted. */
    counted: (version: number) =>
      [...known].flatMap(([key, { eventIds }]) => (key.startsWith(`${version} `) ? eventIds : [])).sort(),
    /** All sums of a version together. */
    total: (version: number) =>
      [...known]
        .filter(([key]) => key.startsWith(`${version} `))
        .flatMap(([, { sale }]) => countedAs(sale))
        .reduce<Required<Sums>>(
          (total, { sums }) => {
            for (const [name, value] of Object.entries(sums)) total[name as keyof Sums] += value;
            return total;
          },
          { orders: 0, notCollected: 0, refundedCents: 0, pieces: 0, notCollectedPieces: 0, revenueCents: 0 },
        ),
  };
};
