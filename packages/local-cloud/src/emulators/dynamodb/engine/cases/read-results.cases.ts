import { get, key, N, put, type Result, S, TableName } from "./result.fixture.ts";

const all = ["3", "-20", "1e2", "0", "2.5", "-1"].map((sk) =>
  put({ ...key(sk), shop: S("s-1"), amount: N(sk), note: S(sk) }),
);
const query = (input: object) =>
  [
    "Query",
    {
      TableName,
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": S("ann") },
      ProjectionExpression: "sk",
      ...input,
    },
  ] as const;
const found = (...numbersInOrder: string[]) => ({ Items: numbersInOrder.map((sk) => ({ sk: N(sk) })) });
const inShop = {
  KeyConditionExpression: "shop = :p",
  ExpressionAttributeValues: { ":p": S("s-1") },
  IndexName: "shops",
};

export const reads: readonly Result[] = [
  {
    what: "finds items in the order of numbers",
    calls: [...all, query({})],
    answer: found("-20", "-1", "0", "2.5", "3", "100"),
  },
  {
    what: "finds a range of them, from its end",
    calls: [
      ...all,
      query({
        KeyConditionExpression: "pk = :p AND sk BETWEEN :a AND :b",
        ExpressionAttributeValues: { ":p": S("ann"), ":a": N("-1"), ":b": N("3") },
        ScanIndexForward: false,
        Limit: 2,
      }),
    ],
    answer: { ...found("3", "2.5"), Count: 2, ScannedCount: 2, LastEvaluatedKey: key("2.5") },
  },
  {
    what: "goes on behind a key",
    calls: [...all, query({ ExclusiveStartKey: key("0") })],
    answer: found("2.5", "3", "100"),
  },
  {
    what: "counts what a filter lets pass, and what it looked at",
    calls: [
      ...all,
      query({
        FilterExpression: "begins_with(note, :m)",
        ExpressionAttributeValues: { ":p": S("ann"), ":m": S("-") },
        Select: "COUNT",
        ProjectionExpression: undefined,
      }),
    ],
    answer: { Count: 2, ScannedCount: 6 },
  },
  {
    what: "finds by a global index, and goes on behind a key of it whose item is gone",
    calls: [
      ...all,
      ["DeleteItem", { TableName, Key: key("0") }],
      query({ ...inShop, ExclusiveStartKey: { ...key("0"), shop: S("s-1"), amount: N("0") }, Limit: 1 }),
    ],
    answer: { ...found("2.5"), LastEvaluatedKey: { ...key("2.5"), shop: S("s-1"), amount: N("2.5") } },
  },
  {
    what: "forgets in an index what is no longer in it",
    calls: [
      ...all,
      ["UpdateItem", { TableName, Key: key("3"), UpdateExpression: "REMOVE shop" }],
      [
        "UpdateItem",
        {
          TableName,
          Key: key("0"),
          UpdateExpression: "SET amount = :v",
          ExpressionAttributeValues: { ":v": N("1e9") },
        },
      ],
      query({ ...inShop, ScanIndexForward: false }),
    ],
    answer: found("0", "100", "2.5", "-1", "-20"),
  },
  {
    what: "shows of an index what it has",
    calls: [
      put({ ...key("1"), shop: S("s-1"), amount: N("5"), note: S("x") }),
      query({ ...inShop, IndexName: "names", ProjectionExpression: undefined }),
    ],
    answer: { Items: [{ ...key("1"), shop: S("s-1") }] },
  },
  {
    what: "fetches what a local index lacks from the table",
    calls: [
      put({ ...key("1"), shop: S("s-1"), amount: N("5") }),
      query({ IndexName: "amounts", Select: "ALL_ATTRIBUTES", ProjectionExpression: undefined }),
    ],
    answer: { Items: [{ ...key("1"), shop: S("s-1"), amount: N("5") }] },
  },
  {
    what: "takes the older form of a query",
    calls: [
      ...all,
      [
        "Query",
        {
          TableName,
          KeyConditions: {
            pk: { ComparisonOperator: "EQ", AttributeValueList: [S("ann")] },
            sk: { ComparisonOperator: "GT", AttributeValueList: [N("2.5")] },
          },
          AttributesToGet: ["sk"],
        },
      ],
    ],
    answer: found("3", "100"),
  },
  {
    what: "finds by PartiQL what a key and a condition say",
    calls: [
      ...all,
      [
        "ExecuteStatement",
        {
          Statement: `SELECT sk FROM "orders" WHERE pk = ? AND sk >= 0 AND begins_with(note, '1') ORDER BY sk DESC`,
          Parameters: [S("ann")],
        },
      ],
    ],
    answer: found("100"),
  },
  {
    what: "changes by PartiQL",
    calls: [
      put({ ...key("1"), a: N("1"), b: S("x") }),
      [
        "ExecuteStatement",
        {
          Statement:
            "UPDATE orders SET a = a + 1 REMOVE b WHERE pk = 'ann' AND sk = 1 AND a = 1 RETURNING ALL NEW *",
        },
      ],
    ],
    answer: { Items: [{ ...key("1"), a: N("2") }] },
  },
];

export const capacities: readonly Result[] = [
  {
    what: "counts what a write takes of the table and its indexes",
    calls: [
      put(
        { ...key("1"), shop: S("s-1"), amount: N("5"), note: S("x".repeat(1500)) },
        { ReturnConsumedCapacity: "INDEXES" },
      ),
    ],
    answer: {
      ConsumedCapacity: {
        TableName,
        CapacityUnits: 7,
        Table: { CapacityUnits: 2 },
        GlobalSecondaryIndexes: { shops: { CapacityUnits: 2 }, names: { CapacityUnits: 1 } },
        LocalSecondaryIndexes: { amounts: { CapacityUnits: 2 } },
      },
    },
  },
  {
    what: "counts twice what a transaction takes of the table",
    calls: [
      [
        "TransactWriteItems",
        { TransactItems: [{ Put: { TableName, Item: key("1") } }], ReturnConsumedCapacity: "TOTAL" },
      ],
    ],
    answer: { ConsumedCapacity: [{ TableName, CapacityUnits: 2, WriteCapacityUnits: 2 }] },
  },
  {
    what: "counts a read by 4 KB, half when it may be late",
    calls: [
      put({ ...key("1"), note: S("x".repeat(5000)) }),
      get(key("1"), { ReturnConsumedCapacity: "TOTAL", ProjectionExpression: "pk" }),
    ],
    answer: { ConsumedCapacity: { TableName, CapacityUnits: 1 } },
  },
  {
    what: "tells the size of a collection of items where local indexes limit it",
    calls: [put(key("1"), { ReturnItemCollectionMetrics: "SIZE" })],
    answer: { ItemCollectionMetrics: { ItemCollectionKey: { pk: S("ann") }, SizeEstimateRangeGB: [0, 1] } },
  },
];
