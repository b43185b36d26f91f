import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { ConditionFailedError, transactWrite } from "@sourdough/lambda-kit/dynamodb";
import { evolve, noPayment } from "../domain/payment.ts";
import type { PaymentLedger } from "../use-cases/ports.ts";
import { fromEventItem, ledgerKey, toEventItem } from "./payment-item.ts";

/** Ledgers in a DynamoDB table, each entry in one transaction with the events that tell of it. */
export const paymentLedger = (documents: DynamoDBDocumentClient, TableName: string): PaymentLedger => {
  const put = (Item: Record<string, unknown>) => ({
    Put: { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" },
  });

  const writeAll = async (items: Record<string, unknown>[]) => {
    try {
      await transactWrite(documents, items.map(put));
      return true;
    } catch (error) {
      if (error instanceof ConditionFailedError) return false;
      throw error;
    }
  };

  return {
    load: async (orderId) => {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": ledgerKey(orderId) },
          ConsistentRead: true,
        }),
      );
      return { payment: Items.map(fromEventItem).reduce(evolve, noPayment), version: Items.length };
    },

    append: (orderId, version, events, outbox) =>
      writeAll([
        ...events.map((event, index) => toEventItem(orderId, version + index + 1, event)),
        ...outbox.map((item) => ({ ...item })),
      ]),

    publish: async (outbox) => {
      await writeAll([{ ...outbox }]);
    },
  };
};
