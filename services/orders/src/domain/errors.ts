import { DomainError } from "@sourdough/lambda-kit/errors";

/** The order is past the point where the command makes sense. */
export class OrderStatusConflictError extends DomainError {
  override readonly name = "OrderStatusConflictError";
  readonly code = "orders.status_conflict";

  constructor(orderId: string, status: string, command: string) {
    super(
      `Order ${orderId} is ${status}: ${command} is not possible any more, or not yet. Read its status first.`,
    );
  }
}

export class OrderNotFoundError extends DomainError {
  override readonly name = "OrderNotFoundError";
  readonly code = "orders.not_found";

  constructor(orderId: string) {
    super(`There is no order ${orderId} of this customer.`);
  }
}
