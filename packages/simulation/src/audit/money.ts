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

/** The ledger's entries are numbered without a gap, and money is held, taken and given back once in it. */
export const wrongLedgers = (payments: readonly Item[]): string[] => {
  const entries = Map.groupBy(
    payments.filter(({ entity }) => entity === "paymentEvent"),
    ({ orderId }) => String(orderId),
  );
  return [...entries].flatMap(([orderId, own]) => {
    const versions = own.map(({ version }) => Number(version)).sort((a, b) => a - b);
    const gap = versions.some((version, index) => version !== index + 1);
    const repeated = ["Opened", "Authorized", "Captured", "Voided"].filter(
      (type) => own.filter((entry) => entry.type === type).length > 1,
    );
    return [
      ...(gap ? [`The ledger of ${orderId} has the entries ${versions.join(", ")}.`] : []),
      ...repeated.map((type) => `The ledger of ${orderId} says ${type} more than once.`),
    ];
  });
};
