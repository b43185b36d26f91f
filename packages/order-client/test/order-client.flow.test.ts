import { type Bakery, openBakery } from "@sourdough/test-kit";
import { events } from "aws-amplify/data";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  type Connection,
  createOrderClient,
  newOrderId,
  type OrderClient,
  type TokenStorage,
} from "../src/index.ts";
import { memoryStorage } from "../src/memory-storage.ts";
import { openBreakableProxy } from "./breakable-proxy.ts";

let bakery: Bakery;
let realtime: Awaited<ReturnType<typeof openBreakableProxy>>;
let ann: OrderClient;

beforeAll(async () => {
  bakery = await openBakery();
  realtime = await openBreakableProxy(bakery.outputs.realtimeHttpUrl);
  ann = await signedUp("ann@example.com");
});
afterEach(() => bakery.faults.clear());
afterAll(async () => {
  await events.closeAll().catch(() => undefined);
  realtime?.close();
  await bakery?.stop();
});

const newClient = (storage?: TokenStorage) => {
  const { apiUrl, region, userPoolId, userPoolClientId, awsEndpoint } = bakery.outputs;
  return createOrderClient({
    apiUrl,
    realtimeUrl: realtime.url,
    region,
    userPoolId,
    userPoolClientId,
    userPoolEndpoint: `${awsEndpoint}/`,
    storage,
  });
};
const password = "croissant1";
const signedUp = async (email: string) => {
  const client = newClient();
  await client.signUp({ email, password });
  await client.signIn({ email, password });
  return client;
};
const croissants = (paymentMethodId = "pm_card_visa") => ({
  storeId: "store-1",
  paymentMethodId,
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
});

/** Watches until the order is decided; the first change may be asked for before the order is placed. */
const watching = (client: OrderClient, orderId: string, signal?: AbortSignal) => {
  const connections: Connection[] = [];
  const seen: string[] = [];
  const decided = (async () => {
    const onConnection = (connection: Connection) => void connections.push(connection);
    for await (const { status, sequence, reason } of client.watchOrder(orderId, { onConnection, signal })) {
      seen.push([sequence, status, reason].filter(Boolean).join(" "));
      if (status !== "PENDING") return;
    }
  })();
  return { connections, seen, decided };
};
const live = (watch: ReturnType<typeof watching>) =>
  bakery.until("the channel is live", () => watch.connections.at(-1) === "live");

test("orders and follows the order live", async () => {
  const orderId = newOrderId();
  const watch = watching(ann, orderId);
  await live(watch);
  await expect(ann.placeOrder(croissants(), { orderId })).resolves.toEqual({ orderId, status: "RECEIVED" });
  await watch.decided;

  expect(watch.seen).toEqual(["1 PENDING", "2 CONFIRMED"]);
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CONFIRMED", totalCents: 840 });
  expect((await ann.orders()).orders[0]).toMatchObject({ orderId });
});

test("says why an order was rejected", async () => {
  const orderId = newOrderId();
  const watch = watching(ann, orderId);
  await live(watch);
  await ann.placeOrder(croissants("pm_card_chargeDeclined"), { orderId });
  await watch.decided;

  expect(watch.seen).toEqual(["1 PENDING", "2 REJECTED payment_declined"]);
});

test("shows the stores and their menus to anyone", async () => {
  const visitor = newClient();
  const stores = await visitor.stores();

  expect(stores.map(({ storeId }) => storeId)).toEqual(["store-1", "store-2"]);
  const menu = await visitor.menu("store-1");
  expect(menu.find(({ sku }) => sku === "butter-croissant")).toMatchObject({ priceCents: 280 });
  await expect(visitor.customer()).resolves.toBeUndefined();
  await expect(visitor.orders()).rejects.toMatchObject({ name: "OrderError", code: "signed_out" });
});

test("says that the account is gone when the tokens are of another user pool", async () => {
  const storage = memoryStorage();
  const foreign: TokenStorage = {
    ...storage,
    getItem: async (key) => {
      const value = await storage.getItem(key);
      if (key.endsWith(".refreshToken")) return value && "of-another-pool";
      return key.endsWith(".idToken") ? (value?.replace(/\.[^.]*$/, ".AAAA") ?? null) : value;
    },
  };
  const account = { email: "cara@example.com", password };
  const before = newClient(storage);
  await before.signUp(account);
  await before.signIn(account);
  const after = newClient(foreign);
  await expect(after.customer()).resolves.toMatchObject({ email: account.email });

  const gone = { name: "OrderError", code: "account_gone" };
  await expect(after.orders()).rejects.toMatchObject(gone);
  await expect(after.customer()).rejects.toMatchObject(gone);
  await expect(after.placeOrder(croissants())).rejects.toMatchObject(gone);
  await after.signUp({ ...account, email: "cara-again@example.com" });
  await expect(after.signIn({ ...account, email: "cara-again@example.com" })).resolves.toMatchObject({
    email: "cara-again@example.com",
  });
});

test("keeps the customers of one process apart", async () => {
  const bob = await signedUp("bob@example.com");
  const { orderId } = await ann.placeOrder(croissants());
  await watching(ann, orderId).decided;
  const left = new AbortController();
  const watch = watching(bob, orderId, left.signal);
  await live(watch);

  await expect(bob.customer()).resolves.toMatchObject({ email: "bob@example.com", groups: [] });
  await expect(bob.order(orderId)).rejects.toMatchObject({ code: "not_found", status: 404 });
  expect((await bob.orders()).orders).toEqual([]);
  expect(watch.seen).toEqual([]);

  left.abort();
  await watch.decided;
  await bob.signOut();
  await expect(bob.customer()).resolves.toBeUndefined();
  await expect(ann.customer()).resolves.toMatchObject({ email: "ann@example.com" });
});

test.each([
  ["a wrong password", { email: "ann@example.com", password: "baguette22" }, "wrong_password"],
  ["somebody unknown", { email: "nobody@example.com", password }, "wrong_password"],
])("does not sign in with %s", async (_, credentials, code) => {
  await expect(newClient().signIn(credentials)).rejects.toMatchObject({ name: "OrderError", code });
});

test.each([
  ["an address that is taken", { email: "ann@example.com", password }, "email_taken"],
  ["a short password", { email: "carl@example.com", password: "abc1" }, "weak_password"],
])("does not sign up with %s", async (_, credentials, code) => {
  await expect(newClient().signUp(credentials)).rejects.toMatchObject({ name: "OrderError", code });
});

const deliver = (plan: (status: string) => readonly number[]) =>
  bakery.faults.onDelivery(({ service, payload }) =>
    service === "appsync" ? plan(/"status\\*":\\*"(\w+)/.exec(JSON.stringify(payload))?.[1] ?? "") : [0],
  );

test("shows each change once and in order when messages come twice", async () => {
  deliver(() => [0, 0]);
  const orderId = newOrderId();
  const watch = watching(ann, orderId);
  await live(watch);
  await ann.placeOrder(croissants(), { orderId });
  await watch.decided;

  expect(watch.seen).toEqual(["1 PENDING", "2 CONFIRMED"]);
});

test("arrives at the newest change when a message is lost", async () => {
  deliver((status) => (status === "PENDING" ? [] : [0]));
  const orderId = newOrderId();
  const watch = watching(ann, orderId);
  await live(watch);
  await ann.placeOrder(croissants(), { orderId });
  await watch.decided;

  expect(watch.seen).toEqual(["2 CONFIRMED"]);
});

test("goes on over a dropped connection", async () => {
  bakery.faults.onDelivery(({ service, to }) =>
    service === "events" && to.includes("AuthorizePayment") ? [60_000] : [0],
  );
  const orderId = newOrderId();
  const watch = watching(ann, orderId);
  await live(watch);
  await ann.placeOrder(croissants(), { orderId });
  await bakery.until("the order is pending", () => watch.seen.length > 0);
  realtime.cut();
  await bakery.until("the drop is noticed", () => watch.connections.at(-1) === "reconnecting");
  await bakery.pass(60_000);
  await watch.decided;
  expect(watch.seen).toEqual(["1 PENDING", "2 CONFIRMED"]);

  bakery.faults.clear();
  realtime.mend();
  const next = newOrderId();
  const again = watching(ann, next);
  await bakery.until("the channel is live again", () => again.connections.at(-1) === "live");
  await ann.placeOrder(croissants(), { orderId: next });
  await again.decided;
  expect(again.seen).toEqual(["1 PENDING", "2 CONFIRMED"]);
});
