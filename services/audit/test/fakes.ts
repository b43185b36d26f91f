import type { OutboxItem } from "@sourdough/lambda-kit";
import type { OrderRecords, Payment, Reservation, Stock } from "../src/domain/records.ts";
import type { AuditLog, AuditState, Page, Ports, Records } from "../src/use-cases/ports.ts";

export const now = new Date("2026-12-01T02:30:00.000Z");

/** What a bakery's records are; each list in pages of two. */
export interface World {
  stock: Stock[];
  reservations: Reservation[];
  orders: OrderRecords[];
  payments: Payment[];
  fulfilments: { orderId: string; since: Date }[];
  queues: { queue: string; messages: number }[];
}

const pageSize = 2;
const page = <Item>(items: readonly Item[], cursor = "0"): Page<Item> => {
  const from = Number(cursor);
  const next = from + pageSize;
  return {
    items: items.slice(from, next),
    cursor: next < items.length ? String(next) : undefined,
  };
};

export const recordsOf = (world: World): Records => {
  const find = (orderId: string) => world.orders.find(({ order }) => order.orderId === orderId);
  return {
    stock: async (cursor) => page(world.stock, cursor),
    reservations: async (cursor) => page(world.reservations, cursor),
    orders: async (cursor) => {
      const { items, cursor: next } = page(world.orders, cursor);
      return { items: items.map(({ order }) => order), cursor: next };
    },
    ofOrders: async (orders) => orders.map(({ orderId }) => find(orderId)!),
    order: async ({ orderId }) => find(orderId)?.order,
    ledger: async (orderId) => find(orderId)?.ledger ?? [],
    payments: async (cursor) => page(world.payments, cursor),
    refundedCents: async (reference) =>
      world.payments.find((payment) => payment.reference === reference)?.refundedCents ?? 0,
    fulfilments: async () => world.fulfilments,
    deadLetterQueues: async () => world.queues,
  };
};

/** A log in memory; what it keeps is JSON, as in a table. */
export const memoryLog = () => {
  const audits = new Map<string, string>();
  const outbox: OutboxItem[] = [];
  const read = (auditId: string): AuditState | undefined => {
    const text = audits.get(auditId);
    return text ? JSON.parse(text) : undefined;
  };
  const write = (state: AuditState) => {
    if (read(state.auditId)?.revision !== state.revision - 1) return false;
    audits.set(state.auditId, JSON.stringify(state));
    return true;
  };
  const log: AuditLog = {
    open: async (begun, record) => {
      const known = read(begun.auditId);
      if (known) return known;
      audits.set(begun.auditId, JSON.stringify(begun));
      outbox.push(record);
      return begun;
    },
    save: async (state) => write(state),
    complete: async (state, record) => {
      if (!write(state)) return false;
      outbox.push(record);
      return true;
    },
  };
  return { log, outbox, read };
};

export const portsOf = (world: World, log: AuditLog): Ports => {
  let ids = 0;
  return {
    records: recordsOf(world),
    log,
    now: () => now,
    newId: (prefix) => `${prefix}-01JD7Q2Z8M4V6T0K9X3C5B${String((ids += 1)).padStart(4, "0")}`,
  };
};

const at = "2026-11-30T10:00:00.000Z";

/** An order that was made, sold, paid for and told, or with other records. */
export const orderRecords = (number: number, changes: Partial<OrderRecords> = {}): OrderRecords => {
  const orderId = `ord-01JD7Q2Z8M4V6T0K9X3C5B${String(number).padStart(4, "0")}`;
  return {
    order: {
      orderId,
      customerId: "ada",
      storeId: "store-1",
      status: "CONFIRMED",
      sequence: 2,
      lines: [{ sku: "rye", quantity: 2 }],
      totalCents: 1000,
      placedAt: at,
      updatedAt: at,
    },
    reservation: { orderId, storeId: "store-1", status: "SOLD", lines: [{ sku: "rye", quantity: 2 }] },
    ledger: [
      { type: "Opened", providerReference: `pi_${number}` },
      { type: "Authorized" },
      { type: "Captured" },
    ],
    published: [
      { eventId: `evt-${number}-1`, name: "OrderStatusChanged", sequence: 1 },
      { eventId: `evt-${number}-2`, name: "OrderStatusChanged", sequence: 2 },
      { eventId: `evt-${number}-3`, name: "OrderConfirmed", sequence: 2 },
    ],
    told: new Set([`evt-${number}-3`]),
    ...changes,
  };
};

export const paymentOf = (
  { order }: OrderRecords,
  number: number,
  changes: Partial<Payment> = {},
): Payment => ({
  reference: `pi_${number}`,
  orderId: order.orderId,
  customerId: order.customerId,
  state: "captured",
  amountCents: 1000,
  refundedCents: 0,
  createdAt: at,
  ...changes,
});

export const stockOf = (changes: Partial<Stock> = {}): Stock => ({
  storeId: "store-1",
  sku: "rye",
  delivered: 20,
  onHand: 14,
  reserved: 0,
  sold: 6,
  writtenOff: 0,
  lastChange: "evt-1",
  ...changes,
});

/** Three orders, and all that they left behind. */
export const soundWorld = (): World => {
  const orders = [1, 2, 3].map((number) => orderRecords(number));
  return {
    stock: [
      stockOf(),
      stockOf({ storeId: "store-2", sold: 0, onHand: 20 }),
      stockOf({ sku: "bun", sold: 0, onHand: 20 }),
    ],
    reservations: orders.flatMap(({ reservation }) => reservation ?? []),
    orders,
    payments: orders.map((records, index) => paymentOf(records, index + 1)),
    fulfilments: [],
    queues: [{ queue: "EmailDeadLetterQueue", messages: 0 }],
  };
};
