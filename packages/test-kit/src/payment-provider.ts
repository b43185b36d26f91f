import type { LocalCloud } from "sourdough-local";
import type { Money, StripeStandIn } from "sourdough-local/stripe";

/** What tests do to the payment provider, and learn from it. */
export interface PaymentProvider extends Pick<StripeStandIn, "url" | "down"> {
  /** Ends the hold for an order as a person would in the Dashboard; does nothing when there is none. */
  endHold(orderId: string): void;
  money(orderId: string): Money;
  /** Ids of the orders whose money it moved, or declined to. */
  orders(): string[];
}

/** The one that `localCloud.standIns` in package.json names. */
export const paymentProviderOf = ({ machinery }: LocalCloud): PaymentProvider => {
  const stripe = machinery.standIns["https://api.stripe.com"] as StripeStandIn;
  return {
    url: stripe.url,
    down: stripe.down,
    endHold: (orderId) => stripe.endHold({ orderId }),
    money: (orderId) => stripe.money({ orderId }),
    orders: () => [...new Set(stripe.ledger().flatMap(({ metadata: { orderId } }) => orderId ?? []))],
  };
};
