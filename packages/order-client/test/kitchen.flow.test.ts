import { AdminAddUserToGroupCommand } from "@aws-sdk/client-cognito-identity-provider";
import { type Bakery, openBakery } from "@sourdough/test-kit";
import { events } from "aws-amplify/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOrderClient, type KitchenBoard, type OrderClient } from "../src/index.ts";

let bakery: Bakery;
let ann: OrderClient;
let baker: OrderClient;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await signedUp("ann@example.com");
  baker = await signedUp("baker@example.com", "staff");
});
afterAll(async () => {
  await events.closeAll().catch(() => undefined);
  await bakery?.stop();
});

const signedUp = async (email: string, group?: string) => {
  const { apiUrl, realtimeHttpUrl, region, userPoolId, userPoolClientId, awsEndpoint } = bakery.outputs;
  const client = createOrderClient({
    apiUrl,
    realtimeUrl: realtimeHttpUrl,
    region,
    userPoolId,
    userPoolClientId,
    userPoolEndpoint: `${awsEndpoint}/`,
  });
  const credentials = { email, password: "croissant1" };
  await client.signUp(credentials);
  if (group)
    await bakery.clients.cognito.send(
      new AdminAddUserToGroupCommand({ UserPoolId: userPoolId, Username: email, GroupName: group }),
    );
  await client.signIn(credentials);
  return client;
};
const place = async (quantity: number) => {
  const lines = [{ sku: "butter-croissant", quantity, unitPriceCents: 280 }];
  const { orderId } = await ann.placeOrder({ storeId: "store-1", paymentMethodId: "pm_card_visa", lines });
  return orderId;
};

test("staff see an order come in, move it, and see another one called off", async () => {
  const kitchen = await baker.kitchen("store-1");
  const leaving = new AbortController();
  let board: KitchenBoard | undefined;
  let connection = "";
  const watching = (async () => {
    const onConnection = (now: string) => {
      connection = now;
    };
    for await (const now of kitchen.watch({ signal: leaving.signal, onConnection })) board = now;
  })();
  const cards = (list: keyof KitchenBoard) =>
    board?.[list].map(({ orderId, lines }) => `${orderId} ${lines[0]?.quantity}`) ?? [];
  await bakery.until("the kitchen is live", () => connection === "live");

  const first = await place(3);
  await bakery.until("the order is on the board", () => cards("confirmed").includes(`${first} 3`));
  await expect(kitchen.markReady(first)).resolves.toMatchObject({ orderId: first, status: "READY" });
  await bakery.until("it is ready", () => cards("ready").includes(`${first} 3`));
  await kitchen.markCollected(first);
  await bakery.until("it is collected", () => cards("collected").includes(`${first} 3`));

  const second = await place(2);
  await bakery.until("the next order is on the board", () => cards("confirmed").includes(`${second} 2`));
  await expect(ann.cancelOrder(second)).resolves.toMatchObject({ status: "CANCELLED", sequence: 3 });
  await bakery.until("it is called off", () => cards("cancelled").includes(`${second} 2`));
  expect(cards("confirmed")).toEqual([]);
  expect(cards("ready")).toEqual([]);

  leaving.abort();
  await watching;
});

test("says why not, in words for code to branch on", async () => {
  const kitchen = await ann.kitchen("store-1");
  const orderId = await place(1);

  await expect(kitchen.orders("CONFIRMED")).rejects.toMatchObject({ code: "forbidden" });
  await expect(kitchen.markReady(orderId)).rejects.toMatchObject({ code: "forbidden" });
  await expect(kitchen.watch().next()).rejects.toMatchObject({ code: "forbidden" });
  await expect(baker.cancelOrder(orderId)).rejects.toMatchObject({ code: "not_found" });
  const own = await baker.kitchen("store-1");
  await bakery.until("it is confirmed", async () => (await ann.order(orderId)).status === "CONFIRMED");
  await expect(own.markCollected(orderId)).rejects.toMatchObject({ code: "conflict" });
});
