import type { SimulatedApp } from "sourdough-local/simulation";
import { type PaymentOffice, providerOf } from "../payment-office.ts";
import type { Item } from "../state.ts";
import type { PublishedEvent } from "./published.ts";

const isPaid = (status: unknown) =>
  ["CONFIRMED", "READY", "COLLECTED", "NOT_COLLECTED"].includes(String(status));

/** A clock of a function may be that wrong, and another's as well. */
const CLOCKS_DIFFER_MS = 5_000;

/** No order is confirmed before its money is held. */
export const wrongConfirmations = (app: SimulatedApp, published: readonly PublishedEvent[]): string[] => {
  const held = new Map<unknown, number>();
  for (const { kind, at, metadata } of providerOf(app).ledger())
    if (kind === "authorized") held.set(metadata.orderId, Math.min(at, held.get(metadata.orderId) ?? at));
  return published
    .filter(({ detailType }) => detailType === "OrderConfirmed")
    .filter(
      ({ data }) => !(held.get(data.orderId)! <= Date.parse(String(data.confirmedAt)) + CLOCKS_DIFFER_MS),
    )
    .map(({ data }) => `${data.orderId} was confirmed at ${data.confirmedAt}, before its money was held.`);
};

/** By the provider's books: one authorization at most, the money of who gets bread is taken once, that of all others is theirs. */
export const wrongMoney = (
  app: SimulatedApp,
  orders: ReadonlyMap<string, Item>,
  { givenBack }: PaymentOffice,
): string[] => {
  const provider = providerOf(app);
  const known = new Set(provider.ledger().map(({ metadata }) => String(metadata.orderId)));
  return [...new Set([...known, ...orders.keys()])].flatMap((orderId) => {
    const order = orders.get(orderId);
    const money = provider.money({ orderId });
    const byHand = givenBack.get(orderId) ?? 0;
    const due = isPaid(order?.status) && !order?.unpaid ? Number(order?.totalCents) - byHand : 0;
    const isRight = money.authorizations <= 1 && money.held === 0 && money.captured - money.refunded === due;
    const noted = Number(order?.refundedCents ?? 0);
    return [
      ...(isRight
        ? []
        : [`${orderId} is ${order?.status} with ${due} due, and its money is ${JSON.stringify(money)}.`]),
      ...(noted === byHand || !isPaid(order?.status)
        ? []
        : [`${byHand} cents of ${orderId} were given back by hand, and the order says ${noted}.`]),
    ];
  });
};
