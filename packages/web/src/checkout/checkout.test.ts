import { OrderError } from "@sourdough/order-client";
import { expect, test, vi } from "vitest";
import { areUnsent, createCheckouts, type OrderBody } from "./checkout.ts";

const body: OrderBody = {
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
};
const offline = new OrderError("offline", 0, "Offline.");

/** A bakery that answers with what `answers` says, and the page's storage. */
const shop = (storage = { text: "[]" }) => {
  const sent: string[] = [];
  const answers: { error?: Error } = {};
  const placeOrder = async (_: OrderBody, { orderId = "" } = {}) => {
    sent.push(orderId);
    if (answers.error) throw answers.error;
    return { orderId, status: "RECEIVED" as const };
  };
  const memory = {
    read: () => {
      const value: unknown = JSON.parse(storage.text);
      return areUnsent(value) ? value : undefined;
    },
    write: (value: unknown) => {
      storage.text = JSON.stringify(value);
    },
  };
  return { checkouts: createCheckouts({ placeOrder }, memory), sent, answers, storage };
};
const state = ({ checkouts }: ReturnType<typeof shop>, orderId: string) => checkouts.get(orderId)?.state;

test("sends an order and forgets it once it is received", async () => {
  const page = shop();
  const orderId = page.checkouts.start(body);
  expect(state(page, orderId)).toBe("sending");
  expect(page.storage.text).toContain(orderId);

  await expect.poll(() => state(page, orderId)).toBe("received");
  expect(page.storage.text).toBe("[]");
});

test("sends the same id again when the network is back", async () => {
  const page = shop();
  page.answers.error = offline;
  const orderId = page.checkouts.start(body);
  await expect.poll(() => state(page, orderId)).toBe("failed");

  page.answers.error = undefined;
  page.checkouts.resume();
  await expect.poll(() => state(page, orderId)).toBe("received");
  expect(page.sent).toEqual([orderId, orderId]);
});

test("sends the same id again after the page was reloaded", async () => {
  const before = shop();
  before.answers.error = offline;
  const orderId = before.checkouts.start(body);
  await expect.poll(() => state(before, orderId)).toBe("failed");

  const after = shop(before.storage);
  after.checkouts.resume();
  await expect.poll(() => state(after, orderId)).toBe("received");
  expect(after.sent).toEqual([orderId]);
});

test("leaves what the bakery refused to the customer", async () => {
  const page = shop();
  page.answers.error = new OrderError("invalid", 400, "No.");
  const orderId = page.checkouts.start(body);
  await expect.poll(() => state(page, orderId)).toBe("failed");

  page.checkouts.resume();
  expect(state(page, orderId)).toBe("failed");
  expect(page.checkouts.takeBack(orderId)).toEqual(body);
  expect(page.checkouts.get(orderId)).toBeUndefined();
  expect(page.storage.text).toBe("[]");
});

test("notifies who subscribed", async () => {
  const page = shop();
  const listener = vi.fn();
  const stop = page.checkouts.subscribe(listener);
  const orderId = page.checkouts.start(body);
  await expect.poll(() => state(page, orderId)).toBe("received");
  stop();

  expect(listener).toHaveBeenCalledTimes(2);
});
