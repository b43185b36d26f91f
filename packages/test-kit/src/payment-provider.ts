import type { LocalCloud } from "sourdough-local";
import type { Money, StripeStandIn } from "sourdough-local/stripe";

/** What tests do to the payment provider, and learn from it. */
export interface PaymentProvider
  extends Pick<StripeStandIn, "url" | "down" | "charges" | "disputes" | "decide" | "rollSecrets"> {
  /** Ends the hold for an order as a person would in the Dashboard; does nothing when there is none. */
  endHold(orderId: string): void;
  /** Has the customer's bank dispute the payment of an order; answers with the dispute's id. */
  dispute(orderId: string, draft?: Parameters<StripeStandIn["dispute"]>[1]): string;
  /** Calls the provider's API with the secret key, as its Dashboard does for a person. */
  request(method: string, path: string, params?: Readonly<Record<string, string>>): Promise<Response>;
  money(orderId: string): Money;
  /** Ids of the orders whose money it moved, or declined to. */
  orders(): string[];
}

/** The one that `localCloud.standIns` in package.json names. */
export const paymentProviderOf = ({ standIns }: LocalCloud): PaymentProvider => {
  const stripe = standIns["https://api.stripe.com"] as StripeStandIn;
  return {
    url: stripe.url,
    down: stripe.down,
    charges: stripe.charges,
    disputes: stripe.disputes,
    decide: stripe.decide,
    rollSecrets: stripe.rollSecrets,
    dispute: (orderId, draft) => stripe.dispute({ orderId }, draft),
    request: (method, path, params) =>
      fetch(`${stripe.url}${path}`, {
        method,
        headers: { authorization: "Bearer sk_test_sourdough" },
        body: params && new URLSearchParams(params),
      }),
    endHold: (orderId) => stripe.endHold({ orderId }),
    money: (orderId) => stripe.money({ orderId }),
    orders: () => [...new Set(stripe.ledger().flatMap(({ metadata: { orderId } }) => orderId ?? []))],
  };
};
