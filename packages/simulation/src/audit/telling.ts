import type { SimulatedApp } from "sourdough-local/simulation";
import { type Item, itemsOf } from "../state.ts";
import type { PublishedEvent } from "./published.ts";

/** Each change of an order was published, in a row of numbers without a gap; nothing is left in an outbox. */
export const wrongTelling = (
  app: SimulatedApp,
  orders: ReadonlyMap<string, Item>,
  published: readonly PublishedEvent[],
): string[] => {
  const told = new Map<string, Map<number, unknown>>();
  const ids = new Map<string, string>();
  const wrong: string[] = [];
  for (const { detailType, eventId, data } of published) {
    if (detailType !== "OrderStatusChanged") continue;
    const { orderId, sequence, status } = data as { orderId: string; sequence: number; status: string };
    const own = told.get(orderId) ?? new Map<number, unknown>();
    if ((own.get(sequence) ?? status) !== status)
      wrong.push(`Change ${sequence} of ${orderId} was told as ${own.get(sequence)} and as ${status}.`);
    told.set(orderId, own.set(sequence, status));
    const change = `${orderId} ${sequence}`;
    if ((ids.get(change) ?? eventId) !== eventId)
      wrong.push(`Change ${sequence} of ${orderId} was made twice.`);
    ids.set(change, eventId);
  }
  for (const [orderId, { sequence, status }] of orders) {
    const numbers = [...(told.get(orderId)?.keys() ?? [])].sort((a, b) => a - b);
    const isWhole = numbers.length === sequence && numbers.every((number, index) => number === index + 1);
    if (!isWhole) wrong.push(`${orderId} is at change ${sequence}, and told were ${numbers.join(", ")}.`);
    else if (told.get(orderId)?.get(Number(sequence)) !== status)
      wrong.push(`${orderId} is ${status}, and the last that was told is something else.`);
  }
  const eventIds = new Set(published.map(({ eventId }) => eventId));
  for (const service of ["orders", "payments", "inventory", "notifications"])
    for (const { entity, sk, detailType } of itemsOf(app, service))
      if (entity === "outbox" && !eventIds.has(sk))
        wrong.push(`${detailType} ${sk} of ${service} is in the outbox, and was never published.`);
  return wrong;
};
