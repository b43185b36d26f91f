import { type Aws, count, type Item, scan, text } from "./aws.ts";
import type { Outputs } from "./local-cloud.ts";
import type { Order } from "./shop.ts";

/** What the tables say of orders that were all confirmed; every number but `confirmed` should be 0. */
export interface Audit {
  readonly confirmed: number;
  /** Accepted, but not confirmed in the table. */
  readonly lost: number;
  /** Orders with another number than one of authorizations, captures or e-mails, or of changes than two. */
  readonly doubled: number;
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

/** `placed` must be all orders that were ever placed. */
export const audit = async (aws: Aws, outputs: Outputs, placed: readonly Order[]): Promise<Audit> => {
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
  const once = ({ orderId }: Order) =>
    authorized.get(orderId) === 1 &&
    captured.get(orderId) === 1 &&
    count(orders.get(orderId) ?? {}, "sequence") === 2;
  return {
    confirmed: confirmed.length,
    lost: placed.length - confirmed.length,
    doubled: confirmed.filter((order) => !once(order)).length + Math.abs(emails.length - confirmed.length),
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
