import { setTimeout as pause } from "node:timers/promises";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Sale, SalesKey, Sums } from "../domain/sales.ts";
import { salesEntities } from "./sales-keys.ts";
import { salesRepository } from "./sales-repository.ts";

type Item = Record<string, unknown> & { pk: string; sk: string; version: number };

/** A sum as it is in the table. */
export type StoredSums = SalesKey & Required<Sums>;

/** DynamoDB deletes as many in a request. */
const mostAtOnce = 25;
/** After a request of which DynamoDB left items unprocessed; twice as long each time. */
const pauseMs = { first: 50, most: 5_000 };

/**
 * The versions of the sales, for whoever builds one: reads all of the table, which has no index for what is done so
 * seldom. Filtered out items are read, and paid for, too.
 */
export const salesVersions = (client: DynamoDBClient, table: string) => {
  const documents = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const { versions, replaceVersions, carryOver } = salesRepository(documents, table);

  const scan = async function* (
    filter: string,
    names: Record<string, string>,
    values: Record<string, unknown>,
  ) {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await documents.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          FilterExpression: filter,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
          ExclusiveStartKey,
        }),
      );
      yield (page.Items ?? []) as Item[];
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  };

  return {
    versions,
    replaceVersions,
    carryOver,

    /** What a version knows of each order. */
    async *sales(version: number) {
      const pages = scan(
        "entity = :sale AND #version = :version",
        { "#version": "version" },
        { ":sale": salesEntities.sale, ":version": version },
      );
      for await (const items of pages)
        yield* items as unknown as { sale: Sale; eventIds: string[]; confirmedAt?: string }[];
    },

    /** Every sum of the versions that is not nothing. */
    async *sums(first: number, second: number): AsyncGenerator<StoredSums & { version: number }> {
      const pages = scan(
        "(entity = :hour OR entity = :product) AND (#version = :first OR #version = :second)",
        { "#version": "version" },
        {
          ":hour": salesEntities.hour,
          ":product": salesEntities.product,
          ":first": first,
          ":second": second,
        },
      );
      for await (const items of pages) yield* items as unknown as (StoredSums & { version: number })[];
    },

    /** Deletes what is of other versions; says how many items. */
    async forgetAllBut(keep: readonly number[]): Promise<number> {
      const kept = Object.fromEntries(keep.map((version, index) => [`:kept${index}`, version]));
      const pages = scan(
        `attribute_exists(#version) AND NOT #version IN (${Object.keys(kept).join(", ")})`,
        { "#version": "version" },
        kept,
      );
      let deleted = 0;
      for await (const items of pages)
        for (let at = 0; at < items.length; at += mostAtOnce) {
          let left = items
            .slice(at, at + mostAtOnce)
            .map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
          deleted += left.length;
          for (let ms = pauseMs.first; ; ms = Math.min(2 * ms, pauseMs.most)) {
            const answer = await documents.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
            left = (answer.UnprocessedItems?.[table] ?? []) as typeof left;
            if (left.length === 0) break;
            await pause(ms);
          }
        }
      return deleted;
    },
  };
};

export type SalesVersions = ReturnType<typeof salesVersions>;
