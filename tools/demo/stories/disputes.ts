import type { DisputesView } from "@sourdough/events-schema/http";
import type { OrderClient } from "@sourdough/order-client";
import { providerOf } from "../provider.ts";
import { dim, type Stage } from "../stage.ts";
import type { Story } from "../story.ts";

type Dispute = DisputesView["disputes"][number];

/** Orders with a card whose holder asks the bank for the money as soon as it is taken. */
const order = async (stage: Stage, client: OrderClient) => {
  const { storeId } = (await client.stores())[0]!;
  const item = (await client.menu(storeId)).find(({ onHand }) => onHand > 0)!;
  const { orderId } = await client.placeOrder({
    storeId,
    paymentMethodId: "pm_card_createDisputeProductNotReceived",
    lines: [{ sku: item.sku, quantity: 1, unitPriceCents: item.priceCents }],
  });
  stage.say(`${orderId}: one ${item.name}`);
  return orderId;
};

export const disputes: Story = {
  name: "disputes",
  about: "customers say they never got their bread: staff contest, the clock gives in, the bank decides",
  async play(stage) {
    const provider = providerOf(stage);
    const [mallory, baker] = [await stage.customer("mallory"), await stage.staff()];
    const office = await baker.office();
    const list = new AbortController();
    let known: readonly Dispute[] = [];
    const watching = (async () => {
      for await (const { disputes: all } of office.watch<DisputesView>("disputes", { signal: list.signal }))
        known = all;
    })().catch(() => {});
    const is = (orderId: string, ...statuses: Dispute["status"][]) =>
      stage.until(`dispute of ${orderId} that is ${statuses.join(" or ")}`, async () =>
        known.find((one) => one.orderId === orderId && statuses.includes(one.status)),
      );

    const [first, second] = [await order(stage, mallory), await order(stage, mallory)];
    const opened = await is(first, "OPEN");
    await is(second, "OPEN");
    stage.say(`Two disputes are at the office: ${opened.reason}. ${dim(`${stage.outputs.webUrl}/office`)}`);
    await office.answerDispute(opened.disputeId, { answer: "contest", text: "winning_evidence" });
    stage.say("Staff contest the first, with evidence that convinces the bank.");
    await is(first, "WON");
    stage.say(`The bank decides: ${(await provider.disputeOf(first))?.status}.`);

    stage.say("Nobody answers the second. Three days pass ...");
    await stage.pass({ days: 3 });
    await stage.until("reminder", async () =>
      known.find((one) => one.orderId === second && one.reminders === 1),
    );
    stage.say("... staff are reminded, and again three days later ...");
    await stage.pass({ days: 3 });
    await stage.until("reminder", async () =>
      known.find((one) => one.orderId === second && one.reminders === 2),
    );
    await stage.pass({ days: 1 });
    const given = await is(second, "LOST");
    stage.say(
      `... and on the seventh day the clock answers: ${given.answer}, since nobody collected the order.`,
    );
    list.abort();
    await watching;
  },
};
