import type { Item } from "../state.ts";

const isSold = (status: unknown) => ["CONFIRMED", "READY", "COLLECTED"].includes(String(status));

type Line = { sku: string; quantity: number };

/** Pieces that orders of these statuses have, by store and product. */
const piecesOf = (orders: readonly Item[], counts: (status: unknown) => boolean): Map<string, number> => {
  const pieces = new Map<string, number>();
  for (const { storeId, lines, status } of orders)
    if (counts(status))
      for (const { sku, quantity } of lines as Line[]) {
        const name = `${storeId} ${sku}`;
        pieces.set(name, (pieces.get(name) ?? 0) + quantity);
      }
  return pieces;
};

const stands: Readonly<Record<string, readonly unknown[]>> = {
  CONFIRMED: ["SOLD"],
  READY: ["SOLD"],
  COLLECTED: ["SOLD"],
  NOT_COLLECTED: ["WRITTEN_OFF"],
  REJECTED: ["RELEASED", "REJECTED", undefined],
  CANCELLED: ["RELEASED", "REJECTED", undefined],
};

/** What is held for an order follows what became of it. */
export const wrongReservations = (
  inventory: readonly Item[],
  orders: ReadonlyMap<string, Item>,
): string[] => {
  const reservations = new Map(
    inventory
      .filter(({ entity }) => entity === "reservation")
      .map(({ orderId, status }) => [orderId, status]),
  );
  return [...orders].flatMap(([orderId, { status }]) => {
    const found = reservations.get(orderId);
    const isRight = stands[String(status)]?.includes(found) ?? true;
    return isRight ? [] : [`${orderId} is ${status}, and its reservation is ${found ?? "not there"}.`];
  });
};

/** Each piece that was delivered is on the shelf, sold, or written off, as the orders have it; none is held any more. */
export const wrongStock = (inventory: readonly Item[], orders: readonly Item[]): string[] => {
  const soldPieces = piecesOf(orders, isSold);
  const lostPieces = piecesOf(orders, (status) => status === "NOT_COLLECTED");
  return inventory
    .filter(({ entity }) => entity === "stock")
    .flatMap((item) => {
      const name = `${item.storeId} ${item.sku}`;
      const sold = soldPieces.get(name) ?? 0;
      const writtenOff = lostPieces.get(name) ?? 0;
      const onHand = Number(item.delivered) - sold - writtenOff;
      const expected = { onHand, reserved: 0, sold, writtenOff };
      const found = {
        onHand: Number(item.onHand),
        reserved: Number(item.reserved),
        sold: Number(item.sold),
        writtenOff: Number(item.writtenOff ?? 0),
      };
      const isRight = onHand >= 0 && JSON.stringify(found) === JSON.stringify(expected);
      return isRight
        ? []
        : [`The stock of ${name} is ${JSON.stringify(found)}, and orders say ${JSON.stringify(expected)}.`];
    });
};
