import { testProduct, testStore } from "@sourdough/events-schema/stores";
import {
  type Connection,
  createOrderClient,
  newOrderId,
  type OrderClientOptions,
  OrderError,
} from "@sourdough/order-client";
import type { Change, Shop } from "../use-cases/ports.ts";

/** A card of the provider's test mode that always pays: https://docs.stripe.com/testing */
const testCard = "pm_card_visa";
const over: ReadonlySet<string> = new Set(["REJECTED", "CANCELLED", "COLLECTED", "NOT_COLLECTED"]);

/** The shop through the client that its page uses. */
export const shopClient = (
  options: OrderClientOptions,
  credentials: { email: string; password: string },
): Shop => {
  const client = createOrderClient(options);

  return {
    signIn: async () => {
      await client.signIn(credentials);
    },
    openOrders: async () => {
      const { orders } = await client.orders();
      return orders.filter(({ status }) => !over.has(status)).map(({ orderId }) => orderId);
    },
    priceCents: async () => {
      // Without its one product the store has no menu, which is no such store.
      const menu = await client.menu(testStore).catch((error: unknown) => {
        if (error instanceof OrderError && error.code === "not_found") return [];
        throw error;
      });
      const item = menu.find(({ sku }) => sku === testProduct);
      if (!item)
        throw new Error(
          `${testStore} does not sell ${testProduct}: import the menu, "node services/inventory/src/import-menu.ts" by "sst shell".`,
        );
      return item.priceCents;
    },
    newOrderId,
    follow: (orderId, signal) =>
      new Promise((resolve, reject) => {
        let live = false;
        const onConnection = (connection: Connection) => {
          live = connection === "live";
          if (live) resolve(withConnection());
        };
        const messages = client.watchOrder(orderId, { signal, onConnection });
        // The generator connects with the first step that is asked of it.
        const first = messages.next();
        first.catch(reject);
        signal.addEventListener("abort", () => reject(new Error("The socket did not open in time.")));

        async function* withConnection(): AsyncGenerator<Change, void, undefined> {
          for (let next = await first; !next.done; next = await messages.next()) {
            const { status, reason } = next.value;
            yield { status, reason, live };
          }
        }
      }),
    place: async (orderId, priceCents) => {
      const lines = [{ sku: testProduct, quantity: 1, unitPriceCents: priceCents }];
      await client.placeOrder({ storeId: testStore, paymentMethodId: testCard, lines }, { orderId });
    },
    cancel: async (orderId) => {
      try {
        await client.cancelOrder(orderId);
      } catch (error) {
        if (!(error instanceof OrderError && error.code === "conflict")) throw error;
      }
    },
  };
};
