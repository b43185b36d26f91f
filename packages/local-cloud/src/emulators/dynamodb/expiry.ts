import type { Cloud } from "../../core/cloud.ts";
import type { Table } from "./engine/catalog.ts";
import type { Engine } from "./engine/engine.ts";
import { keyNames, pick } from "./engine/keys.ts";
import type { Item } from "./engine/values.ts";
import { tableArn } from "./resources.ts";

interface ScanPage {
  readonly Items: readonly Item[];
  readonly LastEvaluatedKey?: Item;
}

/** AWS deletes expired items within days; sooner shows what an application does then. */
const SWEEP_MS = 5 * 60_000;
/** Small enough that a sweep does not hold up the requests of others. */
const PAGE = 100;

/** Deletes the items whose time to live is over, every five minutes of the emulator's clock. */
export const startExpiry = (
  cloud: Pick<Cloud, "accountId" | "clock" | "journal" | "region" | "warn">,
  { operations, tables }: Pick<Engine, "operations" | "tables">,
): (() => void) => {
  const { clock, journal } = cloud;

  const expire = (table: Table, item: Item, attribute: string) => {
    const hop = journal.record({
      service: "dynamodb",
      action: "ExpireItem",
      resource: tableArn(table.name, cloud),
      input: item,
    });
    const input = {
      TableName: table.name,
      Key: pick(item, keyNames(table.key)),
      ConditionExpression: "#ttl = :ttl",
      ExpressionAttributeNames: { "#ttl": attribute },
      ExpressionAttributeValues: { ":ttl": item[attribute] },
    };
    try {
      journal.finish(hop, { output: operations.DeleteItem!(input, { causes: [hop.id], expired: true }) });
    } catch (error) {
      // Written again meanwhile, with another time to live.
      journal.finish(hop, { error });
    }
  };

  const expiredPage = (table: Table, attribute: string, ExclusiveStartKey: Item | undefined) => {
    const shown = [...keyNames(table.key), attribute];
    const names = Object.fromEntries(shown.map((name, place) => [`#a${place}`, name]));
    const ttl = `#a${shown.length - 1}`;
    const input = {
      TableName: table.name,
      Limit: PAGE,
      FilterExpression: `attribute_type(${ttl}, :number) AND ${ttl} < :now`,
      ProjectionExpression: Object.keys(names).join(", "),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ":number": { S: "N" },
        ":now": { N: String(Math.floor(clock.now() / 1000)) },
      },
      ExclusiveStartKey,
    };
    return operations.Scan!(input, { causes: [] }) as ScanPage;
  };

  let stopped = false;
  const sweep = async (table: Table, attribute: string) => {
    let start: Item | undefined;
    do {
      const page = expiredPage(table, attribute, start);
      for (const item of page.Items) expire(table, item, attribute);
      start = page.LastEvaluatedKey;
      await new Promise(setImmediate);
    } while (start && !stopped);
  };

  const again = () =>
    clock.schedule(SWEEP_MS, async () => {
      for (const table of tables()) {
        if (stopped || table.ttlAttribute === undefined) continue;
        await sweep(table, table.ttlAttribute).catch((error: Error) =>
          cloud.warn(`Expired items of ${table.name} could not be deleted: ${error.message}`),
        );
      }
      if (!stopped) cancel = again();
    });
  let cancel = again();
  return () => {
    stopped = true;
    cancel();
  };
};
