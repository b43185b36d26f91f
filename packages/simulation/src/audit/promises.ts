import type { Promised } from "../habits.ts";
import type { Item } from "../state.ts";

const kept: Readonly<Record<Promised["command"], readonly string[]>> = {
  cancel: ["CANCELLED"],
  ready: ["READY", "COLLECTED", "NOT_COLLECTED"],
  collected: ["COLLECTED"],
};

/** What somebody was told is done stays done. */
export const brokenPromises = (promised: readonly Promised[], orders: ReadonlyMap<string, Item>): string[] =>
  promised.flatMap(({ orderId, command }) => {
    const status = String(orders.get(orderId)?.status);
    return kept[command].includes(status)
      ? []
      : [`${orderId} is ${status}, and somebody was told that ${command} is done.`];
  });
