import type { SimulatedApp } from "sourdough-local/simulation";
import type { StripeStandIn } from "sourdough-local/stripe";
import { persistently } from "./people.ts";

/** Who looks after payments in the provider's dashboard, past the bakery's own services. */
export interface PaymentOffice {
  /** Gives back a part of what was taken for an order; does nothing where nothing was, or that is more than is left. */
  giveBack(orderId: string, cents: number): Promise<void>;
  /** What was given back, by order. */
  readonly givenBack: ReadonlyMap<string, number>;
}

export const providerOf = ({ standIns }: SimulatedApp): StripeStandIn =>
  standIns["https://api.stripe.com"] as StripeStandIn;

export const openPaymentOffice = (app: SimulatedApp): PaymentOffice => {
  const givenBack = new Map<string, number>();
  return {
    givenBack,
    async giveBack(orderId, cents) {
      const charge = providerOf(app)
        .charges()
        .find(({ metadata, captured }) => captured && metadata.orderId === orderId);
      if (!charge) return;
      const { status } = await persistently(async () => {
        const answer = await fetch(new URL("/v1/refunds", providerOf(app).url), {
          method: "POST",
          headers: {
            authorization: "Bearer sk_test_office",
            "content-type": "application/x-www-form-urlencoded",
            "idempotency-key": `office-${orderId}-${cents}`,
          },
          body: new URLSearchParams({
            payment_intent: charge.payment_intent,
            amount: String(cents),
          }).toString(),
        });
        if (answer.status >= 500) throw new Error(`The provider answered ${answer.status}.`);
        return answer;
      });
      if (status === 200) givenBack.set(orderId, (givenBack.get(orderId) ?? 0) + cents);
    },
  };
};
