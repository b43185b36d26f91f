import type { OrderStatusMessage, OrderView } from "@sourdough/events-schema/http";

/** What a kitchen has to do and has done; in each list the order that got there last comes first. */
export interface KitchenBoard {
  readonly confirmed: readonly OrderView[];
  readonly ready: readonly OrderView[];
  /** The last few. */
  readonly collected: readonly OrderView[];
  /** Nobody came for them by the time the store closed; the last few. */
  readonly notCollected: readonly OrderView[];
  /** Called off while the kitchen had them on its board; the last few. */
  readonly cancelled: readonly OrderView[];
}

/** Lists lag behind messages: for so long a message is right where a list says otherwise. */
const listsLag = 5000;
const mostCollected = 50;
const mostCancelled = 20;

/** A message, and when it came, by the clock of this machine. */
interface Heard {
  message: OrderStatusMessage;
  at: number;
}

interface Card {
  order: OrderView;
  heardAt: number;
}

/** A board that lists and messages write on, whichever comes first. */
export const createBoard = (now: () => number) => {
  const cards = new Map<string, Card>();
  /** Of orders that no list has shown. */
  const heard = new Map<string, Heard>();

  const inStatus = (status: OrderView["status"]) =>
    [...cards.values()].flatMap(({ order }) => (order.status === status ? [order] : [])).sort(newestFirst);

  const takeListed = (order: OrderView) => {
    const { orderId, sequence } = order;
    const known = cards.get(orderId);
    if (known && known.order.sequence >= sequence) return;
    const newer = heard.get(orderId);
    heard.delete(orderId);
    cards.set(
      orderId,
      newer && newer.message.sequence > sequence
        ? { order: changed(order, newer.message), heardAt: newer.at }
        : { order, heardAt: known?.heardAt ?? 0 },
    );
  };

  return {
    /** How many orders messages were about that ought to be in the lists, but were not when last seen. */
    missing: () => [...heard.values()].filter(({ message }) => message.status !== "CANCELLED").length,

    forgetMissing: () => heard.clear(),

    /** False when there is nothing new to see. */
    apply(message: OrderStatusMessage): boolean {
      const { orderId, sequence, status } = message;
      const card = cards.get(orderId);
      if (!card) {
        const before = heard.get(orderId)?.message.sequence ?? 0;
        if (before < sequence) heard.set(orderId, { message, at: now() });
        return false;
      }
      if (sequence <= card.order.sequence) return false;
      cards.set(orderId, { order: changed(card.order, message), heardAt: now() });
      if (status === "CANCELLED")
        for (const old of inStatus("CANCELLED").slice(mostCancelled)) cards.delete(old.orderId);
      return true;
    },

    /** Takes what the lists show; an order that moves may be in two of them, or for a moment in none. */
    replace(listed: readonly OrderView[]): void {
      const seen = new Set(listed.map(({ orderId }) => orderId));
      for (const order of listed) takeListed(order);
      const longAgo = now() - listsLag;
      for (const [orderId, { order, heardAt }] of cards)
        if (order.status !== "CANCELLED" && !seen.has(orderId) && heardAt < longAgo) cards.delete(orderId);
      for (const [orderId, { message, at }] of heard)
        if (message.status === "CANCELLED" && at < longAgo) heard.delete(orderId);
    },

    view: (): KitchenBoard => ({
      confirmed: inStatus("CONFIRMED"),
      ready: inStatus("READY"),
      collected: inStatus("COLLECTED").slice(0, mostCollected),
      notCollected: inStatus("NOT_COLLECTED").slice(0, mostCollected),
      cancelled: inStatus("CANCELLED"),
    }),
  };
};

const changed = (order: OrderView, { status, sequence, at, unpaid }: OrderStatusMessage): OrderView => ({
  ...order,
  status,
  sequence,
  updatedAt: at,
  unpaid: unpaid ?? order.unpaid,
});

const newestFirst = (a: OrderView, b: OrderView) =>
  b.updatedAt.localeCompare(a.updatedAt) || b.orderId.localeCompare(a.orderId);
