import type { DataOf, OrderCancelled, RejectionReason } from "@sourdough/events-schema";
import type { OrderOutcome } from "./notification.ts";

type CancellationReason = NonNullable<DataOf<typeof OrderCancelled>["reason"]>;

/** What e-mail and text message have in common, in plain words. */
export interface Wording {
  readonly subject: string;
  readonly opening: string;
  /** One line per product: what, and what it costs. */
  readonly lines: readonly { readonly what: string; readonly price: string }[];
  readonly total: string;
  /** About the money. */
  readonly closing: string;
}

const reasons: Record<RejectionReason, string> = {
  unknown_product: "something in it is not on the menu of this store",
  price_changed: "a price changed while you ordered",
  sold_out: "somebody was faster: there is not enough left of something in it",
  payment_declined: "your card was declined",
  payment_timeout: "the payment took too long",
  stock_timeout: "the store did not answer in time",
  limit_exceeded: "it is more than we make for one order",
};

const cancellations: Record<CancellationReason, string> = {
  payment_lost:
    "We are sorry: we had to cancel your order, because your bank no longer keeps the money for it, and we had not charged it yet. You are welcome to order again.",
};

export const wordingOf = ({ name, data }: OrderOutcome): Wording => {
  const money = moneyIn(data.currency);
  const order = shortNumber(data.orderId);
  if (name === "OrderRefunded") return refunded(data, order, money);
  const total = money(data.totalCents);
  switch (name) {
    case "OrderConfirmed":
      return {
        subject: `Your order ${order} is confirmed`,
        opening: "Thank you! Your order is confirmed, and the oven is on.",
        lines: data.lines.map(({ sku, quantity, unitPriceCents }) => ({
          what: `${quantity} × ${productOf(sku)}`,
          price: money(quantity * unitPriceCents),
        })),
        total,
        closing: `We charge ${total} to your card.`,
      };
    case "OrderRejected":
      return {
        subject: `We cannot make your order ${order}`,
        opening: `We are sorry: we cannot make your order, because ${reasons[data.reason]}.`,
        lines: [],
        total,
        closing: "Nothing was charged.",
      };
    case "OrderCancelled":
      return {
        subject: `Your order ${order} is cancelled`,
        opening: data.reason ? cancellations[data.reason] : "Your order is cancelled.",
        lines: [],
        total,
        closing: data.reason
          ? "Nothing was charged."
          : `If ${total} was charged already, it is on its way back to your card.`,
      };
    case "CollectionReminderRequested":
      return {
        subject: `Your order ${order} waits for you`,
        opening: "Your bag has been on the counter for half an hour. It keeps until we close today.",
        lines: [],
        total,
        closing: data.unpaid ? `Please pay ${total} at the counter.` : "It is paid: just say its number.",
      };
    case "OrderNotCollected":
      return {
        subject: `Nobody came for your order ${order}`,
        opening:
          "We closed for today, and your bag was still on the counter. What was in it does not keep until tomorrow.",
        lines: [],
        total,
        closing: data.unpaid
          ? "Nothing was charged."
          : `It was made for you, so the ${total} stay charged. If something kept you, write to us.`,
      };
  }
};

const refunded = (
  { amountCents, totalRefundedCents }: Extract<OrderOutcome, { name: "OrderRefunded" }>["data"],
  order: string,
  money: (cents: number) => string,
): Wording => ({
  subject: `We gave back ${money(amountCents)} of your order ${order}`,
  opening: `${money(amountCents)} are on their way back to your card. Banks take up to ten days to show them.`,
  lines: [],
  total: money(totalRefundedCents),
  closing:
    totalRefundedCents > amountCents
      ? `With what we gave back before, that makes ${money(totalRefundedCents)}.`
      : "You need not do anything.",
});

/** The last six characters tell a customer's orders apart and are easy to say at the counter. */
export const shortNumber = (orderId: string) => orderId.slice(-6);

const moneyIn = (currency: string) => {
  const format = new Intl.NumberFormat("en-IE", { style: "currency", currency });
  return (cents: number) => format.format(cents / 100);
};

// The event has no names, which may have changed since: "butter-croissant" is what was ordered.
const productOf = (sku: string) => {
  const words = sku.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
