import { newOrderId, type OrderClient, type OrderError } from "@sourdough/order-client";
import { toOrderError } from "../app/to-order-error.ts";

export type OrderBody = Parameters<OrderClient["placeOrder"]>[0];

/** An order on its way to the bakery. */
export interface Checkout {
  orderId: string;
  body: OrderBody;
  state: "sending" | "received" | "failed";
  receivedAt?: string;
  error?: OrderError;
}

interface Memory {
  read(): Unsent[] | undefined;
  write(unsent: Unsent[]): void;
}

/** What is kept over a reload: the same id goes out again, so it is the same order. */
type Unsent = Pick<Checkout, "orderId" | "body">;

export const areUnsent = (value: unknown): value is Unsent[] =>
  Array.isArray(value) &&
  value.every((one) => typeof one?.orderId === "string" && Array.isArray(one.body?.lines));

/** Sends orders, and holds on to what could not be sent until it is, or the customer takes it back. */
export const createCheckouts = (
  client: Pick<OrderClient, "placeOrder">,
  memory: Memory,
  onReceived: (body: OrderBody) => void = () => {},
) => {
  const checkouts = new Map<string, Checkout>();
  const listeners = new Set<() => void>();

  const set = (checkout: Checkout) => {
    checkouts.set(checkout.orderId, checkout);
    notify();
  };
  const notify = () => {
    memory.write(
      [...checkouts.values()]
        .filter(({ state }) => state !== "received")
        .map(({ orderId, body }) => ({ orderId, body })),
    );
    for (const listener of listeners) listener();
  };

  const send = async ({ orderId, body }: Unsent) => {
    if (checkouts.get(orderId)?.state === "sending") return;
    set({ orderId, body, state: "sending" });
    try {
      await client.placeOrder(body, { orderId });
      onReceived(body);
      if (checkouts.has(orderId))
        set({ orderId, body, state: "received", receivedAt: new Date().toISOString() });
    } catch (error) {
      if (checkouts.has(orderId)) set({ orderId, body, state: "failed", error: toOrderError(error) });
    }
  };

  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get: (orderId: string) => checkouts.get(orderId),
    /** Starts to send and returns the order's id at once. */
    start: (body: OrderBody) => {
      const orderId = newOrderId();
      void send({ orderId, body });
      return orderId;
    },
    resend: (orderId: string) => {
      const checkout = checkouts.get(orderId);
      if (checkout) void send(checkout);
    },
    /** Sends again what only the network held up, under the ids it had. */
    resume: () => {
      for (const unsent of memory.read() ?? []) {
        const { error } = checkouts.get(unsent.orderId) ?? {};
        if (!error || error.code === "offline" || error.code === "unavailable") void send(unsent);
      }
    },
    /** Forgets an order that was not sent, and gives back what was in it. */
    takeBack: (orderId: string) => {
      const checkout = checkouts.get(orderId);
      checkouts.delete(orderId);
      notify();
      return checkout?.body;
    },
  };
};
