import type {
  KitchenStatus,
  OrderChangeAnswer,
  OrderListView,
  OrderStatusMessage,
} from "@sourdough/events-schema/http";
import { isStatusMessage } from "./customer-channel.ts";
import type { FollowOptions, StatusListener } from "./follow.ts";
import { followKitchen } from "./follow-kitchen.ts";
import type { Request, RequestOptions } from "./http.ts";
import type { KitchenBoard } from "./kitchen-board.ts";
import { createLiveChannel } from "./live-channel.ts";
import type { AmplifyContext } from "./session.ts";

type Abortable = Pick<RequestOptions, "signal">;

/** A store's kitchen, for staff. Methods throw `OrderError`, with `forbidden` for anybody else. */
export interface Kitchen {
  /** Newest in that status first; pass `cursor` on for the next page, until there is none. */
  orders(
    status: KitchenStatus,
    options?: Abortable & { cursor?: string | undefined },
  ): Promise<OrderListView>;
  /** `conflict` when the order is not confirmed; the same answer when it was marked before. */
  markReady(orderId: string): Promise<OrderChangeAnswer>;
  markCollected(orderId: string): Promise<OrderChangeAnswer>;
  /** The board, again with each change, over dropped connections too, until `signal` aborts. */
  watch(options?: FollowOptions): AsyncGenerator<KitchenBoard, void, undefined>;
}

/** More than a kitchen bakes in a morning: whatever is beyond is for another day. */
const mostPages = 10;

export const createKitchen = (request: Request, context: AmplifyContext, storeId: string): Kitchen => {
  const listeners = new Set<StatusListener>();
  const notify = (message: OrderStatusMessage) => {
    for (const listener of listeners) listener.onMessage(message);
  };
  const channel = createLiveChannel(context, `/kitchen/${storeId}`, {
    onEvent: (event) => isStatusMessage(event) && notify(event),
    onLive: (live) => {
      for (const listener of listeners) listener.onConnection(live);
    },
  });

  const orders: Kitchen["orders"] = (status, { cursor, signal } = {}) => {
    const query = new URLSearchParams({ status });
    if (cursor) query.set("cursor", cursor);
    const path = `/kitchen/${encodeURIComponent(storeId)}/orders?${query}`;
    return request<OrderListView>("GET", path, { signal, signedIn: true });
  };
  const all = async (status: KitchenStatus, signal: AbortSignal | undefined) => {
    const found: OrderListView["orders"] = [];
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await orders(status, { cursor, signal });
      found.push(...answer.orders);
      cursor = answer.cursor;
      if (!cursor) break;
    }
    return found;
  };
  const command = async (orderId: string, verb: "ready" | "collected") => {
    const path = `/orders/${encodeURIComponent(orderId)}/${verb}`;
    const answer = await request<OrderChangeAnswer>("POST", path, { signedIn: true });
    // The board need not wait for the channel to say the same.
    notify(answer);
    return answer;
  };

  return {
    orders,
    markReady: (orderId) => command(orderId, "ready"),
    markCollected: (orderId) => command(orderId, "collected"),
    watch: (options = {}) => {
      const { signal } = options;
      const listen = (listener: StatusListener) => {
        listeners.add(listener);
        channel.open();
        if (channel.live) listener.onConnection(true);
        return () => {
          listeners.delete(listener);
          if (listeners.size === 0) channel.close();
        };
      };
      const lists = async () => {
        const found = await Promise.all([
          all("CONFIRMED", signal),
          all("READY", signal),
          orders("COLLECTED", { signal }).then((page) => page.orders),
          orders("NOT_COLLECTED", { signal }).then((page) => page.orders),
        ]);
        return found.flat();
      };
      return followKitchen({ listen, lists }, options);
    },
  };
};
