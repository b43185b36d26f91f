import type {
  MenuView,
  OrderChangeAnswer,
  OrderListView,
  OrderStatusMessage,
  OrderView,
  PlaceOrderAnswer,
  PlaceOrderBody,
  PopularView,
  StoresView,
} from "@sourdough/events-schema/http";
import { ulid } from "ulid";
import type { FollowOptions } from "./follow.ts";
import { followOrder } from "./follow-order.ts";
import { createHttp, type RequestOptions } from "./http.ts";
import type { Kitchen } from "./kitchen.ts";
import type { Office } from "./office.ts";
import type { OrderClientOptions } from "./options.ts";
import { OrderError, offline, signedOut } from "./order-error.ts";
import type { Credentials, Customer, Session } from "./session.ts";

export type Store = StoresView["stores"][number];
export type MenuItem = MenuView["items"][number];

type Abortable = Pick<RequestOptions, "signal">;

export interface PlaceOrderOptions extends Abortable {
  /** From `newOrderId()`. An order sent again under its id is the same order. */
  orderId?: string;
}

/** An id for an order, `ord-` and a ULID. Made by the client, so that a retried request is the same order. */
export const newOrderId = () => `ord-${ulid()}`;

/** A customer's shop. Methods throw `OrderError`. */
export interface OrderClient {
  /** `confirmed` is false when the customer has to enter the code from an e-mail: see `confirmSignUp`. */
  signUp(credentials: Credentials): Promise<{ confirmed: boolean }>;
  confirmSignUp(email: string, code: string): Promise<void>;
  signIn(credentials: Credentials): Promise<Customer>;
  signOut(): Promise<void>;
  /** Who is signed in, also from an earlier visit; `account_gone` when the bakery does not know them any more. */
  customer(): Promise<Customer | undefined>;
  stores(options?: Abortable): Promise<Store[]>;
  menu(storeId: string, options?: Abortable): Promise<MenuItem[]>;
  /** What was wanted most in the ten minutes before `at`. */
  popular(storeId: string, options?: Abortable): Promise<PopularView>;
  /** The same, again with each change, for whoever is signed in, until `signal` aborts. */
  watchPopular(storeId: string, options?: FollowOptions): AsyncGenerator<PopularView, void, undefined>;
  /** Newest first; pass `cursor` on for the next page, until there is none. */
  orders(options?: Abortable & { cursor?: string | undefined }): Promise<OrderListView>;
  order(orderId: string, options?: Abortable): Promise<OrderView>;
  /** Tries again for about four seconds while the network or the API fails. */
  placeOrder(order: PlaceOrderBody, options?: PlaceOrderOptions): Promise<PlaceOrderAnswer>;
  /**
   * The changes of an order in sequence, without a gap, over dropped connections too. May be called before the order
   * is placed. Ends after REJECTED, CANCELLED, COLLECTED or NOT_COLLECTED, and when `signal` aborts.
   */
  watchOrder(orderId: string, options?: FollowOptions): AsyncGenerator<OrderStatusMessage, void, undefined>;
  /** Possible until the order is ready, then `conflict`; stock and money are given back. */
  cancelOrder(orderId: string, options?: Abortable): Promise<OrderChangeAnswer>;
  /** For staff: `customer().groups` says who is. */
  kitchen(storeId: string): Promise<Kitchen>;
  /** For staff as well. */
  office(): Promise<Office>;
}

export const createOrderClient = (options: OrderClientOptions): OrderClient => {
  // Amplify is half of what a page would load first, and a menu needs none of it.
  let loading: Promise<Session> | undefined;
  const session = () => {
    loading ??= import("./session.ts").then(
      ({ createSession }) => createSession(options),
      (cause: unknown) => {
        // The network may be back when somebody asks again.
        loading = undefined;
        throw offline(cause);
      },
    );
    return loading;
  };

  const request = createHttp({
    apiUrl: options.apiUrl,
    token: async (renew) => (await session()).idToken(renew),
  });
  const order = (orderId: string, more: RequestOptions) =>
    request<OrderView>("GET", `/orders/${encodeURIComponent(orderId)}`, { ...more, signedIn: true });

  const popular: OrderClient["popular"] = (storeId, { signal } = {}) =>
    request("GET", `/stores/${encodeURIComponent(storeId)}/popular`, { signal });

  const snapshot = async (orderId: string, signal: AbortSignal | undefined) => {
    try {
      const found = await order(orderId, { signal, retry: false });
      const { status, sequence, reason, unpaid, updatedAt: at } = found;
      return { orderId, status, sequence, at, reason, unpaid };
    } catch (error) {
      if (error instanceof OrderError && error.code === "not_found") return undefined;
      throw error;
    }
  };

  return {
    signUp: async (credentials) => (await session()).signUp(credentials),
    confirmSignUp: async (email, code) => (await session()).confirmSignUp(email, code),
    signIn: async (credentials) => (await session()).signIn(credentials),
    signOut: async () => (await session()).signOut(),
    customer: async () => (await session()).customer(),

    stores: async (more) => (await request<StoresView>("GET", "/stores", { ...more })).stores,
    menu: async (storeId, more) =>
      (await request<MenuView>("GET", `/stores/${encodeURIComponent(storeId)}/menu`, { ...more })).items,

    popular,
    async *watchPopular(storeId, more = {}) {
      const [{ followPopular }, { context }] = await Promise.all([import("./follow-popular.ts"), session()]);
      yield* followPopular(() => popular(storeId, more), context, storeId, more);
    },

    orders: ({ cursor, signal } = {}) =>
      request("GET", `/orders${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`, {
        signal,
        signedIn: true,
      }),
    order: (orderId, more) => order(orderId, { ...more }),
    placeOrder: (body, { orderId = newOrderId(), signal } = {}) =>
      request("PUT", `/orders/${encodeURIComponent(orderId)}`, { body, signal, signedIn: true }),

    async *watchOrder(orderId, more = {}) {
      const { customer: find, channel } = await session();
      const customer = await find();
      if (!customer) throw signedOut();
      const sources = {
        channel: channel(customer),
        snapshot: () => snapshot(orderId, more.signal),
      };
      yield* followOrder(sources, orderId, more);
    },

    cancelOrder: (orderId, more) =>
      request("POST", `/orders/${encodeURIComponent(orderId)}/cancel`, { ...more, signedIn: true }),

    kitchen: async (storeId) => {
      const [{ createKitchen }, { context }] = await Promise.all([import("./kitchen.ts"), session()]);
      return createKitchen(request, context, storeId);
    },
    office: async () => {
      const [{ createOffice }, { context }] = await Promise.all([import("./office.ts"), session()]);
      return createOffice(request, context);
    },
  };
};
