import type { Item } from "../state.ts";

const isSold = (status: unknown) =>
  ["CONFIRMED", "READY", "COLLECTED", "NOT_COLLECTED"].includes(String(status));

interface Line {
  readonly sku: string;
  readonly quantity: number;
}

const add = (sums: Map<string, number>, name: string, count: unknown) =>
  sums.set(name, (sums.get(name) ?? 0) + Number(count ?? 0));

/** Orders by store, pieces by store and product, as the office sees them: what is confirmed and was not cancelled. */
export const wrongSales = (sales: readonly Item[], orders: readonly Item[]): string[] => {
  const counted = new Map<string, number>();
  for (const item of sales) {
    if (item.entity === "salesHour") add(counted, `${item.storeId}`, item.orders);
    if (item.entity === "salesOfProduct") add(counted, `${item.storeId} ${item.sku}`, item.pieces);
  }
  const expected = new Map<string, number>();
  for (const { storeId, status, lines } of orders) {
    if (!isSold(status)) continue;
    add(expected, String(storeId), 1);
    for (const { sku, quantity } of lines as Line[]) add(expected, `${storeId} ${sku}`, quantity);
  }
  return [...new Set([...counted.keys(), ...expected.keys()])].flatMap((name) => {
    const [found, sold] = [counted.get(name) ?? 0, expected.get(name) ?? 0];
    return found === sold ? [] : [`Sales of ${name} are counted as ${found}, and orders say ${sold}.`];
  });
};
