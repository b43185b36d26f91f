import type { Caller, Cloud } from "../../core/cloud.ts";
import type { Table, Tables } from "./tables.ts";

type Item = Record<string, unknown>;
interface ScanPage {
  Items: Item[];
  LastEvaluatedKey?: Item;
}

/** AWS deletes expired items within days; sooner shows what an application does then. */
const SWEEP_MS = 5 * 60_000;
/** Small enough that a sweep does not hold up the requests of others. */
const PAGE = 100;

/** Deletes the items whose time to live is over, every five minutes of the emulator's clock. */
export const startExpiry = (
  cloud: Pick<Cloud, "clock" | "journal" | "warn">,
  tables: Tables,
  run: (operation: string, input: object, caller: Caller, expiry?: boolean) => Promise<unknown>,
): (() => void) => {
  const { clock, journal } = cloud;
  const service: Caller = {
    principal: { kind: "service", service: "dynamodb.amazonaws.com", sourceArn: "" },
    causes: [],
  };

  const expire = async (table: Table, item: Item, attribute: string) => {
    const hop = journal.record({
      service: "dynamodb",
      action: "ExpireItem",
      resource: table.arn,
      input: item,
    });
    const input = {
      TableName: table.name,
      Key: Object.fromEntries(table.keyNames.map((name) => [name, item[name]])),
      ConditionExpression: "#ttl = :ttl",
      ExpressionAttributeNames: { "#ttl": attribute },
      ExpressionAttributeValues: { ":ttl": item[attribute] },
    };
    try {
      journal.finish(hop, { output: await run("DeleteItem", input, { ...service, causes: [hop.id] }, true) });
    } catch (error) {
      // Written again meanwhile, with another time to live.
      journal.finish(hop, { error });
    }
  };

  const sweep = async (table: Table, attribute: string) => {
    const names = Object.fromEntries([...table.keyNames, attribute].map((name, i) => [`#a${i}`, name]));
    const ttl = `#a${table.keyNames.length}`;
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = (await run(
        "Scan",
        {
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
        },
        service,
      )) as ScanPage;
      for (const item of page.Items) await expire(table, item, attribute);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  };

  let stopped = false;
  const again = () =>
    clock.schedule(SWEEP_MS, async () => {
      for (const table of tables.all()) {
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
