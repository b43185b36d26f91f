import { type Entry, toEntry } from "@sourdough/events-schema";
import { type OutboxItem, TransientError } from "@sourdough/lambda-kit";
import type { MenuItem } from "../src/domain/acceptance.ts";
import { evolve, type Order, place } from "../src/domain/order.ts";
import type {
  FulfillingPorts,
  Fulfilment,
  FulfilmentRequest,
  OrderRepository,
  PlacingPorts,
} from "../src/use-cases/ports.ts";

/** Orders in memory, with the outbox records that were written along; `refused` are those of ids that were taken. */
export const memoryOrders = () => {
  const orders = new Map<string, Order>();
  const refused = new Map<string, Order>();
  const outbox: OutboxItem[] = [];
  const repository: OrderRepository = {
    find: async (customerId, orderId) => {
      const order = orders.get(orderId);
      return order?.customer.customerId === customerId ? order : refused.get(`${customerId} ${orderId}`);
    },
    add: async (order, records) => {
      if (orders.has(order.orderId)) return false;
      orders.set(order.orderId, order);
      outbox.push(...records);
      return true;
    },
    addRefused: async (order, records) => {
      const key = `${order.customer.customerId} ${order.orderId}`;
      if (refused.has(key)) return false;
      refused.set(key, order);
      outbox.push(...records);
      return true;
    },
    save: async (order, records) => {
      if (orders.get(order.orderId)?.sequence !== order.sequence - 1) return false;
      orders.set(order.orderId, order);
      outbox.push(...records);
      return true;
    },
  };
  return { repository, orders, refused, outbox };
};

export const memoryFulfilment = () => {
  const started = new Map<string, Order>();
  const fulfilment: Fulfilment = {
    start: async (order) => {
      if (!started.has(order.orderId)) started.set(order.orderId, order);
    },
  };
  return { fulfilment, started };
};

export const at = new Date("2026-11-23T07:30:00.000Z");

/** Ports with a clock that stands still and ids that count. */
export const fakePorts = (overrides: Partial<PlacingPorts> = {}): PlacingPorts => {
  let ids = 0;
  const newId = (prefix: string) => {
    ids += 1;
    return `${prefix}-01JD7Q2Z8M4V6T0K9X3C5B${String(ids).padStart(4, "0")}`;
  };
  return {
    orders: memoryOrders().repository,
    fulfilment: memoryFulfilment().fulfilment,
    now: () => at,
    newId,
    ...overrides,
  };
};

interface Trouble {
  /** The menu has every product of the order at its price unless stated. */
  menu?: readonly MenuItem[];
  /** How often the bus refuses an event. */
  refusals?: Record<string, number>;
  /** How often the table does not take a change. */
  failures?: number;
  /** The order is cancelled once so many events were published. */
  cancelAfter?: number;
  /** There is no such order. */
  missing?: boolean;
}

/** Ports around one order that was placed, with what was published. */
export const fulfillingPorts = (request: FulfilmentRequest, trouble: Trouble = {}) => {
  const { repository, orders, outbox } = memoryOrders();
  const published: Entry[] = [];
  const refusals = { ...trouble.refusals };
  let failures = trouble.failures ?? 0;
  const { orderId, customerId, lines, storeId, paymentMethodId } = request;
  const customer = { customerId, email: `${customerId}@example.com` };
  const draft = { orderId, customer, storeId, paymentMethodId, lines };
  const placed = { ...evolve(undefined, place(draft, at)), totalCents: request.totalCents };
  if (!trouble.missing) orders.set(orderId, placed);
  const cancelIfDue = () => {
    const order = orders.get(orderId);
    if (order?.status === "PENDING" && published.length === trouble.cancelAfter)
      orders.set(orderId, evolve(order, { type: "OrderCancelled", at }));
  };
  cancelIfDue();
  const ports: FulfillingPorts = {
    ...fakePorts(),
    orders: {
      ...repository,
      save: async (order, records) => {
        if (failures-- > 0) throw new TransientError("The table takes nothing.");
        return repository.save(order, records);
      },
    },
    menu: {
      items: async (skus) =>
        trouble.menu ??
        lines
          .filter(({ sku }) => skus.includes(sku))
          .map(({ sku, unitPriceCents }) => ({ sku, priceCents: unitPriceCents, listed: true })),
      limitsOf: async () => ({ totalCents: Number.POSITIVE_INFINITY, pieces: Number.POSITIVE_INFINITY }),
    },
    bus: {
      publish: async (event, data, metadata) => {
        const left = refusals[event.name] ?? 0;
        refusals[event.name] = left - 1;
        if (left > 0) throw new TransientError(`The bus refuses ${event.name}.`);
        published.push(toEntry(event, data, metadata));
        cancelIfDue();
      },
    },
  };
  return { ports, published, outbox };
};
