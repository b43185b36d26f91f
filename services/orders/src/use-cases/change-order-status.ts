import { type Telemetry, TransientError } from "@sourdough/lambda-kit";
import { OrderNotFoundError } from "../domain/errors.ts";
import { decide, evolve, type Order, type OrderCommand } from "../domain/order.ts";
import { orderOutbox } from "./order-outbox.ts";
import type { Cause, Ports } from "./ports.ts";

export interface ChangeOrderStatus {
  orderId: string;
  customerId: string;
  command: OrderCommand;
  cause: Cause;
}

const attempts = 3;

/**
 * Answers with the order as it is afterwards; a repeated command changes nothing and gives the same answer.
 * Throws `OrderNotFoundError`, `OrderStatusConflictError`, or `TransientError` when others keep changing the order.
 */
export async function changeOrderStatus(
  ports: Ports,
  { orderId, customerId, command, cause }: ChangeOrderStatus,
  telemetry: Telemetry,
): Promise<Order> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const order = await ports.orders.find(customerId, orderId);
    if (!order) throw new OrderNotFoundError(orderId);

    const [event] = decide(command, order, ports.now());
    if (!event) return order;

    const changed = evolve(order, event);
    if (await ports.orders.save(changed, orderOutbox(changed, event, cause, ports.newId))) {
      telemetry.count(
        event.type === "OrderMarkedUnpaid" ? "OrdersUnpaid" : `Orders${pascalCase(changed.status)}`,
      );
      if (order.status === "PENDING") countAnswer(changed, telemetry);
      return changed;
    }
  }
  throw new TransientError(`Order ${orderId} changed ${attempts} times while ${command.type} was decided.`);
}

/** What customers are promised: https://sre.google/workbook/alerting-on-slos/ is how the alarms of it are made. */
const promisedMs = 5000;

/** Whatever it is, the customer waits no longer. */
const countAnswer = ({ placedAt, updatedAt }: Order, { count, measure }: Telemetry) => {
  const waitedMs = updatedAt.getTime() - placedAt.getTime();
  measure("OrderAnswerTime", waitedMs);
  count(waitedMs <= promisedMs ? "OrdersAnsweredInTime" : "OrdersAnsweredLate");
};

const pascalCase = (status: string) =>
  status.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
