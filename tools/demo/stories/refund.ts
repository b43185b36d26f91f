import { providerOf } from "../provider.ts";
import { dim } from "../stage.ts";
import type { Story } from "../story.ts";

export const refund: Story = {
  name: "refund",
  about: "somebody gives money back by hand at the payment provider, and the customer hears of it",
  async play(stage) {
    const [ada, provider] = [await stage.customer("ada"), providerOf(stage)];
    const { storeId } = (await ada.stores())[0]!;
    const item = (await ada.menu(storeId)).find(({ onHand }) => onHand > 2)!;
    const { orderId } = await ada.placeOrder({
      storeId,
      paymentMethodId: "pm_card_visa",
      lines: [{ sku: item.sku, quantity: 2, unitPriceCents: item.priceCents }],
    });
    stage.say(`Ada orders two of ${item.name}: ${orderId}`);
    const shown = () => ada.order(orderId).catch(() => undefined);
    await stage.until("confirmation", async () => (await shown())?.status === "CONFIRMED" || undefined);
    // The money is taken a moment after.
    await stage.until("charge", () =>
      provider.refund(orderId, item.priceCents).then(
        () => true,
        () => undefined,
      ),
    );
    stage.say(`One of them was burnt: ${item.priceCents} cents are given back in the provider's Dashboard.`);
    const returned = await stage.until("refund on the order", async () => (await shown())?.refundedCents);
    stage.say(
      `The provider told ${dim("POST /webhooks/payments")}, and Ada's order shows ${returned} cents returned.`,
    );
    stage.say(dim(`Her e-mail is in the mailbox: ${stage.outputs.consoleUrl}/#/mailbox`));
  },
};
