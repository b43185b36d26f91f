import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";
import type { MenuItem, OrderClient } from "@sourdough/order-client";
import { dim, type Stage } from "../stage.ts";
import type { Story } from "../story.ts";

const cards = ["pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_chargeDeclined"];

const lineOf = ({ random }: Stage, item: MenuItem) => ({
  sku: item.sku,
  quantity: 1 + Math.floor(random() * 3),
  // Now and then a customer has an old price on the screen.
  unitPriceCents: random() < 0.05 ? item.priceCents + 10 : item.priceCents,
});

/** Not every customer looks whether there is any left. */
const choose = ({ random, pick }: Stage, menu: readonly MenuItem[]): MenuItem => {
  const gone = menu.filter(({ onHand }) => onHand === 0);
  return gone.length > 0 && random() < 0.06 ? pick(gone) : pick(menu);
};

const colours = { CONFIRMED: "green", REJECTED: "yellow" } as const;

const coloured = (status: string, reason: string | undefined) => {
  const text = reason === undefined ? status : `${status} (${reason})`;
  return status === "CONFIRMED" || status === "REJECTED" ? styleText(colours[status], text) : text;
};

const follow = async (
  stage: Stage,
  client: OrderClient,
  name: string,
  storeId: string,
  menu: readonly MenuItem[],
) => {
  const items = [...new Set([choose(stage, menu), choose(stage, menu)])];
  const began = performance.now();
  const { orderId } = await client.placeOrder({
    storeId,
    paymentMethodId: stage.pick(cards),
    lines: items.map((item) => lineOf(stage, item)),
  });
  for await (const { status, reason } of client.watchOrder(orderId, {
    signal: AbortSignal.timeout(60_000),
  })) {
    if (status === "PENDING") continue;
    const took = `${(performance.now() - began).toFixed(0)} ms`;
    stage.say(`${name.padEnd(6)} ${storeId}  ${orderId}  ${coloured(status, reason)}  ${dim(took)}`);
    return reason === undefined ? status.toLowerCase() : reason.replaceAll("_", " ");
  }
  return "still waiting";
};

export const morning: Story = {
  name: "morning",
  about: "several customers, cards that decline, products sold out, prices that changed meanwhile",
  async play(stage) {
    const { orders, seconds, outputs, random } = stage;
    const names = ["Ada", "Ben", "Chloé", "Devi", "Emre"];
    const clients = await Promise.all(names.map((_, index) => stage.customer(`demo${index}`)));
    const stores = (await clients[0]!.stores()).map(({ storeId }) => storeId);
    const menus = new Map(
      await Promise.all(stores.map(async (store) => [store, await clients[0]!.menu(store)] as const)),
    );
    stage.say(
      `${orders} orders from ${names.length} customers in ${stores.length} stores, over ${seconds} s: ${outputs.consoleUrl}`,
    );
    const all: Promise<string>[] = [];
    for (let count = 0; count < orders; count++) {
      const who = Math.floor(random() * names.length);
      const store = stage.pick(stores);
      all.push(follow(stage, clients[who]!, names[who]!, store, menus.get(store)!));
      await pause(((seconds * 1000) / orders) * (0.5 + random()));
    }
    const ended = await Promise.all(all);
    const counts = [...Map.groupBy(ended, (status) => status)].sort(([, a], [, b]) => b.length - a.length);
    stage.say(`${counts.map(([status, list]) => `${list.length} ${status}`).join(", ")}.`);
    stage.say(
      dim(`Every hop of them: ${outputs.consoleUrl}/#/traces, and what the customers saw: ${outputs.webUrl}`),
    );
  },
};
