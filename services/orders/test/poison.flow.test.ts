import {
  anOrder,
  type Bakery,
  type Customer,
  checkInvariants,
  newOrderId,
  openBakery,
  settle,
} from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
});
afterAll(() => bakery?.stop());

const requested = (orderId: string) => ({
  metadata: {
    correlationId: orderId,
    causationId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    requestedAt: Date.now(),
  },
  data: { orderId, customer: { customerId: ann.customerId, email: ann.email }, order: anOrder() },
});
const deadLetterHops = (queue: string) =>
  bakery.hops(({ action, resource }) => action === "DeadLetter" && resource === bakery.queue(queue).arn);

test("puts a message that nobody can read aside, with the reason, and does the rest of its batch", async () => {
  const orderIds = [newOrderId(), newOrderId()];
  const poison = { ...requested(newOrderId()), data: { orderId: "ord-1" } };
  const [first, second] = orderIds.map(requested);
  await bakery.queue("PlaceOrderQueue").send(first, poison, second);
  const found = await Promise.all(orderIds.map((orderId) => ann.decided(orderId)));
  expect(found.map(({ status }) => status)).toEqual(["CONFIRMED", "CONFIRMED"]);
  expect(
    bakery
      .hops(
        ({ action, resource }) => action === "Receive" && resource === bakery.queue("PlaceOrderQueue").arn,
      )
      .map(({ output }) => (output as unknown[]).length),
  ).toEqual([3]);

  await settle(bakery);
  expect(bakery.queue("PlaceOrderDeadLetterQueue").peek()).toEqual([JSON.stringify(poison)]);
  expect(deadLetterHops("PlaceOrderDeadLetterQueue")).toMatchObject([
    {
      attempt: 5,
      error: { code: "InvalidInputError", message: expect.stringContaining("data.orderId") },
    },
  ]);
  await checkInvariants(bakery, { poisoned: { PlaceOrderDeadLetterQueue: 1 } });
});

test("puts aside what state machines cannot read, with the reason", async () => {
  const names = ["StockReservation", "ReservationSettlement", "MenuItems"];
  for (const name of names) await bakery.queue(`${name}Queue`).send("{", { detail: { data: {} } });
  await expect(ann.decided(await ann.place())).resolves.toMatchObject({ status: "CONFIRMED" });

  await settle(bakery);
  for (const name of names)
    expect(deadLetterHops(`${name}DeadLetterQueue`)).toMatchObject([
      {
        attempt: 5,
        error: { code: "States.QueryEvaluationError", message: expect.stringContaining("is not JSON") },
      },
      { attempt: 5, error: { code: expect.stringContaining("DynamoDb") } },
    ]);
});

test("takes up an order again that was given up on, once it is redriven", async () => {
  bakery.faults.onCall(({ functionName }) => (functionName.includes("PlaceOrder") ? "before" : undefined));
  const orderId = await ann.place();
  const deadLetters = bakery.queue("PlaceOrderDeadLetterQueue");
  await bakery.until("the order is given up on", () => deadLetters.size() === 2, {
    between: () => bakery.pass(61_000),
  });
  expect(deadLetterHops("PlaceOrderDeadLetterQueue")[1]).toMatchObject({
    attempt: 5,
    error: { code: "Runtime.ExitError" },
  });

  bakery.faults.clear();
  await deadLetters.redrive();
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  await settle(bakery);
  // The message that nobody can read came back, too.
  await checkInvariants(bakery, {
    poisoned: {
      PlaceOrderDeadLetterQueue: 1,
      StockReservationDeadLetterQueue: 2,
      ReservationSettlementDeadLetterQueue: 2,
      MenuItemsDeadLetterQueue: 2,
    },
  });
});
