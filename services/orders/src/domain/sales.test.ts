import fc from "fast-check";
import { expect, test } from "vitest";
import { type Counted, countedAs, difference, evolve, merge, type Sale, type SalesEvent } from "./sales.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const confirmed: SalesEvent = {
  name: "OrderConfirmed",
  data: {
    orderId,
    storeId: "store-1",
    lines: [
      { sku: "butter-croissant", quantity: 2, unitPriceCents: 280 },
      { sku: "country-loaf", quantity: 1, unitPriceCents: 620 },
      { sku: "butter-croissant", quantity: 1, unitPriceCents: 300 },
    ],
    currency: "EUR",
    confirmedAt: "2026-11-29T07:30:00.000Z",
  },
};
const cancelled: SalesEvent = { name: "OrderCancelled", data: { orderId } };
const notCollected: SalesEvent = { name: "OrderNotCollected", data: { orderId } };
const notPaid: SalesEvent = { name: "OrderNotCollected", data: { orderId, unpaid: true } };
const refunded = (totalRefundedCents: number): SalesEvent => ({
  name: "OrderRefunded",
  data: { orderId, totalRefundedCents },
});
const saleOf = (events: readonly SalesEvent[]) => events.reduce<Sale>(evolve, { orderId });

const hour = {
  storeId: "store-1",
  currency: "EUR",
  day: "2026-11-29",
  hour: 8,
  startsAt: "2026-11-29T07:00:00.000Z",
};
const sold = [
  { key: hour, sums: { orders: 1, notCollected: 0, refundedCents: 0 } },
  {
    key: { ...hour, sku: "butter-croissant" },
    sums: { pieces: 3, notCollectedPieces: 0, revenueCents: 860 },
  },
  { key: { ...hour, sku: "country-loaf" }, sums: { pieces: 1, notCollectedPieces: 0, revenueCents: 620 } },
];

test("a confirmed order counts in the hour of its store, by product", () => {
  expect(countedAs(saleOf([confirmed]))).toEqual(sold);
});

test("a cancelled order counts as nothing, also when that is known first", () => {
  expect(countedAs(saleOf([confirmed, cancelled]))).toEqual([]);
  expect(countedAs(saleOf([cancelled, confirmed]))).toEqual([]);
  expect(countedAs(saleOf([cancelled]))).toEqual([]);
});

test("what nobody came for is told apart, and its money stays where somebody had paid", () => {
  const sums = (events: SalesEvent[]) => countedAs(saleOf(events)).map((counted) => counted.sums);

  expect(sums([confirmed, notCollected])).toEqual([
    { orders: 1, notCollected: 1, refundedCents: 0 },
    { pieces: 3, notCollectedPieces: 3, revenueCents: 860 },
    { pieces: 1, notCollectedPieces: 1, revenueCents: 620 },
  ]);
  expect(sums([notPaid, confirmed]).map(({ revenueCents }) => revenueCents)).toEqual([undefined, 0, 0]);
});

test("refunds are told apart, in the hour of the sale, by how much it was in all", () => {
  const [first] = countedAs(saleOf([refunded(500), confirmed, refunded(300), refunded(500)]));

  expect(first?.sums.refundedCents).toBe(500);
});

test("a change adds the difference, and the same again adds nothing", () => {
  const before = saleOf([confirmed]);

  expect(difference({ orderId }, before)).toEqual(sold.map(({ key, sums }) => ({ key, sums })));
  expect(difference(before, saleOf([confirmed, confirmed]))).toEqual([]);
  expect(difference(before, saleOf([confirmed, refunded(100)]))).toEqual([
    { key: hour, sums: { orders: 0, notCollected: 0, refundedCents: 100 } },
  ]);
  const gone = difference(before, saleOf([confirmed, cancelled]));
  expect(gone.map(({ sums }) => sums.orders ?? sums.pieces)).toEqual([-1, -3, -1]);
});

const total = (all: readonly Counted[]) => {
  const sums = new Map<string, number>();
  for (const { key, sums: added } of all)
    for (const [name, value] of Object.entries(added)) {
      const id = `${key.startsAt} ${key.sku ?? ""} ${name}`;
      sums.set(id, (sums.get(id) ?? 0) + value);
    }
  return Object.fromEntries([...sums].filter(([, value]) => value !== 0).sort());
};

const stories = fc
  .tuple(
    fc.subarray([confirmed, cancelled, notCollected, refunded(100), refunded(300)]),
    fc.infiniteStream(fc.nat()),
  )
  .map(([events, picks]) => {
    // Each of them once at least, in any order, some again.
    const again = [...picks.take(4)].flatMap((pick) => events[pick % Math.max(events.length, 1)] ?? []);
    const all = [...events, ...again];
    const keys = [...picks.take(all.length)];
    return {
      events,
      told: all
        .map((_, at) => at)
        .sort((a, b) => keys[a]! - keys[b]!)
        .map((at) => all[at]!),
    };
  });

test("whatever the order and however often: the sums are those of the events", () => {
  fc.assert(
    fc.property(stories, ({ events, told }) => {
      const added: Counted[] = [];
      let sale: Sale = { orderId };
      for (const event of told) {
        const next = evolve(sale, event);
        added.push(...difference(sale, next));
        sale = next;
      }
      expect(total(added)).toEqual(total(countedAs(saleOf(events))));
    }),
  );
});

test("two halves of what is known make the whole, whichever is first", () => {
  fc.assert(
    fc.property(stories, fc.nat(), ({ told }, cut) => {
      const at = cut % (told.length + 1);
      const [one, other] = [saleOf(told.slice(0, at)), saleOf(told.slice(at))];
      expect(countedAs(merge(one, other))).toEqual(countedAs(saleOf(told)));
      expect(countedAs(merge(other, one))).toEqual(countedAs(saleOf(told)));
    }),
  );
});
