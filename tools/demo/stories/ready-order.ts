import type { Stage } from "../stage.ts";

/** Somebody who orders, and whose bag staff put on the counter. */
export const orderReady = async (stage: Stage, name: string, storeId = "store-1") => {
  const [client, staff] = await Promise.all([stage.customer(name.toLowerCase()), stage.staff()]);
  const onSale = (await client.menu(storeId)).find(({ onHand }) => onHand > 0);
  if (!onSale) throw new Error(`${storeId} has nothing left to sell.`);
  const { sku, priceCents } = onSale;
  const { orderId } = await client.placeOrder({
    storeId,
    paymentMethodId: "pm_card_visa",
    lines: [{ sku, quantity: 1, unitPriceCents: priceCents }],
  });
  const { signal } = new AbortController();
  for await (const { status, reason } of client.watchOrder(orderId, { signal })) {
    if (status === "CONFIRMED") break;
    if (reason) throw new Error(`${name}'s order was not made: ${reason}.`);
  }
  const kitchen = await staff.kitchen(storeId);
  await kitchen.markReady(orderId);
  stage.say(`${name} has ordered ${sku} at ${storeId}; the bag is on the counter.`);
  return { client, kitchen, orderId };
};

/** The newest message about an order with these words, by e-mail or SMS. */
export const messageAbout = async ({ outputs }: Stage, orderId: string, words: RegExp) => {
  const answer = await fetch(`${outputs.consoleUrl}/api/mailbox?limit=200`);
  const text = await answer.text();
  return text.includes(orderId.slice(-6)) && words.test(text) ? true : undefined;
};
