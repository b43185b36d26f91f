import type { PlaceOrderRequested } from "@sourdough/events-schema";
import type { Telemetry } from "@sourdough/lambda-kit";
import { evolve, type Order, type OrderDraft, type OrderEvent, place, refuseId } from "../domain/order.ts";
import { orderOutbox } from "./order-outbox.ts";
import type { Cause, PlacingPorts } from "./ports.ts";

/**
 * The first request for an order id makes the order; later ones of its customer, whatever they ask for, find it. Each
 * of them starts the fulfilment of a pending order, so that one which was lost between the two steps is made up for.
 * Another customer's request for that id becomes an order of their own that is rejected from the start.
 */
export async function placeOrder(
  ports: PlacingPorts,
  { data, metadata }: PlaceOrderRequested,
  telemetry: Telemetry,
): Promise<void> {
  const cause = { causationId: metadata.causationId, traceparent: metadata.traceparent };
  const draft: OrderDraft = { orderId: data.orderId, customer: data.customer, ...data.order };
  const now = ports.now();
  const written = (event: OrderEvent) => {
    const order = evolve(undefined, event);
    return { order, outbox: orderOutbox(order, event, cause, ports.newId) };
  };

  const { order, outbox } = written(place(draft, now));
  if (await ports.orders.add(order, outbox)) {
    telemetry.count("OrdersPlaced");
    return fulfil(ports, order, cause);
  }
  // A claim and its order are written at once: who finds the claim and no order of their own has another's id.
  const own = await ports.orders.find(draft.customer.customerId, draft.orderId);
  if (own) return fulfil(ports, own, cause);
  const refused = written(refuseId(draft, now));
  if (await ports.orders.addRefused(refused.order, refused.outbox)) telemetry.count("OrderIdsRefused");
}

const fulfil = async (ports: PlacingPorts, order: Order, cause: Cause) => {
  if (order.status === "PENDING") await ports.fulfilment.start(order, cause);
};
