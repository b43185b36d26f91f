import { type DynamoDBDocumentClient, PutCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { MenuItemChanged } from "@sourdough/events-schema";
import { outboxItem, TransientError } from "@sourdough/lambda-kit";
import { ConditionFailedError, transactWrite } from "@sourdough/lambda-kit/dynamodb";
import type { Store } from "../domain/menu.ts";
import type { ProductChange, StockChange } from "../domain/plan-import.ts";
import type { CatalogueRepository, ImportMetadata } from "../use-cases/ports.ts";
import {
  menuKey,
  parseProducts,
  parseStock,
  parseStores,
  productItem,
  productsKey,
  stockKey,
  stockPartition,
  storeItem,
  storesKey,
} from "./catalogue-item.ts";

/** The catalogue in InventoryTable. */
export const catalogueRepository = (
  documents: DynamoDBDocumentClient,
  tableName: string,
): CatalogueRepository => {
  const readPartition = async (pk: string): Promise<unknown[]> => {
    const items: unknown[] = [];
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: tableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": pk },
        ConsistentRead: true,
      },
    );
    for await (const page of pages) items.push(...(page.Items ?? []));
    return items;
  };

  return {
    async load() {
      const [stores, products] = await Promise.all([
        readPartition(storesKey).then(parseStores),
        readPartition(productsKey).then(parseProducts),
      ]);
      const stock = await Promise.all(stores.map(({ storeId }) => readPartition(stockPartition(storeId))));
      return { stores, products, stock: parseStock(stock.flat()) };
    },

    async saveStores(stores: readonly Store[]) {
      await Promise.all(
        stores.map((store) =>
          documents.send(new PutCommand({ TableName: tableName, Item: storeItem(store) })),
        ),
      );
    },

    async saveProducts(changes, metadata) {
      const saved = await Promise.all(
        transactionsOf(
          changes.map((change) => ({ change, items: itemsOf(tableName, change, metadata) })),
        ).map(async (transaction) => {
          try {
            await transactWrite(
              documents,
              transaction.flatMap(({ items }) => items),
            );
            return transaction.map(({ change }) => change);
          } catch (error) {
            if (error instanceof ConditionFailedError || error instanceof TransientError) return [];
            throw error;
          }
        }),
      );
      return saved.flat();
    },
  };
};

type Items = NonNullable<Parameters<typeof transactWrite>[1]>;

interface Write {
  change: ProductChange;
  items: Items;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const itemsPerTransaction = 100;

const transactionsOf = (writes: readonly Write[]): Write[][] => {
  const transactions: Write[][] = [];
  let room = 0;
  for (const write of writes) {
    if (write.items.length > room) {
      transactions.push([]);
      room = itemsPerTransaction;
    }
    transactions.at(-1)!.push(write);
    room -= write.items.length;
  }
  return transactions;
};

const itemsOf = (TableName: string, change: ProductChange, metadata: ImportMetadata): Items => {
  const eventId = metadata.newEventId();
  return [
    ...productWrites(TableName, change, metadata, eventId),
    ...change.stock.map((stock) => stockWrite(TableName, change, stock, metadata, eventId)),
  ];
};

const productWrites = (
  TableName: string,
  { product, versionBefore, factsChanged }: ProductChange,
  metadata: ImportMetadata,
  eventId: string,
): Items => {
  const { version, ...facts } = product;
  const { newEventId: _, ...shared } = metadata;
  const unchanged =
    versionBefore === undefined
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "#version = :before",
          ExpressionAttributeNames: { "#version": "version" },
          ExpressionAttributeValues: { ":before": versionBefore },
        };
  const { pk, sk } = productItem(product);
  if (!factsChanged) return [{ ConditionCheck: { TableName, Key: { pk, sk }, ...unchanged } }];
  return [
    { Put: { TableName, Item: productItem(product), ...unchanged } },
    {
      Put: {
        TableName,
        Item: outboxItem(MenuItemChanged, facts, { ...shared, eventId, sequence: version }, product.sku),
      },
    },
  ];
};

// Pieces are added, not set: orders take from them at the same time.
const stockWrite = (
  TableName: string,
  { product }: ProductChange,
  { storeId, delivered, deliveredBefore }: StockChange,
  { correlationId, traceparent }: ImportMetadata,
  eventId: string,
) => {
  const { menuPk, menuSk } = menuKey(storeId, product);
  return {
    Update: {
      TableName,
      Key: stockKey(storeId, product.sku),
      UpdateExpression: [
        "SET entity = :entity, storeId = :storeId, sku = :sku, #name = :name, category = :category,",
        "priceCents = :price, allergens = :allergens, delivered = :delivered, lastChange = :change,",
        "reserved = if_not_exists(reserved, :none), sold = if_not_exists(sold, :none)",
        product.listed ? ", menuPk = :menuPk, menuSk = :menuSk" : "",
        product.listed ? "ADD onHand :more" : "REMOVE menuPk, menuSk ADD onHand :more",
      ].join(" "),
      ...(deliveredBefore === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "delivered = :before AND onHand >= :less" }),
      ExpressionAttributeNames: { "#name": "name" },
      ExpressionAttributeValues: {
        ":entity": "stock",
        ":storeId": storeId,
        ":sku": product.sku,
        ":name": product.name,
        ":category": product.category,
        ":price": product.priceCents,
        ":allergens": product.allergens,
        ":delivered": delivered,
        ":change": { eventId, correlationId, traceparent },
        ":none": 0,
        ":more": delivered - (deliveredBefore ?? 0),
        ...(product.listed && { ":menuPk": menuPk, ":menuSk": menuSk }),
        ...(deliveredBefore !== undefined && {
          ":before": deliveredBefore,
          ":less": deliveredBefore - delivered,
        }),
      },
    },
  };
};
