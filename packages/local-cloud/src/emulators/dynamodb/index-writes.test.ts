import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createDynamoDbEmulator } from "./emulator.ts";

let gateway: Awaited<ReturnType<typeof startTestGateway>>;
let dynamodb: ReturnType<typeof createDynamoDbEmulator>;
let client: DynamoDBClient;
let arn: string;
const TableName = "orders";

beforeAll(async () => {
  gateway = await startTestGateway();
  dynamodb = createDynamoDbEmulator(gateway.cloud);
  gateway.cloud.add(dynamodb);
  client = new DynamoDBClient({
    endpoint: gateway.gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const outputs = await provision(gateway.cloud, dynamodb, "aws:dynamodb/table:Table", "OrdersTable", {
    name: TableName,
    attributes: ["pk", "kitchen", "since"].map((name) => ({ name, type: "S" })),
    billingMode: "PAY_PER_REQUEST",
    hashKey: "pk",
    globalSecondaryIndexes: [
      {
        name: "kitchen",
        hashKey: "kitchen",
        rangeKey: "since",
        projectionType: "INCLUDE",
        nonKeyAttributes: ["status"],
      },
    ],
  });
  arn = String(outputs.arn);
});
afterAll(async () => {
  client.destroy();
  await dynamodb.stop?.();
  await gateway.stop();
});

const item = (pk: string, attributes: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries({ pk, ...attributes }).map(([name, value]) => [name, { S: value }]));
const inKitchen = (pk: string, status = "CONFIRMED") =>
  item(pk, { kitchen: "store-1", since: "07:30", status });
const put = (Item: ReturnType<typeof item>) => new PutItemCommand({ TableName, Item });
const update = (pk: string, UpdateExpression: string, value?: string) =>
  new UpdateItemCommand({
    TableName,
    Key: item(pk),
    UpdateExpression,
    ...(value !== undefined && { ExpressionAttributeValues: { ":v": { S: value } } }),
  });

type Write =
  | BatchWriteItemCommand
  | DeleteItemCommand
  | PutItemCommand
  | TransactWriteItemsCommand
  | UpdateItemCommand;
const send = (command: Write) => client.send(command as PutItemCommand);

/** Units written to the index by what is sent after `before`. */
const unitsOf = async (command: Write, ...before: Write[]) => {
  for (const each of before) await send(each);
  const { journal } = gateway.cloud;
  const known = journal.hops(({ action }) => action === "WriteIndex").length;
  await send(command);
  return journal
    .hops(({ action }) => action === "WriteIndex")
    .slice(known)
    .map(({ resource, input }) => [resource.slice(arn.length), (input as { units: number }).units]);
};

test.each<[what: string, units: number, command: () => Write, before?: ReturnType<typeof put>]>([
  ["an item that is not in it", 0, () => put(item("a"))],
  ["a new item", 1, () => put(inKitchen("b"))],
  ["the same item again", 0, () => put({ ...inKitchen("c"), note: { S: "new" } }), put(inKitchen("c"))],
  ["an attribute that it does not have", 0, () => update("d", "SET note = :v", "x"), put(inKitchen("d"))],
  ["an attribute that it has", 1, () => update("e", "SET #s = :v", "READY"), put(inKitchen("e"))],
  [
    "another key, which is a removal and a put",
    2,
    () => update("f", "SET since = :v", "08:00"),
    put(inKitchen("f")),
  ],
  ["the end of its key", 1, () => update("g", "REMOVE kitchen"), put(inKitchen("g"))],
  ["an item that goes", 1, () => new DeleteItemCommand({ TableName, Key: item("h") }), put(inKitchen("h"))],
  ["an item of two kilobytes", 3, () => put(inKitchen("i", "x".repeat(2048)))],
  [
    "a batch",
    1,
    () =>
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [inKitchen("j"), item("k")].map((Item) => ({ PutRequest: { Item } })) },
      }),
  ],
  [
    "a transaction, once",
    1,
    () =>
      new TransactWriteItemsCommand({
        TransactItems: [inKitchen("l"), item("m")].map((Item) => ({ Put: { TableName, Item } })),
      }),
  ],
])("counts what an index takes of %s", async (_what, units, command, ...before) => {
  const named = command();
  if ("UpdateExpression" in named.input && String(named.input.UpdateExpression).includes("#s"))
    Object.assign(named.input, { ExpressionAttributeNames: { "#s": "status" } });
  await expect(unitsOf(named, ...before.filter((each) => each !== undefined))).resolves.toEqual(
    units === 0 ? [] : [["/index/kitchen", units]],
  );
});

test.each([
  [undefined, undefined],
  ["NONE" as const, undefined],
  ["TOTAL" as const, { TableName, CapacityUnits: 2 }],
  [
    "INDEXES" as const,
    expect.objectContaining({ CapacityUnits: 2, GlobalSecondaryIndexes: { kitchen: { CapacityUnits: 1 } } }),
  ],
])("answers a client that asks for %s as it asked", async (ReturnConsumedCapacity, capacity) => {
  const Item = inKitchen(`asked-${ReturnConsumedCapacity}`);
  const { ConsumedCapacity } = await client.send(
    new PutItemCommand({ TableName, Item, ReturnConsumedCapacity }),
  );
  expect(ConsumedCapacity).toEqual(capacity);
});
