import { stores } from "@sourdough/events-schema/stores";
import type { MenuItem, OrderClient } from "@sourdough/order-client";
import { dim, type Stage } from "../stage.ts";
import type { Story } from "../story.ts";
import { tellOfVisits } from "../visits.ts";

/** How busy the hours are from seven on, in orders of the busiest store. */
const hours = [2, 4, 5, 4, 3, 4, 4, 2, 2, 3, 3, 2];
const opens = 7;
/** How busy the stores are, held against the first. */
const busy = [1, 0.75, 0.5];
/** How far the second day is played: until a little after. */
const stopsAt = 14;
/** Business is better than a week before. */
const growth = 1.25;

interface Shop {
  storeId: string;
  client: OrderClient;
  menu: readonly MenuItem[];
}

const clockOf = (now: number) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: stores[0].timeZone, timeStyle: "short" }).format(now);

const minutesUntil = (hour: number, now: number) => {
  const [hours = 0, minutes = 0] = clockOf(now).split(":").map(Number);
  return (hour * 60 - hours * 60 - minutes + 24 * 60) % (24 * 60);
};

const now = async ({ outputs }: Stage) => {
  const answer = await fetch(`${outputs.consoleUrl}/api/clock`);
  return ((await answer.json()) as { now: number }).now;
};

/** Orders something that is there, and waits until it is decided. */
const buy = async (stage: Stage, { storeId, client, menu }: Shop) => {
  const item = menu[Math.floor(stage.random() ** 2 * menu.length)]!;
  const other = stage.pick(menu);
  const { orderId } = await client.placeOrder({
    storeId,
    paymentMethodId: "pm_card_visa",
    lines: [...new Set([item, other])].map(({ sku, priceCents }) => ({
      sku,
      quantity: 1 + Math.floor(stage.random() * 3),
      unitPriceCents: priceCents,
    })),
  });
  const decided = client.watchOrder(orderId, { signal: AbortSignal.timeout(120_000) });
  for await (const { status } of decided) if (status !== "PENDING") return status;
  return "PENDING";
};

const playHour = async (stage: Stage, shops: readonly Shop[], hour: number, growth = 1) => {
  const orders = hours[hour - opens]! * growth;
  const all = shops.flatMap((shop, index) => {
    const some = Math.max(1, Math.round(orders * busy[index]! * (0.7 + stage.random() * 0.6)));
    return Array.from({ length: some }, () => buy(stage, shop));
  });
  return (await Promise.all(all)).filter((status) => status === "CONFIRMED").length;
};

const playDay = async (stage: Stage, shops: readonly Shop[], until = opens + hours.length, growth = 1) => {
  await stage.pass({ minutes: minutesUntil(opens, await now(stage)) + 5 });
  let confirmed = 0;
  for (let hour = opens; hour < until; hour += 1) {
    confirmed += await playHour(stage, shops, hour, growth);
    await stage.pass({ hours: 1 });
  }
  return confirmed;
};

/** An hour of visitors, minute by minute. */
const playVisits = async (stage: Stage, shops: readonly Shop[]) => {
  for (let minute = 0; minute < 60; minute += 1) {
    const wave = 6 + 4 * Math.sin(minute / 8);
    await Promise.all(
      shops.map(({ storeId, menu }, index) =>
        tellOfVisits(
          stage,
          storeId,
          menu.map(({ sku }) => sku),
          Math.max(1, Math.round(wave * busy[index]! * (0.6 + stage.random() * 0.8))),
        ),
      ),
    );
    await stage.pass({ minutes: 1 });
  }
};

export const week: Story = {
  name: "week",
  about: "a day, and the same day a week later until the afternoon: what the office compares",
  async play(stage) {
    const shops = await Promise.all(
      stores.map(async ({ storeId }): Promise<Shop> => {
        const client = await stage.customer(storeId);
        const menu = (await client.menu(storeId)).filter(({ onHand }) => onHand > 12);
        return { storeId, client, menu };
      }),
    );
    const first = await playDay(stage, shops);
    stage.say(`A day passes at ${shops.length} stores: ${first} orders.`);
    // Of the clock on the wall: the night may have an hour more or less.
    await stage.pass({ days: 6 });
    let second = await playDay(stage, shops, stopsAt - 1, growth);
    second += await playHour(stage, shops, stopsAt - 1, growth);
    stage.say(`A week later, until ${stopsAt}:00: ${second} orders. Now some people look around.`);
    await playVisits(stage, shops);
    await playHour(stage, shops, stopsAt, growth / 2);
    stage.say(dim(`The office compares them: ${stage.outputs.webUrl}/office`));
  },
};
