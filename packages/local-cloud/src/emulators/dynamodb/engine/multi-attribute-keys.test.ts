import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestEngine, type TestEngine } from "./engine.fixture.ts";

const TableName = "matches";
const IndexName = "rounds";
const S = (text: string) => ({ S: text });
const N = (value: number) => ({ N: String(value) });
const key = (hash: string, range = "") => [
  ...hash.split(" ").map((AttributeName) => ({ AttributeName, KeyType: "HASH" })),
  ...range
    .split(" ")
    .filter(Boolean)
    .map((AttributeName) => ({ AttributeName, KeyType: "RANGE" })),
];
const definitions = (attributes: Record<string, string>) =>
  Object.entries(attributes).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));

const table = {
  TableName,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: definitions({ id: "S", cup: "S", region: "S", round: "S", court: "N", day: "S" }),
  KeySchema: key("id"),
  GlobalSecondaryIndexes: [
    {
      IndexName,
      KeySchema: key("cup region", "round court day"),
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
};
const item = (id: string, round: string, court: number, day = "mon", region = "west") => ({
  id: S(id),
  cup: S("spring"),
  region: S(region),
  round: S(round),
  court: N(court),
  day: S(day),
});

let engine: TestEngine;
beforeEach(() => {
  engine = openTestEngine();
  engine.call("CreateTable", table);
  for (const each of [
    item("a", "final", 2),
    item("b", "final", 10),
    item("c", "semi", 1),
    item("d", "fin", 3),
    item("e", "final", 2, "tue"),
    // A zero in a value is no end of it.
    item("f", "final\0", 1),
    item("g", "final", 2, "mon", "east"),
    // Not in the index: it lacks one attribute of its key.
    { id: S("h"), cup: S("spring"), region: S("west"), round: S("final"), court: N(1) },
  ])
    engine.call("PutItem", { TableName, Item: each });
});
afterEach(() => engine.close());

const VALUES = { ":c": S("spring"), ":w": S("west") };
const query = (more: string, values: object = {}, input: object = {}) =>
  engine.call("Query", {
    TableName,
    IndexName,
    KeyConditionExpression: `cup = :c AND #region = :w${more && ` AND ${more}`}`,
    ExpressionAttributeNames: { "#region": "region" },
    ExpressionAttributeValues: { ...VALUES, ...values },
    ...input,
  });
const ids = (answer: Record<string, unknown>) =>
  (answer.Items as { id: { S: string } }[] | undefined)?.map(({ id }) => id.S).join("") ?? answer.message;

test.each([
  ["", {}, "daebfc"],
  ["round = :r", { ":r": S("final") }, "aeb"],
  ["begins_with(round, :r)", { ":r": S("fin") }, "daebf"],
  ["begins_with(round, :r)", { ":r": S("final") }, "aebf"],
  ["round < :r", { ":r": S("final") }, "d"],
  ["round <= :r", { ":r": S("final") }, "daeb"],
  ["round > :r", { ":r": S("final") }, "fc"],
  ["round >= :r", { ":r": S("final") }, "aebfc"],
  ["round BETWEEN :r AND :s", { ":r": S("fin"), ":s": S("final") }, "daeb"],
  ["round = :r AND court = :n", { ":r": S("final"), ":n": N(2) }, "ae"],
  ["round = :r AND court > :n", { ":r": S("final"), ":n": N(2) }, "b"],
  ["round = :r AND court <= :n", { ":r": S("final"), ":n": N(2) }, "ae"],
  ["round = :r AND court BETWEEN :n AND :m", { ":r": S("final"), ":n": N(3), ":m": N(11) }, "b"],
  ["court = :n AND #day > :d AND round = :r", { ":r": S("final"), ":n": N(2), ":d": S("mon") }, "e"],
])("a query for %s finds what is there, in order", (condition, values, found) => {
  const names = condition.includes("#day") ? { "#day": "day", "#region": "region" } : { "#region": "region" };
  expect(ids(query(condition, values, { ExpressionAttributeNames: names }))).toBe(found);
  const backward = query(condition, values, { ExpressionAttributeNames: names, ScanIndexForward: false });
  expect(ids(backward)).toBe([...found].reverse().join(""));
});

test("a query goes on from page to page, in both directions", () => {
  for (const ScanIndexForward of [true, false]) {
    let [seen, ExclusiveStartKey] = ["", undefined as unknown];
    do {
      const page = query("", {}, { Limit: 2, ScanIndexForward, ExclusiveStartKey });
      seen += ids(page);
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (ExclusiveStartKey)
        expect(Object.keys(ExclusiveStartKey).sort()).toEqual([
          "court",
          "cup",
          "day",
          "id",
          "region",
          "round",
        ]);
    } while (ExclusiveStartKey);
    expect(seen).toBe(ScanIndexForward ? "daebfc" : "cfbead");
  }
});

test.each([
  ["court = :n", { ":n": N(2) }, "Query condition missed key schema element: round"],
  ["round > :r AND court = :n", { ":r": S("final"), ":n": N(2) }, "Query key condition not supported"],
])(
  "a query for %s is refused: sort attributes from the left on, the last by what it wants",
  (condition, values, message) => {
    expect(query(condition, values)).toMatchObject({ code: "ValidationException", message });
  },
);

test.each([
  ["cup = :c", "Query condition missed key schema element: region"],
  ["cup = :c AND begins_with(#region, :w)", "Query key condition not supported"],
])("a query for %s is refused: the whole partition key, by equality", (KeyConditionExpression, message) => {
  const names = KeyConditionExpression.includes("#region");
  const answer = engine.call("Query", {
    TableName,
    IndexName,
    KeyConditionExpression,
    ExpressionAttributeNames: names ? { "#region": "region" } : undefined,
    ExpressionAttributeValues: names ? VALUES : { ":c": S("spring") },
  });
  expect(answer).toMatchObject({ code: "ValidationException", message });
});

test("a scan of the index, PartiQL and the older conditions read it, too", () => {
  expect(ids(engine.call("Scan", { TableName, IndexName, Limit: 100 }))).toHaveLength(7);
  const statement = `SELECT id FROM "${TableName}"."${IndexName}" WHERE cup = 'spring' AND region = 'west' AND round = 'final' AND court < 5`;
  expect(ids(engine.call("ExecuteStatement", { Statement: statement }))).toBe("ae");
  const equals = (value: object) => ({ ComparisonOperator: "EQ", AttributeValueList: [value] });
  const KeyConditions = { cup: equals(S("spring")), region: equals(S("west")), round: equals(S("semi")) };
  expect(ids(engine.call("Query", { TableName, IndexName, KeyConditions }))).toBe("c");
});

test("an item that changes moves within the index, and its key is described", () => {
  engine.call("UpdateItem", {
    TableName,
    Key: { id: S("c") },
    UpdateExpression: "SET round = :r",
    ExpressionAttributeValues: { ":r": S("eighth") },
  });
  expect(ids(query(""))).toBe("cdaebf");
  const { Table } = engine.call("DescribeTable", { TableName }) as {
    Table: { GlobalSecondaryIndexes: object[] };
  };
  expect(Table.GlobalSecondaryIndexes).toMatchObject([{ KeySchema: key("cup region", "round court day") }]);
});

test.each([
  [
    "a partition attribute behind a sort attribute",
    [...key("cup", "round"), ...key("region")],
    "is behind one of",
  ],
  ["five sort attributes", key("cup", "round court day region id"), "has at most 4"],
  ["the same attribute twice", key("cup region", "region"), "have the same name"],
])("an index with %s is refused", (_, KeySchema, message) => {
  const index = { IndexName: "other", KeySchema, Projection: { ProjectionType: "ALL" } };
  const answer = engine.call("CreateTable", {
    ...table,
    TableName: "other",
    GlobalSecondaryIndexes: [...table.GlobalSecondaryIndexes, index],
  });
  expect(answer).toMatchObject({ code: "ValidationException", message: expect.stringContaining(message) });
});
