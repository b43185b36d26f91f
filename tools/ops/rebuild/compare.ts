import type { SalesVersions, StoredSums } from "../../../services/orders/src/adapters/sales-versions.ts";

const counted = [
  "orders",
  "notCollected",
  "refundedCents",
  "pieces",
  "notCollectedPieces",
  "revenueCents",
] as const;

/** A sum in which two versions differ: what the live one has, and what the rebuilt one has. */
export interface Difference extends Pick<StoredSums, "storeId" | "day" | "hour" | "startsAt" | "currency"> {
  sku?: string;
  live: Record<string, number>;
  rebuilt: Record<string, number>;
}

/** Where the versions differ, by store, hour and product, and how many sums were looked at. */
export const compare = async (
  table: SalesVersions,
  { live, rebuilt }: { live: number; rebuilt: number },
): Promise<{ sums: number; differences: Difference[] }> => {
  const all = new Map<string, Difference>();
  for await (const one of table.sums(live, rebuilt)) {
    const { storeId, day, hour, startsAt, currency, sku } = one;
    const id = [storeId, startsAt, currency, sku].join(" ");
    const known = all.get(id) ?? {
      storeId,
      day,
      hour,
      startsAt,
      currency,
      ...(sku && { sku }),
      live: {},
      rebuilt: {},
    };
    const sums = Object.fromEntries(counted.flatMap((name) => (one[name] ? [[name, one[name]]] : [])));
    all.set(id, { ...known, [one.version === live ? "live" : "rebuilt"]: sums });
  }
  const differences = [...all.entries()]
    .filter(([, { live: before, rebuilt: after }]) => counted.some((name) => before[name] !== after[name]))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, difference]) => difference);
  return { sums: all.size, differences };
};
