import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Page } from "../use-cases/ports.ts";

type Item = Record<string, unknown>;
type Key = { readonly pk: string; readonly sk: string };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const keysPerBatch = 100;
/** Items that are looked at for a page, of whatever kind. */
const scanned = 500;

/** Reads of tables that belong to others, each of what is there at the moment. */
export const tablesReader = (client: DynamoDBDocumentClient) => {
  /** All items under a partition key, in order. */
  const query = async (TableName: string, pk: string, prefix = ""): Promise<Item[]> => {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: prefix ? "pk = :pk AND begins_with(sk, :prefix)" : "pk = :pk",
          ExpressionAttributeValues: { ":pk": pk, ...(prefix ? { ":prefix": prefix } : {}) },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      );
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  };

  return {
    query,

    /** A part of the items of an entity, wherever they lie. */
    async scan(TableName: string, entity: string, cursor?: string): Promise<Page<Item>> {
      const page = await client.send(
        new ScanCommand({
          TableName,
          FilterExpression: "entity = :entity",
          ExpressionAttributeValues: { ":entity": entity },
          ConsistentRead: true,
          Limit: scanned,
          ExclusiveStartKey: cursor === undefined ? undefined : JSON.parse(cursor),
        }),
      );
      const last = page.LastEvaluatedKey;
      return { items: page.Items ?? [], cursor: last ? JSON.stringify(last) : undefined };
    },

    async get(TableName: string, Key: Key): Promise<Item | undefined> {
      return (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
    },

    /** Those of the items that are there, by the partition key. */
    async getAll(TableName: string, wanted: readonly Key[]): Promise<ReadonlyMap<string, Item>> {
      const found = new Map<string, Item>();
      for (let from = 0; from < wanted.length; from += keysPerBatch) {
        let left: readonly Item[] = wanted.slice(from, from + keysPerBatch);
        while (left.length > 0) {
          const { Responses, UnprocessedKeys } = await client.send(
            new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [...left], ConsistentRead: true } } }),
          );
          for (const item of Responses?.[TableName] ?? []) found.set(String(item.pk), item);
          left = UnprocessedKeys?.[TableName]?.Keys ?? [];
        }
      }
      return found;
    },
  };
};
