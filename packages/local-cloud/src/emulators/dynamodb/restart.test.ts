import { expect, test } from "vitest";
import { declared } from "../../testing/provision.ts";
import { createLives } from "../../testing/restart.ts";
import { createDynamoDbEmulator } from "./emulator.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;
const TABLE = "aws:dynamodb/table:Table";
const attributes = (...names: string[]) => names.map((name) => ({ name, type: "S" }));
const orders = {
  name: "orders",
  billingMode: "PAY_PER_REQUEST",
  attributes: attributes("pk"),
  hashKey: "pk",
};
const byShop = { name: "shops", hashKey: "shop", projectionType: "ALL" };

interface Parts {
  readonly tables?: readonly Record<string, unknown>[];
  readonly items?: Readonly<Record<string, string>>;
}

const open = async (next: ReturnType<typeof createLives>, { tables = [orders], items = {} }: Parts = {}) => {
  const cloud = await next();
  const emulator = createDynamoDbEmulator(cloud);
  cloud.add(emulator);
  const resources = [
    ...tables.map((inputs) => declared(cloud, TABLE, String(inputs.name), inputs)),
    ...Object.entries(items).map(([pk, text]) =>
      declared(cloud, "aws:dynamodb/tableItem:TableItem", `Item${pk}`, {
        tableName: "orders",
        hashKey: "pk",
        item: JSON.stringify({ pk: { S: pk }, text: { S: text } }),
      }),
    ),
  ];
  Object.assign(cloud.graph, { resources });
  for (const resource of resources) {
    await emulator.provision?.[resource.type]?.(resource);
    cloud.provisioned.note(resource);
  }
  emulator.restore?.();
  await emulator.start?.();
  const call = (operation: string, input: object = {}) =>
    cloud.dispatch("dynamodb", operation, input, root) as Promise<Record<string, unknown>>;
  const on = (operation: string, input: object = {}) => call(operation, { TableName: "orders", ...input });
  return {
    cloud,
    call,
    on,
    put: (pk: string, more: Record<string, string> = {}) =>
      on("PutItem", {
        Item: Object.fromEntries(Object.entries({ pk, ...more }).map(([name, S]) => [name, { S }])),
      }),
    all: async (input: object = {}) =>
      ((await on("Scan", input)).Items as Record<string, { S: string }>[])
        .map((item) => item.pk!.S)
        .toSorted(),
  };
};

test("items stay", async () => {
  const next = createLives();
  const before = await open(next);
  await before.put("a");
  await before.put("b");
  await before.on("DeleteItem", { Key: { pk: { S: "a" } } });
  const after = await open(next);
  expect(await after.all()).toEqual(["b"]);
  expect(after.cloud.state.dropped).toEqual([]);
});

test("a table becomes what the config says now, with its items: indexes, stream, time to live, capacity", async () => {
  const next = createLives();
  const before = await open(next, {
    tables: [
      {
        ...orders,
        attributes: attributes("pk", "town"),
        globalSecondaryIndexes: [{ name: "towns", hashKey: "town", projectionType: "ALL" }],
        ttl: { enabled: true, attributeName: "until" },
      },
    ],
  });
  await before.put("a", { shop: "s-1", town: "t-1" });
  const after = await open(next, {
    tables: [
      {
        ...orders,
        billingMode: "PROVISIONED",
        readCapacity: 5,
        writeCapacity: 6,
        attributes: attributes("pk", "shop"),
        globalSecondaryIndexes: [{ ...byShop, readCapacity: 1, writeCapacity: 2 }],
        streamEnabled: true,
        streamViewType: "NEW_IMAGE",
        ttl: { enabled: true, attributeName: "expires" },
      },
    ],
  });
  expect(await after.all({ IndexName: "shops" })).toEqual(["a"]);
  const { Table } = await after.on("DescribeTable");
  expect(Table).toMatchObject({
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
    StreamSpecification: { StreamViewType: "NEW_IMAGE" },
    GlobalSecondaryIndexes: [{ IndexName: "shops" }],
  });
  expect(await after.on("DescribeTimeToLive")).toMatchObject({
    TimeToLiveDescription: { AttributeName: "expires" },
  });
  expect(after.cloud.state.dropped).toEqual([]);
});

test("a table with another key, and one that the config has no longer, are dropped, which it says", async () => {
  const next = createLives();
  const before = await open(next, { tables: [orders, { ...orders, name: "old" }] });
  await before.put("a");
  await before.call("PutItem", { TableName: "old", Item: { pk: { S: "x" } } });
  const after = await open(next, { tables: [{ ...orders, attributes: [{ name: "pk", type: "N" }] }] });
  expect(after.cloud.state.dropped).toEqual([
    "table orders with 1 items: its key is another now",
    "table old with 1 items: the config has it no longer",
  ]);
  expect((await after.call("ListTables")).TableNames).toEqual(["orders"]);
  expect(await after.all()).toEqual([]);
});

test("a table that a call made stays", async () => {
  const next = createLives();
  const before = await open(next);
  await before.call("CreateTable", {
    TableName: "made",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const after = await open(next);
  expect((await after.call("ListTables")).TableNames).toEqual(["made", "orders"]);
});

test("an item of the config is put again only when the config has changed it", async () => {
  const next = createLives();
  const textOf = async ({ on }: Awaited<ReturnType<typeof open>>, pk: string) =>
    ((await on("GetItem", { Key: { pk: { S: pk } } })).Item as unknown as { text: { S: string } }).text.S;
  const before = await open(next, { items: { a: "one", b: "one" } });
  await before.put("a", { text: "changed while it ran" });
  await before.put("b", { text: "changed while it ran" });
  const after = await open(next, { items: { a: "one", b: "two" } });
  expect([await textOf(after, "a"), await textOf(after, "b")]).toEqual(["changed while it ran", "two"]);
});

test.each([
  ["a definition that is no JSON", "UPDATE tables SET definition = '{'"],
  ["a definition of another shape", "UPDATE tables SET definition = json_set(definition, '$.key', 5)"],
  ["no items", "DROP TABLE items_1"],
])("drops a table with %s, says so, and goes on with an empty one", async (_, damage) => {
  const next = createLives();
  const before = await open(next);
  await before.put("a");
  await before.cloud.state.settled?.();
  before.cloud.state.database.exec(damage);
  const after = await open(next);
  expect(after.cloud.state.dropped).toEqual([expect.stringMatching(/^table orders: /)]);
  expect(await after.all()).toEqual([]);
  await after.put("b");
  expect(await (await open(next)).all()).toEqual(["b"]);
});

test.each([
  ["is no JSON", "'{\"pk\":'"],
  ["lacks its key", '\'{"text":{"S":"x"}}\''],
])(
  "an item that %s is passed over, with a word which it is, until another takes its place",
  async (_, text) => {
    const next = createLives();
    const parts = {
      tables: [{ ...orders, attributes: attributes("pk", "shop"), globalSecondaryIndexes: [byShop] }],
    };
    const before = await open(next, parts);
    for (const pk of ["a", "b", "c"]) await before.put(pk, { shop: `shop of ${pk}` });
    await before.cloud.state.settled?.();
    before.cloud.state.database.exec(`UPDATE items_1 SET item = ${text} WHERE CAST(hash AS TEXT) = 'b'`);

    const after = await open(next, parts);
    expect(await after.all()).toEqual(["a", "c"]);
    expect(await after.all({ IndexName: "shops" })).toEqual(["a", "c"]);
    expect((await after.on("GetItem", { Key: { pk: { S: "b" } } })).Item).toBeUndefined();
    expect(after.cloud.warnings).toEqual([
      expect.stringMatching(/^The item pk "b" of table orders is damaged on disk and is passed over \(/),
    ]);

    await after.put("b");
    expect(await after.all()).toEqual(["a", "b", "c"]);
    expect(await after.all({ IndexName: "shops" })).toEqual(["a", "c"]);
  },
);

test("a record of a stream that is damaged is left out, and readers go on behind it", async () => {
  const next = createLives();
  const parts = { tables: [{ ...orders, streamEnabled: true, streamViewType: "KEYS_ONLY" }] };
  const before = await open(next, parts);
  for (const pk of ["a", "b", "c"]) await before.put(pk);
  await before.cloud.state.settled?.();
  before.cloud.state.database.exec("UPDATE changes SET change = '{' WHERE number < 3");

  const { cloud } = await open(next, parts);
  const arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000";
  const source = cloud.use("tableStreams").get(arn)!;
  const [shard] = source.shards();
  const { records } = await source.read(shard!.shardId, undefined, 1);
  expect(records.map(({ key }) => key)).toEqual(['{"pk":{"S":"c"}}']);
  expect(cloud.warnings).toHaveLength(2);
});
