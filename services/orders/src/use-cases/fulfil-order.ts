import { PaymentRequested, StockReservationRequested } from "@sourdough/events-schema";
import type { Telemetry } from "@sourdough/lambda-kit";
import type { Durable } from "@sourdough/lambda-kit/durable";
import { OrderStatusConflictError } from "../domain/errors.ts";
import type { Order, OrderCommand, RejectionReason } from "../domain/order.ts";
import { replyTimeout } from "../domain/reply-timeout.ts";
import { changeOrderStatus } from "./change-order-status.ts";
import { checkOrder } from "./check-order.ts";
import { type NotAsked, patientSteps } from "./patient-steps.ts";
import type { Cause, FulfillingPorts, FulfilmentRequest } from "./ports.ts";

/**
 * The saga as a durable function, one execution per order: checks the order, has its pieces and its money held by the
 * domains that own them, and confirms or rejects it. The state machine `fulfilOrder` does the same: sagas.cases.ts
 * holds for both. Answers how the order stands, or nothing when somebody else closed it.
 */
export async function fulfilOrder(
  ports: FulfillingPorts,
  order: FulfilmentRequest,
  durable: Durable,
  telemetry: Telemetry,
) {
  const { orderId, customerId, storeId, lines } = order;
  const { ask, patiently } = patientSteps(durable, telemetry);

  const request = (name: string, attempt: number, from: Led) => ({
    eventId: `evt-${orderId.slice(orderId.indexOf("-") + 1)}-${name}${attempt > 0 ? `-${attempt}` : ""}`,
    occurredAt: ports.now().toISOString(),
    correlationId: orderId,
    traceparent: order.traceparent,
    ...from,
  });
  const close = (step: string, command: OrderCommand, from: Led) =>
    patiently(step, async () => {
      const cause = { traceparent: order.traceparent, ...from };
      try {
        return summaryOf(await changeOrderStatus(ports, { orderId, customerId, command, cause }, telemetry));
      } catch (error) {
        // Cancelled meanwhile, say: whoever closed it has published the event that makes the others let go of what they hold.
        if (error instanceof OrderStatusConflictError) return undefined;
        throw error;
      }
    });
  const reject = (reason: RejectionReason, from: Led) =>
    close("RejectOrder", { type: "Reject", reason }, from);
  const asked = { causationId: order.causationId, depth: 0 };

  /** A cancelled order gets no replies; who cancelled it has published the event that makes the others let go. */
  const unlessClosed = async (publish: () => Promise<NotAsked | undefined>) => {
    const found = await ports.orders.find(customerId, orderId);
    return found && found.status !== "PENDING" ? "closed" : publish();
  };

  const stock = await ask("ReserveStock", replyTimeout.stock, (replyTo, attempt) =>
    unlessClosed(async () => {
      const reason = await checkOrder(ports.menu, order);
      if (reason) return reason;
      const wanted = lines.map(({ sku, quantity }) => ({ sku, quantity }));
      await ports.bus.publish(
        StockReservationRequested,
        { orderId, storeId, lines: wanted, replyTo },
        request("stock-requested", attempt, asked),
      );
      return undefined;
    }),
  );
  if (stock.reason === "closed") return undefined;
  const reserved = ledBy(stock) ?? asked;
  if (stock.reason || !stock.eventId) return reject(stock.reason ?? "stock_timeout", reserved);

  const payment = await ask("AuthorizePayment", replyTimeout.payment, (replyTo, attempt) =>
    unlessClosed(async () => {
      const { totalCents: amountCents, currency, paymentMethodId } = order;
      await ports.bus.publish(
        PaymentRequested,
        { orderId, customerId, storeId, amountCents, currency, paymentMethodId, replyTo },
        request("payment-requested", attempt, reserved),
      );
      return undefined;
    }),
  );
  if (payment.reason === "closed") return undefined;
  const paid = ledBy(payment) ?? reserved;
  if (payment.reason || !payment.eventId) return reject(payment.reason ?? "payment_timeout", paid);

  return close("ConfirmOrder", { type: "Confirm" }, paid);
}

/** What leads to an event: the request for the order, or a reply. */
type Led = Pick<Cause, "causationId"> & { depth: number };

const ledBy = ({ eventId, depth = 0 }: { eventId?: string; depth?: number | undefined }): Led | undefined =>
  eventId === undefined ? undefined : { causationId: eventId, depth: depth + 1 };

const summaryOf = ({ orderId, status, sequence, updatedAt, reason }: Order) => ({
  orderId,
  status,
  sequence,
  at: updatedAt.toISOString(),
  reason,
});
