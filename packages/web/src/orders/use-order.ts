import type { OrderStatusMessage, OrderView } from "@sourdough/events-schema/http";
import type { Connection, Customer, OrderError } from "@sourdough/order-client";
import { useCallback, useEffect, useState } from "react";
import { toOrderError } from "../app/to-order-error.ts";
import { checkouts } from "../checkout/use-checkout.ts";
import { client } from "../client.ts";
import { mayReturnMore } from "./returns.ts";

export interface FollowedOrder {
  changes: readonly OrderStatusMessage[];
  order: OrderView | undefined;
  connection: Connection | "ended";
  problem: OrderError | undefined;
}

const looksForReturns = 10;
const firstPause = 250;
const longestPause = 4000;

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });

const nothing: FollowedOrder = {
  changes: [],
  order: undefined,
  connection: "connecting",
  problem: undefined,
};

/**
 * Follows an order for as long as the page shows it, once it is known who is signed in. Starts over when somebody signs
 * in, also the same customer after a session that ended.
 */
export const useOrder = (orderId: string, customer: Customer | null | undefined) => {
  const [state, setState] = useState(nothing);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a customer or another try starts over.
  useEffect(() => {
    if (customer === undefined) return;
    const abort = new AbortController();
    const { signal } = abort;
    const update = (more: Partial<FollowedOrder>) =>
      signal.aborted || setState((before) => ({ ...before, ...more }));
    const follow = async () => {
      // An order on its way may not be there yet; any other has to be.
      if (!checkouts.get(orderId)) update({ order: await client.order(orderId, { signal }) });
      const onConnection = (connection: Connection) => update({ connection });
      for await (const change of client.watchOrder(orderId, { signal, onConnection })) {
        if (signal.aborted) return;
        setState((before) => ({ ...before, changes: [...before.changes, change] }));
        client.order(orderId, { signal }).then(
          (order) => update({ order }),
          () => {},
        );
      }
      update({ connection: "ended" });
      await followReturns();
    };
    /** Stock and money come back a moment after the order came to nothing. */
    const followReturns = async () => {
      for (let look = 0; look < looksForReturns && !signal.aborted; look++) {
        const order = await client.order(orderId, { signal }).catch(() => undefined);
        if (order) update({ order });
        if (order && !mayReturnMore(order)) return;
        await pause(Math.min(firstPause * 2 ** look, longestPause), signal);
      }
    };
    setState(nothing);
    follow().catch((error: unknown) => signal.aborted || update({ problem: toOrderError(error) }));
    return () => abort.abort();
  }, [orderId, customer, round]);

  const tryAgain = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, tryAgain };
};
