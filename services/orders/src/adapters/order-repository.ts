import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { byKey, writeAll } from "@sourdough/lambda-kit/dynamodb";
import type { EntityItem } from "electrodb";
import type { Order } from "../domain/order.ts";
import type { OrderRepository } from "../use-cases/ports.ts";
import { ordersTable } from "./orders-table.ts";

type OrdersTable = ReturnType<typeof ordersTable>;
type OrderItem = EntityItem<OrdersTable["entities"]["order"]>;

/** Orders in a DynamoDB table, each change in one transaction with the events that tell of it. */
export const orderRepository = (client: DynamoDBDocumentClient, table: string): OrderRepository => {
  const { entities, transaction } = ordersTable({ client, table });

  return {
    find: async (customerId, orderId) => {
      const { data } = await entities.order.get({ customerId, orderId }).go({ consistent: true, ...byKey });
      return data ? fromItem(data) : undefined;
    },

    add: (order, records) =>
      writeAll(
        transaction.write(({ order: orders, claim, outbox }) => [
          claim.create({ orderId: order.orderId, customerId: order.customer.customerId }).commit(),
          orders.put(toItem(order)).commit(),
          ...records.map((record) => outbox.put(record).commit()),
        ]),
      ),

    addRefused: (order, records) =>
      writeAll(
        transaction.write(({ order: orders, outbox }) => [
          orders.create(toItem(order)).commit(),
          ...records.map((record) => outbox.put(record).commit()),
        ]),
      ),

    save: (order, records) =>
      writeAll(
        transaction.write(({ order: orders, outbox }) => [
          orders
            .put(toItem(order))
            // What came back of it is noted without a change of its own.
            .where(({ sequence, moneyReturnedAt, refundedCents }, { eq, notExists }) =>
              [
                eq(sequence, order.sequence - 1),
                order.moneyReturnedAt === undefined
                  ? notExists(moneyReturnedAt)
                  : eq(moneyReturnedAt, order.moneyReturnedAt),
                order.refundedCents === undefined
                  ? notExists(refundedCents)
                  : eq(refundedCents, order.refundedCents),
              ].join(" AND "),
            )
            .commit(),
          ...records.map((record) => outbox.put(record).commit()),
        ]),
      ),
  };
};

const toItem = ({ customer, placedAt, updatedAt, ...order }: Order) => ({
  ...order,
  ...customer,
  placedAt: placedAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

const fromItem = ({ customerId, email, phone, placedAt, updatedAt, ...order }: OrderItem): Order => ({
  ...order,
  customer: { customerId, email, phone },
  placedAt: new Date(placedAt),
  updatedAt: new Date(updatedAt),
});
