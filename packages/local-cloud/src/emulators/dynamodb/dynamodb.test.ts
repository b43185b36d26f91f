import {
  ConditionalCheckFailedException,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createDynamoDbEmulator } from "./emulator.ts";

let gateway: Awaited<ReturnType<typeof startTestGateway>>;
let dynamodb: ReturnType<typeof createDynamoDbEmulator>;
let client: DynamoDBClient;
let streams: DynamoDBStreamsClient;
let outputs: Record<string, string>;
const root = { principal: { kind: "root" }, causes: [] } as const;
const TableName = "orders";
const text = (value: string) => ({ S: value });

beforeAll(async () => {
  gateway = await startTestGateway();
  const { cloud } = gateway;
  dynamodb = createDynamoDbEmulator(cloud);
  cloud.add(dynamodb);
  cloud.add(dynamodb.streams);
  const config = {
    endpoint: gateway.gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  client = new DynamoDBClient(config);
  streams = new DynamoDBStreamsClient(config);
  // What SST's Dynamo component sets.
  outputs = await provision(cloud, dynamodb, "aws:dynamodb/table:Table", "OrdersTable", {
    name: TableName,
    attributes: ["pk", "sk", "gsi1pk", "gsi1sk", "lsi1sk"].map((name) => ({ name, type: "S" })),
    billingMode: "PAY_PER_REQUEST",
    hashKey: "pk",
    rangeKey: "sk",
    streamEnabled: true,
    streamViewType: "NEW_AND_OLD_IMAGES",
    pointInTimeRecovery: { enabled: true },
    ttl: { attributeName: "expiresAt", enabled: true },
    globalSecondaryIndexes: [{ name: "gsi1", hashKey: "gsi1pk", rangeKey: "gsi1sk", projectionType: "ALL" }],
    localSecondaryIndexes: [{ name: "lsi1", rangeKey: "lsi1sk", projectionType: "KEYS_ONLY" }],
  });
});
afterAll(async () => {
  client.destroy();
  streams.destroy();
  await dynamodb.stop?.();
  await gateway.stop();
});

test("describes the table with the ARNs of the config", async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({
    TableArn: "arn:aws:dynamodb:eu-west-1:000000000000:table/orders",
    LatestStreamArn: outputs.streamArn,
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
  });
  expect(Table!.CreationDateTime).toBeInstanceOf(Date);
  const byArn = await client.send(new DescribeTableCommand({ TableName: outputs.arn }));
  expect(byArn.Table?.TableName).toBe(TableName);
});

test("says that point-in-time recovery is on", async () => {
  const answer = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
  expect(answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
    PointInTimeRecoveryStatus: "ENABLED",
  });
});

test("keeps binary values and answers queries of an index", async () => {
  const Item = {
    pk: text("order#1"),
    sk: text("order"),
    gsi1pk: text("customer#1"),
    gsi1sk: text("2026"),
    photo: { B: new Uint8Array([1, 2, 255]) },
  };
  await client.send(new PutItemCommand({ TableName, Item }));
  const found = await client.send(
    new QueryCommand({
      TableName,
      IndexName: "gsi1",
      KeyConditionExpression: "gsi1pk = :customer",
      ExpressionAttributeValues: { ":customer": text("customer#1") },
    }),
  );
  expect(found.Items).toEqual([Item]);
});

test("answers a failed condition with the item that is there", async () => {
  const Item = { pk: text("order#2"), sk: text("order"), status: text("PENDING") };
  await client.send(new PutItemCommand({ TableName, Item }));
  const again = client.send(
    new PutItemCommand({
      TableName,
      Item,
      ConditionExpression: "attribute_not_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
  );
  await expect(again).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  await expect(again).rejects.toMatchObject({ Item });
});

test("answers a cancelled transaction with a reason for each of its parts", async () => {
  const Item = { pk: text("order#3"), sk: text("order") };
  await client.send(new PutItemCommand({ TableName, Item }));
  const transaction = client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName, Item: { pk: text("order#4"), sk: text("order") } } },
        {
          Put: {
            TableName,
            Item,
            ConditionExpression: "attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
      ],
    }),
  );
  await expect(transaction).rejects.toBeInstanceOf(TransactionCanceledException);
  await expect(transaction).rejects.toMatchObject({
    CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed", Item }],
  });
});

test("answers calls of other emulators, and their errors, in the shapes of the SDK", async () => {
  const { cloud } = gateway;
  const Item = { pk: text("order#5"), sk: text("order") };
  await cloud.call("dynamodb", "PutItem", { TableName, Item }, root);
  await expect(cloud.call("dynamodb", "GetItem", { TableName, Key: Item }, root)).resolves.toEqual({ Item });
  await expect(
    cloud.call("dynamodb", "GetItem", { TableName: "unknown", Key: Item }, root),
  ).rejects.toMatchObject({ code: "ResourceNotFoundException", status: 400 });
});

test("serves the records of a stream to SDK clients", async () => {
  const Item = { pk: text("order#6"), sk: text("order") };
  await client.send(new PutItemCommand({ TableName, Item }));
  const { StreamDescription } = await streams.send(
    new DescribeStreamCommand({ StreamArn: outputs.streamArn }),
  );
  expect(StreamDescription).toMatchObject({ StreamArn: outputs.streamArn, TableName });
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: outputs.streamArn,
      ShardId: StreamDescription!.Shards![0]!.ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    }),
  );
  const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  const record = Records!.find(({ dynamodb: change }) => change?.NewImage?.pk?.S === "order#6");
  expect(record).toMatchObject({ eventName: "INSERT", awsRegion: "eu-west-1", eventSource: "aws:dynamodb" });
  expect(record!.eventID).toMatch(/^[0-9a-f]{32}$/);
});

test("puts the items of the config into the table", async () => {
  const type = "aws:dynamodb/tableItem:TableItem";
  const item = { pk: text("store#1"), sk: text("store") };
  await provision(gateway.cloud, dynamodb, type, "Store", {
    tableName: TableName,
    hashKey: "pk",
    rangeKey: "sk",
    item: JSON.stringify(item),
  });
  const found = await client.send(new GetItemCommand({ TableName, Key: item }));
  expect(found.Item).toEqual(item);
});
