import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { TransientError } from "@sourdough/lambda-kit";
import { byKey } from "@sourdough/lambda-kit/dynamodb";
import type { Menu } from "../use-cases/ports.ts";
import { ordersTable } from "./orders-table.ts";

/** The read model of the menu, and what its customers may order, in `OrdersTable`. */
export const menu = (client: DynamoDBDocumentClient, table: string): Menu => {
  const { menuItem, limits } = ordersTable({ client, table }).entities;
  return {
    items: async (skus) => {
      const { data, unprocessed } = await menuItem
        .get(skus.map((sku) => ({ sku })))
        .go({ ...byKey, attributes: ["sku", "priceCents", "listed"] });
      if (unprocessed.length > 0)
        throw new TransientError(`DynamoDB left ${unprocessed.length} products unread.`);
      return data;
    },
    limitsOf: async (customerId) => {
      const { data } = await limits
        .get({ customerId })
        .go({ ...byKey, attributes: ["totalCents", "pieces"] });
      return data ?? {};
    },
  };
};
