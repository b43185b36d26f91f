import { orderSize } from "@sourdough/events-schema/order-size";
import type { MenuItem } from "@sourdough/order-client";

/** SKU -> pieces. */
export type Basket = Readonly<Record<string, number>>;

export const isBasket = (value: unknown): value is Basket =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((quantity) => Number.isInteger(quantity) && quantity > 0);

export const withQuantity = (basket: Basket, sku: string, quantity: number): Basket => {
  const { [sku]: before, ...others } = basket;
  if (quantity < 1) return others;
  if (before === undefined && Object.keys(others).length >= orderSize.lines) return basket;
  return { ...basket, [sku]: Math.min(quantity, orderSize.piecesPerLine) };
};

export interface BasketLine {
  sku: string;
  quantity: number;
  /** None when the store does not sell it. */
  item: MenuItem | undefined;
  /** Pieces this store can still give. */
  available: number;
}

export interface Pricing {
  lines: BasketLine[];
  pieces: number;
  totalCents: number;
  /** Whether every line can be had as it is. */
  orderable: boolean;
}

/** The basket as this store's menu has it now. */
export const price = (basket: Basket, menu: readonly MenuItem[]): Pricing => {
  const items = new Map(menu.map((item) => [item.sku, item]));
  const lines = Object.entries(basket).map(([sku, quantity]): BasketLine => {
    const item = items.get(sku);
    return { sku, quantity, item, available: Math.min(item?.onHand ?? 0, orderSize.piecesPerLine) };
  });
  return {
    lines,
    pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    totalCents: lines.reduce((sum, { quantity, item }) => sum + quantity * (item?.priceCents ?? 0), 0),
    orderable: lines.length > 0 && lines.every(({ quantity, available }) => quantity <= available),
  };
};
