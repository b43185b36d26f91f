import type { SimulatedApp } from "sourdough-local/simulation";
import type { StripeStandIn } from "sourdough-local/stripe";
import type { Item } from "../state.ts";

const isPaid = (status: unknown) =>
  ["CONFIRMED", "READY", "COLLECTED", "NOT_COLLECTED"].includes(String(status));

/** By the provider's books: one authorization at most, the money of who gets bread is taken once, that of all others is theirs. */
export const wrongMoney = ({ standIns }: SimulatedApp, orders: ReadonlyMap<string, Item>): string[] => {
  const provider = standIns["https://api.stripe.com"] as StripeStandIn;
  const known = new Set(provider.ledger().map(({ metadata }) => String(metadata.orderId)));
  return [...new Set([...known, ...orders.keys()])].flatMap((orderId) => {
    const order = orders.get(orderId);
    const money = provider.money({ orderId });
    const due = isPaid(order?.status) && !order?.unpaid ? Number(order?.totalCents) : 0;
    const isRight = money.authorizations <= 1 && money.held === 0 && money.captured - money.refunded === due;
    return isRight
      ? []
      : [`${orderId} is ${order?.status} with ${due} due, and its money is ${JSON.stringify(money)}.`];
  });
};
