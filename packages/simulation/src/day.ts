import { seededRandom } from "sourdough-local/faults";
import type { SimulatedApp } from "sourdough-local/simulation";
import { ulid } from "ulid";
import { planDisasters } from "./disasters.ts";
import type { Job } from "./job.ts";
import { menu } from "./menu.ts";
import { type Person, pause, signIn } from "./people.ts";

/** What customers were told of an order. */
export interface Placed {
  readonly orderId: string;
  readonly customerId: string;
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
const chanceOf = (seed: number, index: number) => {
  const random = seededRandom(seed * 1_000_003 + index);
  return { random, pick: <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]! };
};

/** Customers order, some twice and some cancel; the kitchen bakes, and hands over. Answers with the accepted orders. */
export const sellBread = async (
  app: SimulatedApp,
  { seed, orders, onlyOrders }: Pick<Job, "seed" | "orders" | "onlyOrders">,
): Promise<readonly Placed[]> => {
  const kitchen = await signIn(app, "kitchen", "staff");
  const customers = await Promise.all(
    Array.from({ length: Math.ceil(orders / ORDERS_PER_CUSTOMER) }, (_, index) =>
      signIn(app, `customer-${index + 1}`),
    ),
  );
  const accepted: Placed[] = [];

  const order = async ({ random, pick }: ReturnType<typeof chanceOf>): Promise<void> => {
    const customer = pick(customers);
    const orderId = `ord-${ulid()}`;
    const lines = menu.products
      .filter(({ sku }) => random() < (sku === "wedding-cake" ? 0.1 : 0.6))
      .map(({ sku, priceCents }) => ({
        sku,
        quantity: 1 + Math.floor(random() * 3),
        unitPriceCents: random() < 0.03 ? priceCents - 10 : priceCents,
      }));
    if (lines.length === 0) lines.push({ sku: "butter-croissant", quantity: 1, unitPriceCents: 280 });
    const body = { storeId: pick(["store-1", "store-2"]), paymentMethodId: pick(cards), lines };
    const put = () => customer.ask("PUT", `orders/${orderId}`, body);
    const { status } = await put();
    if (status !== 202) throw new Error(`PUT orders/${orderId} answered ${status}.`);
    accepted.push({ orderId, customerId: customer.customerId });
    if (random() < 0.1) await put();
    const plan = random();
    // Who gets no answer for so long gives up; what they asked for may have happened.
    const ask = (person: Person, path: string) => person.ask("POST", path).catch(() => undefined);
    if (plan < 0.1) {
      await pause(random() * 10_000);
      await ask(customer, `orders/${orderId}/cancel`);
    } else if (plan < 0.5) {
      await pause(2_000 + random() * 20_000);
      await ask(kitchen, `orders/${orderId}/ready?customerId=${customer.customerId}`);
      await pause(random() * 30_000);
      await ask(kitchen, `orders/${orderId}/collected?customerId=${customer.customerId}`);
    }
  };

  planDisasters(app, orders * MOST_BETWEEN_MS);
  const underWay: Promise<void>[] = [];
  for (let index = 0; index < orders; index++) {
    const chance = chanceOf(seed, index);
    await pause(chance.random() * MOST_BETWEEN_MS);
    if (!onlyOrders || onlyOrders.includes(index)) underWay.push(order(chance));
  }
  await Promise.all(underWay);
  return accepted;
};
