import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createOrderClient } from "@sourdough/order-client";
import {
  type Bakery,
  checkInvariants,
  openBakery,
  settle,
  smallMenu,
  withTestProduct,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let lambda: LambdaClient;

beforeAll(async () => {
  bakery = await openBakery();
  await bakery.deliver(withTestProduct(smallMenu));
  lambda = new LambdaClient({
    endpoint: bakery.outputs.awsEndpoint,
    region: bakery.outputs.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
});
afterEach(() => bakery.faults.clear());
afterAll(async () => {
  lambda?.destroy();
  await bakery?.stop();
});

const run = async () => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: bakery.arn("PlaceTestOrderFunction"), Payload: "{}" }),
  );
  return { error: FunctionError, answer: JSON.parse(Payload!.transformToString()) };
};
const testStock = async () =>
  (await bakery.items("inventory")).find(
    ({ entity, storeId }) => entity === "stock" && storeId === "store-test",
  );
const metrics = () =>
  bakery
    .hops(({ action, source }) => action === "Log" && String(source).includes("PlaceTestOrder"))
    .flatMap(({ output }) => (Array.isArray(output) ? output.map(String) : []))
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("a journey is measured, and leaves neither bread nor money, nor mail nor sales behind", async () => {
  const { error, answer } = await run();
  expect({ error, answer }).toMatchObject({
    error: undefined,
    answer: { orderId: expect.stringMatching(/^ord-/) },
  });
  await settle(bakery);

  expect(metrics().find(({ JourneyLatency }) => JourneyLatency !== undefined)).toMatchObject({
    JourneyLatency: expect.any(Number),
    JourneysCompleted: 1,
    service: "PlaceTestOrder",
  });
  expect(await testStock()).toMatchObject({ delivered: 1000, onHand: 1000, reserved: 0, sold: 0 });
  expect(bakery.money(answer.orderId)).toMatchObject({ captured: 100, refunded: 100 });
  expect(bakery.letters()).toEqual([]);
  expect(
    (await bakery.items("sales")).filter(
      ({ entity }) => entity === "salesHour" || entity === "salesOfProduct",
    ),
  ).toEqual([]);
  await checkInvariants(bakery);
});

test("a run after one that died gives back what that one had ordered", async () => {
  const { outputs } = bakery;
  const client = createOrderClient({
    ...outputs,
    realtimeUrl: outputs.realtimeHttpUrl,
    userPoolEndpoint: outputs.awsEndpoint,
  });
  await client.signIn({ email: "synthetic-customer@sourdough.example", password: "flour+water+salt1" });
  const { orderId } = await client.placeOrder({
    storeId: "store-test",
    paymentMethodId: "pm_card_visa",
    lines: [{ sku: "test-loaf", quantity: 1, unitPriceCents: 100 }],
  });
  await settle(bakery);
  expect((await client.order(orderId)).status).toBe("CONFIRMED");

  expect((await run()).error).toBeUndefined();
  await settle(bakery);
  expect((await client.order(orderId)).status).toBe("CANCELLED");
  expect(await testStock()).toMatchObject({ onHand: 1000, reserved: 0, sold: 0 });
});

test("the menu is imported again, and nothing changes", async () => {
  await bakery.deliver(withTestProduct(smallMenu));
  expect(await testStock()).toMatchObject({ delivered: 1000, onHand: 1000 });
});

test("nobody who looks for a shop sees the test store", async () => {
  const stores = await (await fetch(`${bakery.outputs.apiUrl}/stores`)).text();
  const menu = await (await fetch(`${bakery.outputs.apiUrl}/stores/store-1/menu`)).text();
  expect(stores).not.toContain("store-test");
  expect(menu).not.toContain("test-loaf");
});

test("an order that is rejected fails the run, with the reason", async () => {
  await bakery.deliver(smallMenu);
  await bakery.quiet();
  expect(await run()).toMatchObject({
    error: "Unhandled",
    answer: { errorMessage: expect.stringMatching(/unknown_product|does not sell test-loaf/) },
  });
});
