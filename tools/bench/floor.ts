import { ulid } from "ulid";
import type { Aws, Item } from "./aws.ts";
import { type Hop, hopsOf, traceHops, untilIdle } from "./console.ts";
import type { PlacedOrder, Shop } from "./shop.ts";
import { percentile } from "./statistics.ts";

const warmUpRounds = 20;
const rounds = 100;

/** The journal's hops that are calls of the AWS API; the others are what services do by themselves. */
const counted: Record<string, readonly string[]> = {
  dynamodb: ["BatchGetItem", "GetItem", "PutItem", "Query", "TransactWriteItems", "UpdateItem"],
  events: ["PutEvents"],
  sqs: ["SendMessage"],
  states: ["SendTaskSuccess", "StartExecution", "StartSyncExecution"],
};

interface Call {
  readonly service: string;
  readonly operation: string;
  /** JSON of the input, with the ids of the order. */
  readonly input: string;
}

/** A table like `TableName`, stream and indexes included, that nobody reads. */
const createLike = async (aws: Aws, TableName: string): Promise<string> => {
  const { Table } = await aws.call<{ Table: Record<string, unknown> }>("dynamodb", "DescribeTable", {
    TableName,
  });
  const indexes = Table.GlobalSecondaryIndexes as Record<string, unknown>[] | undefined;
  const scratch = `${TableName}-bench`;
  await aws.call("dynamodb", "CreateTable", {
    TableName: scratch,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: Table.KeySchema,
    AttributeDefinitions: Table.AttributeDefinitions,
    StreamSpecification: Table.StreamSpecification,
    GlobalSecondaryIndexes: indexes?.map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    })),
  });
  return scratch;
};

interface TransactItem {
  Update?: { TableName: string; Key: Item };
}
interface Keys {
  Keys: Item[];
}

/** Items that the order did not make: what it reads of the menu, and the pieces it takes. */
const foreignKeys = ({ action, input }: Hop): { TableName: string; Key: Item }[] => {
  const { TransactItems, RequestItems } = input as {
    TransactItems?: TransactItem[];
    RequestItems?: Record<string, Keys>;
  };
  if (action === "TransactWriteItems")
    return (TransactItems ?? []).flatMap(({ Update }) => (Update ? [Update] : []));
  if (action !== "BatchGetItem") return [];
  return Object.entries(RequestItems ?? {}).flatMap(([TableName, { Keys }]) =>
    Keys.map((Key) => ({ TableName, Key })),
  );
};

const createTables = async ({ aws, outputs }: Shop, hops: readonly Hop[]): Promise<Map<string, string>> => {
  const { ordersTable, paymentsTable, inventoryTable, notificationsTable } = outputs;
  const scratch = new Map<string, string>();
  for (const table of [ordersTable, paymentsTable, inventoryTable, notificationsTable])
    scratch.set(table, await createLike(aws, table));
  for (const { TableName, Key } of hops
    .filter(({ service }) => service === "dynamodb")
    .flatMap(foreignKeys)) {
    const { Item } = await aws.call("dynamodb", "GetItem", { TableName, Key });
    if (Item) await aws.call("dynamodb", "PutItem", { TableName: scratch.get(TableName), Item });
  }
  return scratch;
};

/** The console masks what is personal; in an item of DynamoDB that is a text. */
const unmasked = (input: object): object =>
  JSON.parse(JSON.stringify(input).replaceAll(/"(?!S")(\w+)":"•••"/g, '"$1":{"S":"•••"}'));

const isBroadcast = ({ action }: Hop) => action === "Broadcast";

/** The trace that tells customers of the order; it is also in others, such as that of the page's router. */
export const traceOf = (hops: readonly Hop[], orderId: string): string => {
  const told = hops.findLast((hop) => isBroadcast(hop) && JSON.stringify(hop).includes(orderId));
  if (!told)
    throw new Error(`The journal has no broadcast about ${orderId} in its ${hops.length} newest hops.`);
  return told.traceId;
};

/** The calls behind an order until its confirmation is broadcast. */
export const callsBehind = (hops: readonly Hop[]): Hop[] =>
  hops
    .slice(0, Math.max(hops.findLastIndex(isBroadcast), 0))
    .filter(({ service, action }) => counted[service]?.includes(action));

/** Calls turned towards what triggers nothing. */
const harmlessCalls = async (shop: Shop, before: readonly Hop[]): Promise<Call[]> => {
  const tables = await createTables(shop, before);
  const { QueueUrl } = await shop.aws.call("sqs", "CreateQueue", { QueueName: "bench-floor" });
  const workflow = before.find(({ action, input }) => action === "StartExecution" && "name" in Object(input));
  return before.map(({ service, action, input: raw }): Call => {
    const input = raw as Record<string, unknown>;
    const call = (changed: object, operation = action) => {
      let text = JSON.stringify(changed);
      for (const [table, scratch] of tables) text = text.replaceAll(`"${table}"`, `"${scratch}"`);
      return { service, operation, input: text };
    };
    switch (service) {
      case "sqs":
        return call({ ...input, QueueUrl });
      case "events":
        return call({
          Entries: (input.Entries as object[]).map((entry) => ({ ...entry, DetailType: "Bench" })),
        });
      case "states":
        // Under the name of an execution that is over the call is answered, but nothing runs.
        return action === "SendTaskSuccess"
          ? call(input)
          : call((workflow?.input as object | undefined) ?? {}, "StartExecution");
      default:
        return call(unmasked({ ...input, ClientRequestToken: undefined }));
    }
  });
};

/** The AWS calls of one order made back to back by one client: what no order can be faster than on these emulators. */
export const measureFloor = async (
  shop: Shop,
  { orderId }: PlacedOrder,
): Promise<{ calls: number; p50: number }> => {
  const { consoleUrl } = shop.outputs;
  await untilIdle(consoleUrl);
  const trace = traceOf(await hopsOf(consoleUrl, "Broadcast"), orderId);
  const calls = await harmlessCalls(shop, callsBehind(await traceHops(consoleUrl, trace)));
  if (calls.length === 0)
    throw new Error(`The trace ${trace} of ${orderId} has no AWS call before its broadcast.`);
  const times: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    // States keep their ids: there is no execution, and no task, of another order.
    const own = ulid();
    const inputs = calls.map(({ service, input }) =>
      JSON.parse(service === "states" ? input : input.replaceAll(orderId.slice(4), own)),
    );
    const startedAt = performance.now();
    for (const [index, { service, operation }] of calls.entries())
      if (service === "states") await shop.aws.ask(service, operation, inputs[index]);
      else await shop.aws.call(service, operation, inputs[index]);
    if (round >= warmUpRounds) times.push(performance.now() - startedAt);
  }
  return { calls: calls.length, p50: percentile(times, 0.5) };
};
