import { untilIdle } from "./console.ts";
import type { PlacedOrder, Shop } from "./shop.ts";

export interface Run {
  readonly placed: PlacedOrder[];
  /** Milliseconds of each order to its last message. */
  readonly times: number[];
  readonly perSecond: number;
}

/** As many customers as `inFlight` who order again as soon as their order ended. The rate counts until all is delivered;
 * `most` orders at most. */
export const closedLoop = async (
  shop: Shop,
  inFlight: number,
  ms: number,
  most = Number.POSITIVE_INFINITY,
): Promise<Run> => {
  const placed: PlacedOrder[] = [];
  const times: number[] = [];
  const startedAt = Date.now();
  let begun = 0;
  const customer = async () => {
    while (Date.now() - startedAt < ms && begun++ < most) {
      const order = await shop.place();
      placed.push(order);
      times.push((await order.end).ms);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, customer));
  const endedAt = await untilIdle(shop.outputs.consoleUrl);
  return { placed, times, perSecond: (placed.length * 1000) / (endedAt - startedAt) };
};

/** Calls `send` so often a second, whether or not what it sent before has an answer; resolves when all are sent. */
export const openLoop = async <Sent>(
  perSecond: number,
  seconds: number,
  send: () => Promise<Sent>,
): Promise<Sent[]> => {
  const sent: Promise<Sent>[] = [];
  const startedAt = performance.now();
  const count = Math.round(perSecond * seconds);
  while (sent.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) / 1000) * perSecond) + 1);
    while (sent.length < due) sent.push(send());
    await new Promise((resolve) => setTimeout(resolve, Math.min(1000 / perSecond, 20)));
  }
  return Promise.all(sent);
};
