import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createDynamoDbEmulator } from "./emulator.ts";
import { dynamoDbPermissions } from "./permissions.ts";

let world: Awaited<ReturnType<typeof startTestGateway>>;
let dynamodb: ReturnType<typeof createDynamoDbEmulator>;
const S = (text: string) => ({ S: text });

beforeAll(async () => {
  world = await startTestGateway();
  dynamodb = createDynamoDbEmulator(world.cloud);
  world.cloud.add(dynamodb);
  world.cloud.add(dynamodb.streams);
  await provision(world.cloud, dynamodb, "aws:dynamodb/table:Table", "Orders", {
    name: "orders",
    attributes: ["pk", "sk", "shop"].map((name) => ({ name, type: "S" })),
    hashKey: "pk",
    rangeKey: "sk",
    billingMode: "PAY_PER_REQUEST",
    globalSecondaryIndexes: [{ name: "stores", hashKey: "shop", rangeKey: "sk", projectionType: "ALL" }],
  });
  for (const sk of ["1", "2", "3"])
    await send("PutItem", { TableName: "orders", Item: { pk: S("ann"), sk: S(sk), shop: S("s-1") } });
});
afterAll(async () => {
  await dynamodb.stop?.();
  await world.stop();
});

const send = async (operation: string, body: object | string) => {
  const streams = Object.hasOwn(dynamodb.streams.operations, operation);
  const answer = await fetch(world.gateway.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `${streams ? "DynamoDBStreams" : "DynamoDB"}_20120810.${operation}`,
      authorization: "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/dynamodb/aws4_request, Signature=0",
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const { __type: code = "", ...rest } = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, code: String(code), ...rest } as Record<string, unknown> & {
    status: number;
  };
};

const item = (levels: number) => `${'{"M":{"a":'.repeat(levels)}{"S":"x"}${"}}".repeat(levels)}`;

test.each<[string, string, string, string]>([
  ["an item 40 deep", "PutItem", `{"TableName":"orders","Item":{"pk":${item(40)}}}`, "ValidationException"],
  ["an item 90 deep", "PutItem", `{"TableName":"orders","Item":{"pk":${item(90)}}}`, "ValidationException"],
  [
    "an item 5,000 deep",
    "PutItem",
    `{"TableName":"orders","Item":{"pk":${item(5000)}}}`,
    "SerializationException",
  ],
  [
    "a value 5,000 deep",
    "Query",
    `{"TableName":"orders","ExpressionAttributeValues":{":p":${item(5000)}}}`,
    "SerializationException",
  ],
  [
    "an expression 100,000 deep",
    "Query",
    `{"TableName":"orders","KeyConditionExpression":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    "SerializationException",
  ],
  ["no JSON", "PutItem", "{", "SerializationException"],
  ["a list", "ListTables", "[]", "SerializationException"],
  ["no operation", "Nothing", "{}", "UnknownOperationException"],
  ["an operation of the prototype", "toString", "{}", "UnknownOperationException"],
  ["bytes that are no text", "PutItem", "\u0000\uffff", "SerializationException"],
  ["no base64", "PutItem", '{"TableName":"orders","Item":{"pk":{"B":"%%"}}}', "SerializationException"],
  ["an empty key", "GetItem", '{"TableName":"orders","Key":{}}', "ValidationException"],
  ["a huge number", "Scan", '{"TableName":"orders","Limit":1e400}', "SerializationException"],
  [
    "a number of 40 digits",
    "PutItem",
    `{"TableName":"orders","Item":{"pk":{"N":"${"9".repeat(40)}"}}}`,
    "ValidationException",
  ],
])("answers %s with 400", async (_what, operation, body, code) => {
  expect(await send(operation, body)).toMatchObject({ status: 400, code: expect.stringContaining(code) });
});

const invalid = "The provided starting key is invalid";
test.each<[string, object, string]>([
  ["of another partition", { pk: S("bob"), sk: S("1") }, "is outside query boundaries"],
  ["that lacks an attribute", { pk: S("ann") }, invalid],
  ["with one too many", { pk: S("ann"), sk: S("1"), x: S("1") }, invalid],
  ["of another type", { pk: S("ann"), sk: { N: "1" } }, invalid],
  ["of an index", { shop: S("s-1"), sk: S("1") }, invalid],
  ["that is empty", {}, invalid],
  ["with an empty text", { pk: S("ann"), sk: S("") }, invalid],
])("refuses to go on from a key %s", async (_what, ExclusiveStartKey, message) => {
  const query = {
    TableName: "orders",
    KeyConditionExpression: "pk = :p",
    ExpressionAttributeValues: { ":p": S("ann") },
    Limit: 1,
  };
  expect(await send("Query", { ...query, ExclusiveStartKey })).toMatchObject({
    status: 400,
    code: expect.stringContaining("ValidationException"),
    message: expect.stringContaining(message),
  });
  const { LastEvaluatedKey } = await send("Query", query);
  expect(await send("Query", { ...query, ExclusiveStartKey: LastEvaluatedKey })).toMatchObject({
    status: 200,
    Count: 1,
  });
});

test("goes on from a key of the index that is asked, and from no other", async () => {
  const query = {
    TableName: "orders",
    IndexName: "stores",
    KeyConditionExpression: "shop = :s",
    ExpressionAttributeValues: { ":s": S("s-1") },
  };
  const key = { pk: S("ann"), sk: S("1"), shop: S("s-1") };
  expect(await send("Query", { ...query, ExclusiveStartKey: key })).toMatchObject({ status: 200, Count: 2 });
  const other = { ...key, shop: S("s-2") };
  expect(await send("Query", { ...query, ExclusiveStartKey: other })).toMatchObject({ status: 400 });
  const ofTable = { pk: S("ann"), sk: S("1") };
  expect(await send("Query", { ...query, ExclusiveStartKey: ofTable })).toMatchObject({ status: 400 });
});

const members =
  "TableName Item Key Limit ExpressionAttributeValues ExpressionAttributeNames RequestItems TransactItems KeyConditionExpression ConditionExpression UpdateExpression FilterExpression ProjectionExpression ExclusiveStartKey IndexName ScanIndexForward ConsistentRead ReturnValues Select Segment TotalSegments Statement Parameters Statements TransactStatements AttributeDefinitions KeySchema ResourceArn Tags TagKeys TimeToLiveSpecification PointInTimeRecoverySpecification StreamArn ShardId ShardIteratorType ShardIterator SequenceNumber StreamSpecification BillingMode GlobalSecondaryIndexes ExclusiveStartTableName ClientRequestToken".split(
    " ",
  );
const bad: unknown[] = [
  null,
  7,
  -1,
  true,
  "x",
  "",
  [],
  {},
  [null],
  [[]],
  { toString: null },
  { orders: null },
  { orders: {} },
  { orders: [null] },
  { orders: { S: 1 } },
  { Put: { TableName: {} } },
  "a".repeat(70_000),
  1e15,
  [{ Put: { TableName: {} } }, { Statement: {} }],
];

test("answers every operation with anything for any member with a status below 500", async () => {
  const operations = [
    ...new Set([...Object.keys(dynamodb.operations), ...Object.keys(dynamodb.streams.operations)]),
  ];
  // Each member gets another of the values with each operation.
  const requests = operations.flatMap((operation, row) =>
    operation === "DeleteTable"
      ? []
      : members.flatMap((member, column) =>
          [0, 7].map((shift) => ({
            operation,
            body: { TableName: "orders", [member]: bad[(row + column + shift) % bad.length] },
          })),
        ),
  );
  const failures: unknown[] = [];
  for (let from = 0; from < requests.length; from += 20)
    await Promise.all(
      requests.slice(from, from + 20).map(async ({ operation, body }) => {
        const answer = await send(operation, body);
        if (answer.status >= 500) failures.push([operation, JSON.stringify(body).slice(0, 200), answer]);
      }),
    );
  expect(failures).toEqual([]);
  expect(world.cloud.warnings).toEqual([]);
});

test("asks for permissions whatever the input is", () => {
  const permissions = dynamoDbPermissions(world.cloud);
  for (const operation of Object.keys(dynamodb.operations))
    for (const member of members)
      for (const value of bad) {
        const [first] = permissions(operation, { [member]: value });
        if (first) expect(typeof first.resource).toBe("string");
      }
  expect(permissions("GetItem", null)).toHaveLength(1);
});
