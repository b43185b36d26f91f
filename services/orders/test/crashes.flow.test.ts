import {
  type Bakery,
  type Customer,
  checkInvariants,
  type FunctionCall,
  openBakery,
  settle,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

/** Kills the worker of `fn` at the nth time that an invocation calls the operation, once, and notes the call. */
const crashOnce = (fn: string, operation: string, nth: number, when: "before" | "after") => {
  const crashed: FunctionCall[] = [];
  const times = new Map<string, number>();
  bakery.faults.onCall((call) => {
    if (crashed.length > 0 || !call.functionName.includes(fn) || call.operation !== operation)
      return undefined;
    const time = (times.get(call.requestId) ?? 0) + 1;
    times.set(call.requestId, time);
    if (time !== nth) return undefined;
    crashed.push(call);
    return when;
  });
  return crashed;
};

const steps: [fn: string, operation: string, nth: number][] = [
  ["PlaceOrder", "TransactWriteItems", 1],
  ["PlaceOrder", "Invoke", 1],
  ["FulfilOrder", "CheckpointDurableExecution", 1],
  ["FulfilOrder", "CheckpointDurableExecution", 2],
  ["FulfilOrder", "BatchGetItem", 1],
  ["FulfilOrder", "PutEvents", 1],
  ["AuthorizePayment", "Query", 1],
  ["AuthorizePayment", "TransactWriteItems", 1],
  ["AuthorizePayment", "TransactWriteItems", 2],
  ["SettlePayment", "Query", 1],
  ["SettlePayment", "TransactWriteItems", 1],
  // Last, since its step is tried again within a second, and may be so while the next order is on its way.
  ["FulfilOrder", "TransactWriteItems", 1],
];

const crashes = steps.flatMap(([fn, operation, nth]) =>
  (["before", "after"] as const).map((when) => [fn, when, operation, nth] as const),
);

/** One order for each crash: while it waits to be tried again, the next one is on its way. */
const interrupted: { orderId: string; crashed: FunctionCall[] }[] = [];

test("every crash happens, and all that was interrupted comes to an end", async () => {
  for (const [fn, when, operation, nth] of crashes) {
    const crashed = crashOnce(fn, operation, nth, when);
    const orderId = await ann.place();
    await bakery.until(`${fn} dies ${when} ${operation} ${nth}`, () => crashed.length > 0);
    interrupted.push({ orderId, crashed });
    await bakery.quiet();
  }
  await settle(bakery);
  await checkInvariants(bakery);
});

test.each(crashes.map((crash, number) => [...crash, number] as const))(
  "confirms an order although %s dies %s %s %i",
  async (_fn, _when, _operation, _nth, number) => {
    const { orderId = "", crashed } = interrupted[number] ?? {};

    expect(crashed).toHaveLength(1);
    await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CONFIRMED", sequence: 2 });
  },
);

test("does not fulfil an order that is cancelled before its workflow begins", async () => {
  const crashed = crashOnce("PlaceOrder", "Invoke", 1, "before");
  const orderId = await ann.place();
  await bakery.until("the crash", () => crashed.length > 0);
  const { status } = await ann.request("POST", `/orders/${orderId}/cancel`);
  await settle(bakery);

  expect(status).toBe(200);
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CANCELLED", sequence: 2 });
  expect(bakery.money(orderId)).toMatchObject({ authorizations: 0 });
  await checkInvariants(bakery);
});

test("gives the money back although each step of the rejection is interrupted twice", async () => {
  const counts = new Map<string, number>();
  bakery.faults.onCall(({ functionName, operation }) => {
    const rejects = functionName.includes("FulfilOrder") && operation === "TransactWriteItems";
    if (!rejects && !functionName.includes("SettlePayment")) return undefined;
    const key = `${functionName} ${operation}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count === 1 ? "before" : count === 2 ? "after" : undefined;
  });
  bakery.faults.onDelivery(({ service, to, payload }) =>
    service === "events" && to.includes("Resume") && String(payload).includes('"PaymentAuthorized"')
      ? [400_000]
      : [0],
  );
  const orderId = await ann.place();
  await settle(bakery);
  bakery.faults.clear();

  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "REJECTED", reason: "payment_timeout" });
  expect(bakery.money(orderId)).toMatchObject({ authorizations: 1, voided: 280 });
  await checkInvariants(bakery);
});
