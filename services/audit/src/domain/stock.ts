import type { Difference } from "@sourdough/events-schema";
import type { Reservation, Stock } from "./records.ts";

/** Pieces by what became of them. */
export interface Pieces {
  reserved: number;
  sold: number;
  writtenOff: number;
}

/** By store and sku. */
export type ByProduct<Value> = Readonly<Record<string, Value>>;

export const productOf = ({ storeId, sku }: { storeId: string; sku: string }) => `${storeId} ${sku}`;

const kindOf: Readonly<Record<string, keyof Pieces>> = {
  RESERVED: "reserved",
  SOLD: "sold",
  WRITTEN_OFF: "writtenOff",
};

/** Pieces are on the shelf or taken, none is lost and none made up. */
export const checkPieces = (stock: Stock): Difference[] => {
  const { delivered, onHand, reserved, sold, writtenOff } = stock;
  const sum = onHand + reserved + sold + writtenOff;
  if (sum === delivered && Math.min(onHand, reserved, sold, writtenOff) >= 0) return [];
  return [
    {
      invariant: 2,
      about: productOf(stock),
      what: `delivered ${delivered}; on hand ${onHand}, reserved ${reserved}, sold ${sold}, written off ${writtenOff} make ${sum}`,
    },
  ];
};

/** Adds what reservations hold to what others do. */
export const addReservations = (
  before: ByProduct<Pieces>,
  reservations: readonly Reservation[],
): ByProduct<Pieces> => {
  const taken: Record<string, Pieces> = { ...before };
  for (const { storeId, status, lines } of reservations) {
    const kind = kindOf[status];
    if (!kind) continue;
    for (const { sku, quantity } of lines) {
      const key = productOf({ storeId, sku });
      const pieces = taken[key] ?? { reserved: 0, sold: 0, writtenOff: 0 };
      taken[key] = { ...pieces, [kind]: pieces[kind] + quantity };
    }
  }
  return taken;
};

const countsOf = ({ reserved, sold, writtenOff }: Pieces) =>
  `reserved ${reserved}, sold ${sold}, written off ${writtenOff}`;

/**
 * Whether the reservations add up to what a product has, if nobody touched it while they were read: pieces only move on
 * from one count to the next but with a new reservation or delivery, and both of these change `lastChange`.
 */
export const compareReservations = (
  before: Stock | undefined,
  after: Stock,
  taken: Pieces = { reserved: 0, sold: 0, writtenOff: 0 },
): Difference[] | "changed" => {
  const same = before && before.lastChange === after.lastChange && countsOf(before) === countsOf(after);
  if (!same) return "changed";
  if (countsOf(taken) === countsOf(after)) return [];
  return [
    {
      invariant: 2,
      about: productOf(after),
      what: `its reservations make ${countsOf(taken)}; it has ${countsOf(after)}`,
    },
  ];
};
