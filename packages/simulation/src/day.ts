import type { SimulatedApp } from "sourdough-local/simulation";
import { ulid } from "ulid";
import { createChance } from "./chance.ts";
import { type Disasters, planDisasters } from "./disasters.ts";
import { followHabit, type Promised } from "./habits.ts";
import type { Job } from "./job.ts";
import { deliverMenu, laterMenu, menu, priceOf } from "./menu.ts";
import { openPaymentOffice, type PaymentOffice } from "./payment-office.ts";
import { pause, signIn } from "./people.ts";

/** What customers were told of an order. */
export interface Placed {
  readonly orderId: string;
  readonly customerId: string;
}

/** What people did, what they were told, and what happened meanwhile. */
export interface Sold {
  readonly disasters: Disasters;
  readonly accepted: readonly Placed[];
  readonly promised: readonly Promised[];
  readonly office: PaymentOffice;
}

const ORDERS_PER_CUSTOMER = 10;
/** Milliseconds between one order and the next, at most: those of one day overlap. */
const MOST_BETWEEN_MS = 1_500;

const cards = [
  ...Array<string>(12).fill("pm_card_visa"),
  "pm_card_mastercard",
  "pm_card_visa_chargeDeclined",
  "pm_card_slow",
];

/** Each order has chance of its own, so that it stays what it is when others are left out. */
const chanceOf = (seed: number, index: number) => createChance(seed * 1_000_003 + index);

/** Customers order and change their minds; the kitchen bakes, and hands over; in between prices rise and cake arrives. */
export const sellBread = async (
  app: SimulatedApp,
  { seed, orders, onlyOrders }: Pick<Job, "seed" | "orders" | "onlyOrders">,
): Promise<Sold> => {
  const kitchen = await signIn(app, "kitchen", "staff");
  const office = openPaymentOffice(app);
  const customers = await Promise.all(
    Array.from({ length: Math.ceil(orders / ORDERS_PER_CUSTOMER) }, (_, index) =>
      signIn(app, `customer-${index + 1}`),
    ),
  );
  const accepted: Placed[] = [];
  const promised: Promised[] = [];
  let onSale = menu;

  const order = async (chance: ReturnType<typeof chanceOf>): Promise<void> => {
    const { random, pick } = chance;
    const customer = pick(customers);
    const orderId = `ord-${ulid()}`;
    // Some look at a page from before the prices rose.
    const seen = random() < 0.2 ? menu : onSale;
    const lines = menu.products
      .filter(({ sku }) => random() < (sku === "wedding-cake" ? 0.3 : 0.6))
      .map(({ sku }) => ({
        sku,
        quantity: 1 + Math.floor(random() * 3),
        unitPriceCents: priceOf(seen, sku),
      }));
    if (lines.length === 0) lines.push({ sku: "butter-croissant", quantity: 1, unitPriceCents: 280 });
    const body = { storeId: pick(["store-1", "store-2"]), paymentMethodId: pick(cards), lines };
    const put = () => customer.ask("PUT", `orders/${orderId}`, body);
    const clicks = random() < 0.1 ? [put(), put()] : [put()];
    for (const { status } of await Promise.all(clicks))
      if (status !== 202) throw new Error(`PUT orders/${orderId} answered ${status}.`);
    accepted.push({ orderId, customerId: customer.customerId });
    await followHabit({
      ...chance,
      orderId,
      customer,
      kitchen,
      office,
      again: put,
      promised: (command) => void promised.push({ orderId, command }),
    });
  };

  const disasters = planDisasters(app, orders * MOST_BETWEEN_MS);
  const underWay: Promise<void>[] = [];
  const changeMenu = async () => {
    await pause(createChance(seed).random() * orders * MOST_BETWEEN_MS);
    await deliverMenu(app, laterMenu);
    onSale = laterMenu;
  };
  underWay.push(changeMenu());
  for (let index = 0; index < orders; index++) {
    const chance = chanceOf(seed, index);
    await pause(chance.random() * MOST_BETWEEN_MS);
    if (!onlyOrders || onlyOrders.includes(index)) underWay.push(order(chance));
  }
  await Promise.all(underWay);
  return { disasters, accepted, promised, office };
};
