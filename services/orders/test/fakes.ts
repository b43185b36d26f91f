import type { OutboxItem } from "@sourdough/lambda-kit";
import type { Order } from "../src/domain/order.ts";
import type { Fulfilment, OrderRepository, PlacingPorts } from "../src/use-cases/ports.ts";

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
