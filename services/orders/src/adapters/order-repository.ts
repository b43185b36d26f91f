import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { OutboxItem } from "@sourdough/lambda-kit";
import { ConditionFailedError, transactWrite } from "@sourdough/lambda-kit/dynamodb";
import type { OrderRepository } from "../use-cases/ports.ts";
import { claimItem, fromOrderItem, orderKey, toOrderItem } from "./order-item.ts";

type TransactItems = Parameters<typeof transactWrite>[1];

/** Orders in a DynamoDB table, each change in one transaction with the events that tell of it. */
export const orderRepository = (documents: DynamoDBDocumentClient, TableName: string): OrderRepository => {
  const puts = (outbox: OutboxItem[]): TransactItems => outbox.map((Item) => ({ Put: { TableName, Item } }));

  const writeAll = async (items: TransactItems) => {
    try {
      await transactWrite(documents, items);
      return true;
    } catch (error) {
      if (error instanceof ConditionFailedError) return false;
      throw error;
    }
  };

  return {
    find: async (customerId, orderId) => {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: orderKey(customerId, orderId), ConsistentRead: true }),
      );
      return Item && fromOrderItem(Item);
    },

    add: (order, outbox) =>
      writeAll([
        {
          Put: {
            TableName,
            Item: claimItem(order.orderId, order.customer.customerId),
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        { Put: { TableName, Item: toOrderItem(order) } },
        ...puts(outbox),
      ]),

    addRefused: (order, outbox) =>
      writeAll([
        {
          Put: { TableName, Item: toOrderItem(order), ConditionExpression: "attribute_not_exists(pk)" },
        },
        ...puts(outbox),
      ]),

    save: (order, outbox) =>
      writeAll([
        {
          Put: {
            TableName,
            Item: toOrderItem(order),
            ConditionExpression: "#sequence = :previous",
            ExpressionAttributeNames: { "#sequence": "sequence" },
            ExpressionAttributeValues: { ":previous": order.sequence - 1 },
          },
        },
        ...puts(outbox),
      ]),
  };
};
