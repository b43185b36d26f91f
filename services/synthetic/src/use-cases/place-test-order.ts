import type { OrderStatus } from "@sourdough/events-schema";
import type { Telemetry } from "@sourdough/lambda-kit";
import { JourneyBrokenError } from "../domain/errors.ts";
import type { Change, Ports } from "./ports.ts";

/**
 * A customer's whole way: signs in, opens the socket, orders, waits for the confirmation and then for the cancellation,
 * by which bread and money are given back. Measures `JourneyLatency`, from the order to its confirmation on the socket.
 *
 * Throws `JourneyBrokenError` at the first step that does not come. What a run before this one left open, it cancels
 * first, so a run may end anywhere.
 */
export const placeTestOrder = async (
  { shop, ticks }: Ports,
  signal: AbortSignal,
  telemetry: Telemetry,
): Promise<{ orderId: string; milliseconds: number }> => {
  await shop.signIn();
  for (const orderId of await shop.openOrders()) {
    telemetry.logger.warn(`${orderId} was left open: it is cancelled now`, { orderId });
    telemetry.count("TestOrdersLeftOpen");
    await shop.cancel(orderId);
  }
  const orderId = shop.newOrderId();
  const priceCents = await shop.priceCents();
  const changes = await shop.follow(orderId, signal);

  const placedAt = ticks();
  await shop.place(orderId, priceCents);
  const confirmed = await until("CONFIRMED", changes, orderId);
  const milliseconds = ticks() - placedAt;
  // The page would show it, two seconds later: what has failed is the channel, and not the order.
  if (!confirmed.live) {
    await shop.cancel(orderId);
    throw new JourneyBrokenError(orderId, "it was confirmed, and the socket did not say so");
  }
  telemetry.measure("JourneyLatency", milliseconds);

  await shop.cancel(orderId);
  await until("CANCELLED", changes, orderId);
  telemetry.count("JourneysCompleted");
  return { orderId, milliseconds };
};

const until = async (
  wanted: OrderStatus,
  changes: AsyncGenerator<Change, void, undefined>,
  orderId: string,
): Promise<Change> => {
  // By hand: leaving a `for await` would close the generator, and the next step follows on.
  for (let next = await changes.next(); !next.done; next = await changes.next()) {
    const { status, reason } = next.value;
    if (status === wanted) return next.value;
    if (status === "REJECTED")
      throw new JourneyBrokenError(orderId, `it was rejected: ${reason ?? "without a reason"}`);
  }
  throw new JourneyBrokenError(orderId, `it did not become ${wanted} in time`);
};
