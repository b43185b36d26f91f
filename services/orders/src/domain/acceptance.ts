import type { Line, RejectionReason } from "./order.ts";
import type { OrderLimits } from "./order-limits.ts";

/** A product as this service knows the menu. */
export interface MenuItem {
  readonly sku: string;
  readonly priceCents: number;
  readonly listed: boolean;
}

interface Wanted {
  readonly lines: readonly Line[];
  readonly totalCents: number;
}

/**
 * Why an order cannot be taken, if it cannot: every product is on the menu at the price the customer saw, and the order
 * is within their limits. `CheckOrder` says the same as a state machine; acceptance.cases.ts holds for both.
 */
export function refusalOf(
  { lines, totalCents }: Wanted,
  menu: readonly MenuItem[],
  limits: OrderLimits,
): RejectionReason | undefined {
  const prices = new Map(menu.filter(({ listed }) => listed).map(({ sku, priceCents }) => [sku, priceCents]));
  if (lines.some(({ sku }) => !prices.has(sku))) return "unknown_product";
  if (lines.some(({ sku, unitPriceCents }) => prices.get(sku) !== unitPriceCents)) return "price_changed";
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (totalCents > limits.totalCents || pieces > limits.pieces) return "limit_exceeded";
  return undefined;
}
