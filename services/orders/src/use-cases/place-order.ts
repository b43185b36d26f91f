import type { PlaceOrderRequested } from "@sourdough/events-schema";
import type { Telemetry } from "@sourdough/lambda-kit";
import { OrderIdTakenError } from "../domain/errors.ts";
import { evolve, type Order, place } from "../domain/order.ts";
import { orderOutbox } from "./order-outbox.ts";
import type { Cause, PlacingPorts } from "./ports.ts";

/**
 * The first request for an order id makes the order; later ones, whatever they ask for, find it. Each of them starts
 * the fulfilment of a pending order, so that one which was lost between the two steps is made up for.
 */
export async function placeOrder(
  ports: PlacingPorts,
  { data, metadata }: PlaceOrderRequested,
  telemetry: Telemetry,
): Promise<void> {
  const cause = { causationId: metadata.causationId, traceparent: metadata.traceparent };
  const draft = { orderId: data.orderId, customer: data.customer, ...data.order };
  const event = place(draft, ports.now());
  const order = evolve(undefined, event);

  const added = await ports.orders.add(order, orderOutbox(order, event, cause, ports.newId));
  if (added) telemetry.count("OrdersPlaced");
  await fulfil(ports, added ? order : await existing(ports, order), cause);
}

const existing = async (ports: PlacingPorts, { orderId, customer }: Order): Promise<Order> => {
  const order = await ports.orders.find(customer.customerId, orderId);
  if (!order) throw new OrderIdTakenError(orderId);
  return order;
};

const fulfil = async (ports: PlacingPorts, order: Order, cause: Cause) => {
  if (order.status === "PENDING") await ports.fulfilment.start(order, cause);
};
