import { createClock, startStripe } from "@sourdough/test-kit/emulators";
import { expect, test } from "vitest";
import { createStripe, stripePayments } from "../src/adapters/provider.ts";

test("counts what a bank took back for the customer as given back, once it is lost", async () => {
  const clock = createClock();
  const provider = await startStripe({ clock });
  try {
    const stripe = createStripe({ readKey: "sk_test_audit", apiUrl: provider.url });
    const { refundedCents } = stripePayments(stripe);
    const { id } = await stripe.paymentIntents.create({
      amount: 840,
      currency: "eur",
      payment_method: "pm_card_visa",
      confirm: true,
      off_session: true,
      metadata: { orderId: "ord-1" },
    });
    await stripe.refunds.create({ payment_intent: id, amount: 100 });
    expect(await refundedCents(id)).toBe(100);
    const disputeId = provider.dispute({ orderId: "ord-1" });
    expect(await refundedCents(id)).toBe(100);
    await stripe.disputes.close(disputeId);
    expect(await refundedCents(id)).toBe(840);
  } finally {
    await provider.stop();
    clock.stop();
  }
});
