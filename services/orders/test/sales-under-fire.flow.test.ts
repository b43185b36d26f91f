import { type Bakery, type Customer, openBakery, seededFaults, settle } from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { countedAs, evolve, type Sale, type SalesEvent } from "../src/domain/sales.ts";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const counts = ["OrderConfirmed", "OrderCancelled", "OrderNotCollected", "OrderRefunded"];

/** What the events that were published come to, by a reading of them that shares no state with the function. */
const expected = () => {
  const sales = new Map<string, Sale>();
  for (const { "detail-type": name, detail } of bakery.published) {
    if (!counts.includes(name)) continue;
    const event = { name, data: detail.data } as unknown as SalesEvent;
    const orderId = event.data.orderId;
    sales.set(orderId, evolve(sales.get(orderId) ?? { orderId }, event));
  }
  const sums = new Map<string, number>();
  for (const { key, sums: added } of [...sales.values()].flatMap(countedAs))
    for (const [name, value] of Object.entries(added)) {
      const id = `${key.storeId} ${key.startsAt} ${key.sku ?? ""} ${name}`;
      sums.set(id, (sums.get(id) ?? 0) + value);
    }
  return Object.fromEntries([...sums].filter(([, value]) => value !== 0).sort());
};
const stored = async () => {
  const sums = (await bakery.items("sales")).flatMap((item) =>
    item.entity === "sale"
      ? []
      : ["orders", "notCollected", "refundedCents", "pieces", "notCollectedPieces", "revenueCents"].map(
          (name) =>
            [`${item.storeId} ${item.startsAt} ${item.sku ?? ""} ${name}`, Number(item[name] ?? 0)] as const,
        ),
  );
  return Object.fromEntries(sums.filter(([, value]) => value !== 0).sort());
};

test.each([1, 2, 3, 4])(
  "sales are what was published, whatever is repeated, late, swapped or killed (seed %i)",
  async (seed) => {
    const trouble = seededFaults(seed, {
      duplicate: 0.4,
      delay: 0.3,
      maxDelayMs: 60_000,
      reorder: 0.2,
      fail: 0.3,
    });
    const orders = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        ann.place({
          storeId: n % 3 === 0 ? "store-2" : "store-1",
          lines: [
            { sku: "butter-croissant", quantity: 1 + (n % 4), unitPriceCents: 280 },
            { sku: "country-loaf", quantity: 1, unitPriceCents: 620 },
          ],
        }),
      ),
    );
    const killed: string[] = [];
    bakery.faults.onDelivery((delivery) =>
      delivery.to.includes("SalesProjection") ? trouble.delivery(delivery) : [0],
    );
    bakery.faults.onCall((call) => {
      const crash = call.functionName.includes("SalesProjection") ? trouble.crash(call) : undefined;
      if (crash) killed.push(crash);
      return crash;
    });
    for (const orderId of orders) await ann.decided(orderId);
    for (const [n, orderId] of orders.entries()) {
      if (n % 4 === 1) await ann.request("POST", `/orders/${orderId}/cancel`);
      if (n % 4 === 2) await baker.request("POST", `/orders/${orderId}/ready`);
    }
    await bakery.quiet();
    // What is killed too often would be given up: five times are enough of it.
    bakery.faults.onCall(() => undefined);
    await settle(bakery);

    expect(trouble.injected.duplicate).toBeGreaterThan(0);
    expect(killed.length).toBeGreaterThan(0);
    expect(bakery.queue("SalesProjectionDeadLetterQueue").size()).toBe(0);
    expect(await stored()).toEqual(expected());
  },
);
