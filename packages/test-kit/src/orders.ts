import { ulid } from "ulid";

export interface OrderBody {
  storeId: string;
  paymentMethodId: string;
  lines: { sku: string; quantity: number; unitPriceCents: number }[];
}

/** A croissant of `smallMenu`, paid with a card that works. */
export const anOrder = (changes: Partial<OrderBody> = {}): OrderBody => ({
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 1, unitPriceCents: 280 }],
  ...changes,
});

export const newOrderId = () => `ord-${ulid()}`;
