import { afterEach, beforeEach, expect, test } from "vitest";
import { capacities, reads } from "./cases/read-results.cases.ts";
import type { Result } from "./cases/result.fixture.ts";
import { updates } from "./cases/update-results.cases.ts";
import { conditions, numbers } from "./cases/value-results.cases.ts";
import { openTestEngine, orders, type TestEngine } from "./engine.fixture.ts";

let engine: TestEngine;
beforeEach(() => {
  engine = openTestEngine();
  engine.call("CreateTable", orders);
});
afterEach(() => engine.close());

test.each<Result>([...updates, ...conditions, ...numbers, ...reads, ...capacities])(
  "$what",
  ({ calls, answer }) => {
    const answers = calls.map(([operation, input]) => engine.call(operation, input));
    for (const before of answers.slice(0, -1)) expect(before).not.toHaveProperty("code");
    expect(answers.at(-1)).toEqual({ ...answers.at(-1), ...answer });
  },
);

test("scans all items once, in segments and pages", () => {
  const keys = Array.from({ length: 300 }, (_, n) => `${n % 40} ${n}`);
  for (const each of keys) {
    const [pk, sk] = each.split(" ");
    engine.call("PutItem", { TableName: "orders", Item: { pk: { S: pk }, sk: { N: sk }, shop: { S: "s" } } });
  }
  for (const IndexName of [undefined, "names"]) {
    const seen = [0, 1, 2].flatMap((Segment) => {
      const found: string[] = [];
      let ExclusiveStartKey: unknown;
      do {
        const page = engine.call("Scan", {
          TableName: "orders",
          IndexName,
          Segment,
          TotalSegments: 3,
          Limit: 7,
          ExclusiveStartKey,
        });
        for (const { pk, sk } of page.Items as { pk: { S: string }; sk: { N: string } }[])
          found.push(`${pk.S} ${sk.N}`);
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return found;
    });
    expect(seen.toSorted()).toEqual(keys.toSorted());
  }
});

test("ends a page at a megabyte, and goes on behind it", () => {
  for (let n = 0; n < 20; n++)
    engine.call("PutItem", {
      TableName: "orders",
      Item: { pk: { S: "ann" }, sk: { N: String(n) }, note: { S: "x".repeat(60_000) } },
    });
  const input = {
    TableName: "orders",
    KeyConditionExpression: "pk = :p",
    ExpressionAttributeValues: { ":p": { S: "ann" } },
  };
  const first = engine.call("Query", input);
  expect(first).toMatchObject({ Count: 18, LastEvaluatedKey: { sk: { N: "17" } } });
  expect(engine.call("Query", { ...input, ExclusiveStartKey: first.LastEvaluatedKey })).toMatchObject({
    Count: 2,
  });
});

test("does a transaction with a token once in ten minutes", () => {
  const write = (by: string) =>
    engine.call("TransactWriteItems", {
      ClientRequestToken: "token",
      TransactItems: [
        {
          Update: {
            TableName: "orders",
            Key: { pk: { S: "ann" }, sk: { N: "1" } },
            UpdateExpression: "ADD n :by",
            ExpressionAttributeValues: { ":by": { N: by } },
          },
        },
      ],
    });
  const count = () =>
    engine.call("GetItem", { TableName: "orders", Key: { pk: { S: "ann" }, sk: { N: "1" } } }).Item;
  write("1");
  expect(write("1")).toEqual({});
  expect(count()).toMatchObject({ n: { N: "1" } });
  expect(write("2")).toMatchObject({ code: "IdempotentParameterMismatchException" });
  engine.now += 10 * 60_000;
  write("1");
  expect(count()).toMatchObject({ n: { N: "2" } });
});

test("answers a transaction with a token as it did at first", () => {
  const put = () =>
    engine.call("TransactWriteItems", {
      ClientRequestToken: "counted",
      ReturnConsumedCapacity: "TOTAL",
      TransactItems: [{ Put: { TableName: "orders", Item: { pk: { S: "bob" }, sk: { N: "1" } } } }],
    });
  const first = put();
  expect(first).toMatchObject({ ConsumedCapacity: [{ TableName: "orders" }] });
  expect(put()).toEqual(first);
});

test("makes an index of a table that has items, and takes one away", () => {
  engine.call("PutItem", {
    TableName: "orders",
    Item: { pk: { S: "ann" }, sk: { N: "1" }, colour: { S: "red" } },
  });
  engine.call("UpdateTable", {
    TableName: "orders",
    AttributeDefinitions: [{ AttributeName: "colour", AttributeType: "S" }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: "colours",
          KeySchema: [{ AttributeName: "colour", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      },
      { Delete: { IndexName: "shops" } },
    ],
  });
  const query = (IndexName: string, name: string) =>
    engine.call("Query", {
      TableName: "orders",
      IndexName,
      KeyConditionExpression: `${name} = :v`,
      ExpressionAttributeValues: { ":v": { S: "red" } },
    });
  expect(query("colours", "colour")).toMatchObject({ Count: 1 });
  expect(query("shops", "shop")).toMatchObject({ code: "ValidationException" });
});
