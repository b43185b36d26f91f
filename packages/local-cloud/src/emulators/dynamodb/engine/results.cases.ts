/** Calls one after the other, of which the last answers with (at least) `answer`. */
export interface Result {
  readonly what: string;
  readonly calls: readonly (readonly [operation: string, input: object])[];
  readonly answer: object;
}

const S = (text: string) => ({ S: text });
const N = (number: string) => ({ N: number });
const TableName = "orders";
const key = (sk: string, pk = "ann") => ({ pk: S(pk), sk: N(sk) });
const put = (item: object, more: object = {}) => ["PutItem", { TableName, Item: item, ...more }] as const;
const get = (Key: object, more: object = {}) => ["GetItem", { TableName, Key, ...more }] as const;

const updated = (
  what: string,
  old: object,
  UpdateExpression: string,
  values: object | undefined,
  item: object,
): Result => ({
  what,
  calls: [
    put({ ...key("1"), ...old }),
    [
      "UpdateItem",
      {
        TableName,
        Key: key("1"),
        UpdateExpression,
        ExpressionAttributeValues: values,
        ReturnValues: "ALL_NEW",
      },
    ],
  ],
  answer: { Attributes: { ...key("1"), ...item } },
});

/** Whether a condition holds of an item. */
const condition = (item: object, expression: string, values: object | undefined, holds: boolean): Result => ({
  what: `${expression} ${holds ? "holds" : "does not hold"} of ${JSON.stringify(item).slice(0, 60)}`,
  calls: [
    put({ ...key("1"), ...item }),
    [
      "DeleteItem",
      { TableName, Key: key("1"), ConditionExpression: expression, ExpressionAttributeValues: values },
    ],
  ],
  answer: holds ? {} : { code: "ConditionalCheckFailedException", message: "The conditional request failed" },
});

const number = (given: string, stored: string): Result => ({
  what: `the number ${given} is ${stored.slice(0, 40)}`,
  calls: [put({ ...key("1"), n: N(given) }), get(key("1"))],
  answer: { Item: { ...key("1"), n: N(stored) } },
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
export const updates: readonly Result[] = [
  updated("sets by what the item was", { a: N("1"), b: N("2") }, "SET a = b, b = a", undefined, {
    a: N("2"),
    b: N("1"),
  }),
  updated("adds decimals exactly", { a: N("0.1") }, "SET a = a + :v", { ":v": N("0.2") }, { a: N("0.3") }),
  updated("takes away", { a: N("1") }, "SET a = a - :v", { ":v": N("1e3") }, { a: N("-999") }),
  updated(
    "keeps what is there, or takes another",
    { a: N("1") },
    "SET a = if_not_exists(a, :v), b = if_not_exists(c, :v)",
    { ":v": N("7") },
    { a: N("1"), b: N("7") },
  ),
  updated(
    "puts lists behind each other",
    { a: { L: [N("1")] } },
    "SET a = list_append(:v, a)",
    { ":v": { L: [N("0")] } },
    { a: { L: [N("0"), N("1")] } },
  ),
  updated(
    "removes places of a list by what they were",
    { a: { L: ["a", "b", "c", "d"].map(S) } },
    "REMOVE a[1], a[2]",
    undefined,
    { a: { L: ["a", "d"].map(S) } },
  ),
  updated(
    "puts what is set beyond the end of a list at its end",
    { a: { L: [S("a")] } },
    "SET a[9] = :y, a[5] = :x",
    { ":x": S("x"), ":y": S("y") },
    { a: { L: ["a", "x", "y"].map(S) } },
  ),
  updated(
    "changes what is in maps and lists",
    { a: { M: { b: { L: [{ M: { c: N("1"), d: N("2") } }] } } } },
    "SET a.b[0].c = :v REMOVE a.b[0].d",
    { ":v": N("3") },
    { a: { M: { b: { L: [{ M: { c: N("3") } }] } } } },
  ),
  updated("adds to a number that is not there", {}, "ADD a :v", { ":v": N("5") }, { a: N("5") }),
  updated(
    "adds to a set, and takes from one",
    { a: { SS: ["x"] }, b: { NS: ["1", "2"] } },
    "ADD a :a DELETE b :b",
    { ":a": { SS: ["x", "y"] }, ":b": { NS: ["2.0", "3"] } },
    { a: { SS: ["x", "y"] }, b: { NS: ["1"] } },
  ),
  updated("leaves no empty set", { a: { SS: ["x"] } }, "DELETE a :v", { ":v": { SS: ["x"] } }, {}),
  {
    what: "returns only what was changed",
    calls: [
      put({ ...key("1"), a: { M: { b: N("1"), c: N("2") } }, d: N("3") }),
      [
        "UpdateItem",
        {
          TableName,
          Key: key("1"),
          UpdateExpression: "SET a.b = :v",
          ExpressionAttributeValues: { ":v": N("9") },
          ReturnValues: "UPDATED_OLD",
        },
      ],
    ],
    answer: { Attributes: { a: { M: { b: N("1") } } } },
  },
  {
    what: "makes the item that is not there",
    calls: [
      [
        "UpdateItem",
        {
          TableName,
          Key: key("2"),
          UpdateExpression: "SET a = :v",
          ExpressionAttributeValues: { ":v": S("x") },
        },
      ],
      get(key("2")),
    ],
    answer: { Item: { ...key("2"), a: S("x") } },
  },
  {
    what: "takes the older form of an update",
    calls: [
      put({ ...key("1"), a: N("1"), b: { SS: ["x", "y"] }, c: S("x") }),
      [
        "UpdateItem",
        {
          TableName,
          Key: key("1"),
          AttributeUpdates: {
            a: { Action: "ADD", Value: N("2") },
            b: { Action: "DELETE", Value: { SS: ["x"] } },
            c: { Action: "DELETE" },
            d: { Value: S("new") },
          },
          ReturnValues: "ALL_NEW",
        },
      ],
    ],
    answer: { Attributes: { ...key("1"), a: N("3"), b: { SS: ["y"] }, d: S("new") } },
  },
];

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
export const conditions: readonly Result[] = [
  condition({ a: N("10") }, "a > :v", { ":v": N("9") }, true),
  condition({ a: S("10") }, "a > :v", { ":v": S("9") }, false),
  condition({ a: S("1") }, "a = :v", { ":v": N("1") }, false),
  condition({ a: N("1.0") }, "a = :v", { ":v": N("1e0") }, true),
  condition({ a: { SS: ["x", "y"] } }, "a = :v", { ":v": { SS: ["y", "x"] } }, true),
  condition({ a: { L: [N("1")] } }, "a = :v", { ":v": { L: [N("1.0")] } }, true),
  condition({}, "a <> :v", { ":v": N("1") }, true),
  condition({}, "a < :v", { ":v": N("1") }, false),
  condition({ a: { B: "/w==" } }, "a > :v", { ":v": { B: "AQ==" } }, true),
  condition({ a: S("é") }, "a > :v", { ":v": S("z") }, true),
  condition({ a: N("5") }, "a BETWEEN :x AND :y", { ":x": N("5"), ":y": N("6") }, true),
  condition({ a: N("5") }, "a IN (:x, :y)", { ":x": S("5"), ":y": N("5") }, true),
  condition({ a: S("abc") }, "begins_with(a, :v)", { ":v": S("ab") }, true),
  condition({ a: { L: [N("1"), S("x")] } }, "contains(a, :v)", { ":v": S("x") }, true),
  condition({ a: { NS: ["1", "2"] } }, "contains(a, :v)", { ":v": N("2.0") }, true),
  condition({ a: { M: { x: N("1"), y: N("2") } } }, "size(a) = :v", { ":v": N("2") }, true),
  condition({ a: { NULL: true } }, "attribute_type(a, :v)", { ":v": S("NULL") }, true),
  condition({}, "attribute_exists(toString)", undefined, false),
  condition(
    { a: { L: [{ M: { b: N("1") } }] } },
    "attribute_exists(a[0].b) AND NOT a[0].b > :v",
    { ":v": N("1") },
    true,
  ),
  condition({ a: N("1") }, "a = :x OR a = :x AND a = :y", { ":x": N("1"), ":y": N("2") }, true),
  condition({ a: N("1") }, "NOT (a = :x OR (a = :y))", { ":x": N("3"), ":y": N("2") }, true),
];

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
export const numbers: readonly Result[] = [
  number("007", "7"),
  number("-0", "0"),
  number("1.50", "1.5"),
  number("1.5E2", "150"),
  number("+.5", "0.5"),
  number("1e-3", "0.001"),
  number("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
  number("1E-130", `0.${"0".repeat(129)}1`),
  number("9.9e125", `99${"0".repeat(124)}`),
];

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
