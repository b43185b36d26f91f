import Stripe from "stripe";
import { onTestFinished } from "vitest";
import { createClock } from "../../core/clock.ts";
import { type StripeOptions, startStripe } from "./index.ts";

/** A provider of its own for a test, and the SDK that talks to it. */
export const setUp = async (options: StripeOptions = {}) => {
  const clock = createClock();
  const provider = await startStripe({ clock, ...options });
  onTestFinished(async () => {
    clock.stop();
    await provider.stop();
  });
  const sdk = (config: Stripe.StripeConfig = {}, key = "sk_test_sourdough") =>
    new Stripe(key, {
      host: "127.0.0.1",
      port: provider.port,
      protocol: "http",
      maxNetworkRetries: 0,
      ...config,
    });
  const stripe = sdk();
  /** Takes the money at once. */
  const pay = (method = "pm_card_visa") =>
    stripe.paymentIntents.create({
      amount: 1250,
      currency: "eur",
      payment_method: method,
      confirm: true,
      off_session: true,
      metadata: { orderId: "ord-1" },
    });
  /** Holds the money, under an idempotency key. */
  const authorize = (method = "pm_card_visa", key = "ord-1", client = stripe, amount = 1250) =>
    client.paymentIntents.create(
      {
        amount,
        currency: "eur",
        payment_method: method,
        allowed_payment_method_types: ["card"],
        capture_method: "manual",
        confirm: true,
        metadata: { orderId: "ord-1" },
      },
      { idempotencyKey: key },
    );
  return { clock, provider, sdk, stripe, pay, authorize };
};
