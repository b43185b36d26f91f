import Stripe from "stripe";
import type { Payment } from "../domain/records.ts";
import type { Records } from "../use-cases/ports.ts";

const pageSize = 100;

/** `apiUrl` is https://api.stripe.com, or a stand-in; a restricted key that may read is enough. */
export const createStripe = ({ readKey, apiUrl }: { readKey: string; apiUrl: string }): Stripe => {
  const { protocol, hostname, port } = new URL(apiUrl);
  return new Stripe(readKey, {
    protocol: protocol === "http:" ? "http" : "https",
    host: hostname,
    port,
    timeout: 10_000,
    maxNetworkRetries: 3,
    telemetry: false,
  });
};

/** Payments at Stripe: https://docs.stripe.com/api/payment_intents/list */
export const stripePayments = ({
  paymentIntents,
  disputes,
}: Stripe): Pick<Records, "payments" | "refundedCents"> => ({
  payments: async (cursor) => {
    const { data, has_more } = await paymentIntents.list({ limit: pageSize, starting_after: cursor });
    return { items: data.map(toPayment), cursor: has_more ? data.at(-1)?.id : undefined };
  },
  refundedCents: async (reference) => {
    const { latest_charge: charge } = await paymentIntents.retrieve(reference, {
      expand: ["latest_charge"],
    });
    if (!charge || typeof charge !== "object") return 0;
    if (!charge.disputed) return charge.amount_refunded;
    // What a bank took back for the customer is not given back as well.
    const { data } = await disputes.list({ payment_intent: reference, limit: pageSize });
    return data
      .filter(({ status }) => status === "lost")
      .reduce((total, { amount }) => total + amount, charge.amount_refunded);
  },
});

const toPayment = (intent: Stripe.PaymentIntent): Payment => ({
  reference: intent.id,
  orderId: intent.metadata.orderId,
  customerId: intent.metadata.customerId,
  state: stateOf(intent.status),
  amountCents: intent.status === "succeeded" ? intent.amount_received : intent.amount,
  refundedCents: 0,
  createdAt: new Date(intent.created * 1000).toISOString(),
});

const stateOf = (status: Stripe.PaymentIntent.Status): Payment["state"] => {
  switch (status) {
    case "requires_capture":
      return "held";
    case "succeeded":
      return "captured";
    case "canceled":
      return "gone";
    default:
      return "open";
  }
};
