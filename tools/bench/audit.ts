import { type Aws, count, type Item, scan, text } from "./aws.ts";
import type { Outputs } from "./local-cloud.ts";
import type { Order } from "./shop.ts";

/** What the tables say of orders that were all confirmed; every number but `confirmed` should be 0. */
export interface Audit {
  readonly confirmed: number;
  /** Accepted, but not confirmed in the table. */
  readonly lost: number;
  /** Orders with more than one authorization, capture or e-mail, or more than two changes. */
  readonly doubled: number;
  /** Orders that have less than that. */
  readonly undone: number;
  /** Orders whose pieces are not sold exactly once. */
  readonly unsold: number;
  /** Products of a store where delivered is not on hand + reserved + sold, or sold is not what was ordered. */
  readonly unbalanced: number;
}

const tally = (keys: readonly string[]): Map<string, number> => {
  const tallied = new Map<string, number>();
  for (const key of keys) tallied.set(key, (tallied.get(key) ?? 0) + 1);
  return tallied;
};

/** A message that was with a function when its process ended comes again after a minute, and then has to be worked on. */
const comesAgainWithinMs = 180_000;
const lookAgainMs = 500;

/**
 * Looks at the tables until everything is done, or nothing more was for three minutes: that it is quiet does not mean that
 * nothing comes. `placed` must be all orders that were ever placed.
 */
export const audit = async (aws: Aws, outputs: Outputs, placed: readonly Order[]): Promise<Audit> => {
  let fewest = Number.POSITIVE_INFINITY;
  let giveUpAt = 0;
  for (;;) {
    const found = await look(aws, outputs, placed);
    const left = found.lost + found.undone + found.unsold + found.unbalanced;
    if (left < fewest) {
      fewest = left;
      giveUpAt = Date.now() + comesAgainWithinMs;
    }
    if (left === 0 || Date.now() > giveUpAt) return found;
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
};

const look = async (aws: Aws, outputs: Outputs, placed: readonly Order[]): Promise<Audit> => {
  const orders = new Map(
    (await scan(aws, outputs.ordersTable, "order")).map((item) => [text(item, "orderId"), item]),
  );
  const payments = await scan(aws, outputs.paymentsTable, "paymentEvent");
  const perOrder = (type: string) =>
    tally(payments.filter((item) => text(item, "type") === type).map((item) => text(item, "orderId")));
  const authorized = perOrder("Authorized");
  const captured = perOrder("Captured");
  const reservations = new Map(
    (await scan(aws, outputs.inventoryTable, "reservation")).map((item) => [
      text(item, "orderId"),
      text(item, "status"),
    ]),
  );
  const emails = (await scan(aws, outputs.notificationsTable, "notification")).filter(
    (item) => text(item, "status") === "SENT",
  );
  const stock = await scan(aws, outputs.inventoryTable, "stock");

  const confirmed = placed.filter(({ orderId }) => text(orders.get(orderId) ?? {}, "status") === "CONFIRMED");
  const done = ({ orderId }: Order) => [
    authorized.get(orderId) ?? 0,
    captured.get(orderId) ?? 0,
    count(orders.get(orderId) ?? {}, "sequence") - 1,
  ];
  return {
    confirmed: confirmed.length,
    lost: placed.length - confirmed.length,
    doubled:
      confirmed.filter((order) => done(order).some((times) => times > 1)).length +
      Math.max(0, emails.length - confirmed.length),
    undone:
      confirmed.filter((order) => done(order).some((times) => times < 1)).length +
      Math.max(0, confirmed.length - emails.length),
    unsold: confirmed.filter(({ orderId }) => reservations.get(orderId) !== "SOLD").length,
    unbalanced: unbalanced(stock, confirmed),
  };
};

const unbalanced = (stock: readonly Item[], confirmed: readonly Order[]): number => {
  const ordered = new Map<string, number>();
  for (const { storeId, lines } of confirmed)
    for (const { sku, quantity } of lines) {
      const key = `${storeId} ${sku}`;
      ordered.set(key, (ordered.get(key) ?? 0) + quantity);
    }
  return stock.filter((item) => {
    const key = `${text(item, "storeId")} ${text(item, "sku")}`;
    const sold = count(item, "sold");
    const accounted = count(item, "onHand") + count(item, "reserved") + sold;
    return accounted !== count(item, "delivered") || sold !== (ordered.get(key) ?? 0);
  }).length;
};
