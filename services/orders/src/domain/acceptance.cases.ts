import type { MenuItem } from "./acceptance.ts";
import type { Line, RejectionReason } from "./order.ts";
import { type OrderLimits, usualLimits } from "./order-limits.ts";

interface AcceptanceCase {
  lines: Line[];
  menu: MenuItem[];
  /** What the customer has in place of the usual limits. */
  own?: Partial<OrderLimits>;
  reason?: RejectionReason;
}

const croissants = { sku: "butter-croissant", quantity: 3, unitPriceCents: 280 };
const loaf = { sku: "country-loaf", quantity: 1, unitPriceCents: 620 };
const listed = (sku: string, priceCents: number) => ({ sku, priceCents, listed: true });
const { totalCents, pieces } = usualLimits;
const many = { ...loaf, quantity: pieces, unitPriceCents: 1 };
const dear = { ...loaf, unitPriceCents: totalCents };

/** What an order is taken for, and what not: the durable function and the state machine have to say the same. */
export const acceptanceCases: Readonly<Record<string, AcceptanceCase>> = {
  "products at their price, one of them twice": {
    lines: [croissants, loaf, croissants],
    menu: [listed("butter-croissant", 280), listed("country-loaf", 620)],
  },
  "a product that is not there": {
    lines: [croissants],
    menu: [listed("country-loaf", 620)],
    reason: "unknown_product",
  },
  "an empty menu": { lines: [croissants], menu: [], reason: "unknown_product" },
  "a product off the menu": {
    lines: [croissants],
    menu: [{ ...listed("butter-croissant", 280), listed: false }],
    reason: "unknown_product",
  },
  "another price": {
    lines: [croissants],
    menu: [listed("butter-croissant", 290)],
    reason: "price_changed",
  },
  "a product at two prices": {
    lines: [croissants, { ...croissants, unitPriceCents: 1 }],
    menu: [listed("butter-croissant", 280)],
    reason: "price_changed",
  },
  "a product that is not there before one at another price": {
    lines: [loaf, croissants],
    menu: [listed("country-loaf", 650)],
    reason: "unknown_product",
  },
  "another price before too much of it": {
    lines: [{ ...loaf, quantity: pieces + 1 }],
    menu: [listed("country-loaf", 650)],
    reason: "price_changed",
  },
  "the largest total": { lines: [dear], menu: [listed("country-loaf", totalCents)] },
  "a cent more": {
    lines: [{ ...dear, unitPriceCents: totalCents + 1 }],
    menu: [listed("country-loaf", totalCents + 1)],
    reason: "limit_exceeded",
  },
  "as many pieces as may be": { lines: [many], menu: [listed("country-loaf", 1)] },
  "a piece more": {
    lines: [many, { ...many, quantity: 1 }],
    menu: [listed("country-loaf", 1)],
    reason: "limit_exceeded",
  },
  "a total above the customer's own": {
    lines: [loaf],
    menu: [listed("country-loaf", 620)],
    own: { totalCents: 600 },
    reason: "limit_exceeded",
  },
  "pieces above the usual, within the customer's own": {
    lines: [{ ...many, quantity: pieces + 1 }],
    menu: [listed("country-loaf", 1)],
    own: { pieces: 1000 },
  },
};

export const totalOf = (lines: readonly Line[]): number =>
  lines.reduce((total, line) => total + line.quantity * line.unitPriceCents, 0);
