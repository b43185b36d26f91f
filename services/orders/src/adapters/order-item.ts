import { Currency, Customer, OrderId, OrderLine, OrderStatus, Unpaid } from "@sourdough/events-schema";
import { KitchenStatus, OrderView } from "@sourdough/events-schema/http";
import * as z from "zod";
import type { Order } from "../domain/order.ts";

/**
 * The items of `OrdersTable`, beside the outbox records:
 *
 * | item          | pk                      | sk                |
 * |---------------|-------------------------|-------------------|
 * | order         | `customer#<customerId>` | `order#<orderId>` |
 * | claim of an id| `order#<orderId>`       | `claim`           |
 * | menu item     | `menu#<sku>`            | `item`            |
 * | limits        | `customer#<customerId>` | `limits`          |
 *
 * An order lies under its customer, so that the partition key of every read of the API comes from the token. The
 * claim says whose an order is; one that another customer sends under that id is REJECTED from the start, and no more. Menu items are written by the state machine
 * `ProjectMenu` and read, like the limits, by `CheckOrder`.
 *
 * The index `kitchen` (`kitchen`, `updatedAt`) has what the kitchens work on, by store and status.
 */
export const orderKey = (customerId: string, orderId: string) => ({
  pk: `customer#${customerId}`,
  sk: `order#${orderId}`,
});

export const claimItem = (orderId: string, customerId: string) => ({
  pk: `order#${orderId}`,
  sk: "claim",
  entity: "claim",
  customerId,
});

/** What the kitchen's index has beside the keys: what a kitchen has to know, and no way to reach the customer. */
export const kitchenAttributes = [
  "orderId",
  "customerId",
  "storeId",
  "status",
  "sequence",
  "lines",
  "totalCents",
  "currency",
  "unpaid",
  "placedAt",
] as const;

/** The partition of the kitchen's index; orders that are not for the kitchen have none, which keeps them out of it. */
const kitchenOf = ({ storeId, status }: Pick<Order, "storeId" | "status">) => {
  const { success } = KitchenStatus.safeParse(status);
  return success ? { kitchen: `${storeId}/${status}` } : {};
};

const OrderItem = z.object({
  orderId: OrderId,
  customerId: Customer.shape.customerId,
  email: Customer.shape.email,
  phone: Customer.shape.phone,
  storeId: z.string(),
  paymentMethodId: z.string(),
  lines: z.array(OrderLine),
  totalCents: z.int(),
  currency: Currency.extract(["EUR"]),
  status: OrderStatus,
  sequence: z.int(),
  reason: OrderView.shape.reason,
  unpaid: Unpaid.optional(),
  placedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export function toOrderItem({ customer, placedAt, updatedAt, ...order }: Order) {
  const item: z.infer<typeof OrderItem> = {
    ...order,
    ...customer,
    placedAt: placedAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
  return { ...orderKey(customer.customerId, order.orderId), entity: "order", ...kitchenOf(order), ...item };
}

export function fromOrderItem(item: unknown): Order {
  const { customerId, email, phone, placedAt, updatedAt, ...order } = OrderItem.parse(item);
  return {
    ...order,
    customer: { customerId, email, phone },
    placedAt: new Date(placedAt),
    updatedAt: new Date(updatedAt),
  };
}
