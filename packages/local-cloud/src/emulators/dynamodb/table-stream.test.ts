import { afterAll, beforeAll, expect, test } from "vitest";
import type { StreamRecord } from "../../core/polling.ts";
import { createTestCloud, type TestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createDynamoDbEmulator } from "./emulator.ts";
import { followStream } from "./table-stream.fixture.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;
let cloud: TestCloud;
let dynamodb: ReturnType<typeof createDynamoDbEmulator>;

const table = (name: string, inputs: Record<string, unknown> = {}) =>
  provision(cloud, dynamodb, "aws:dynamodb/table:Table", name, {
    name,
    attributes: [{ name: "pk", type: "S" }],
    hashKey: "pk",
    billingMode: "PAY_PER_REQUEST",
    streamEnabled: true,
    streamViewType: "NEW_AND_OLD_IMAGES",
    ...inputs,
  });
const listen = (streamArn: string, position: "TRIM_HORIZON" | "LATEST" = "LATEST") => {
  const { heard, stop } = followStream(cloud, streamArn, position);
  return {
    heard,
    stop,
    names: () => heard.map(({ eventName, dynamodb: { Keys } }) => [eventName, pkOf(Keys)]),
  };
};
const pkOf = (keys: Record<string, unknown>) => (keys.pk as { S: string }).S;
const item = (pk: string, more: Record<string, unknown> = {}) => ({ pk: { S: pk }, ...more });
const put = (TableName: string, pk: string, more: Record<string, unknown> = {}) =>
  cloud.call("dynamodb", "PutItem", { TableName, Item: item(pk, more) }, root);
/** Hops that wrote a record, as the journal links them. */
const writersOf = ({ eventID }: StreamRecord) => {
  const ids = cloud.journal.causesOf(`ddb:${eventID}`);
  return cloud.journal.hops(({ id }) => ids.includes(id)).map(({ action }) => action);
};

beforeAll(() => {
  cloud = createTestCloud();
  dynamodb = createDynamoDbEmulator(cloud);
  cloud.add(dynamodb);
});
afterAll(async () => {
  await dynamodb.stop?.();
  cloud.clock.stop();
});

test("shows each kind of write with the hop that made it", async () => {
  const { streamArn } = await table("kinds");
  const { heard, names } = listen(streamArn!);
  const call = (operation: string, input: object) => cloud.dispatch("dynamodb", operation, input, root);
  await put("kinds", "a");
  await call("UpdateItem", {
    TableName: "kinds",
    Key: item("a"),
    UpdateExpression: "SET n = :n",
    ExpressionAttributeValues: { ":n": { N: "1" } },
  });
  await call("TransactWriteItems", {
    TransactItems: [
      { Put: { TableName: "kinds", Item: item("b") } },
      { Delete: { TableName: "kinds", Key: item("a") } },
    ],
  });
  await call("BatchWriteItem", { RequestItems: { kinds: [{ PutRequest: { Item: item("c") } }] } });
  await expect.poll(names).toEqual([
    ["INSERT", "a"],
    ["MODIFY", "a"],
    ["INSERT", "b"],
    ["REMOVE", "a"],
    ["INSERT", "c"],
  ]);
  expect(heard.map(writersOf)).toEqual([
    ["PutItem"],
    ["UpdateItem"],
    ["TransactWriteItems"],
    ["TransactWriteItems"],
    ["BatchWriteItem"],
  ]);
  expect(heard[0]).toMatchObject({ awsRegion: "eu-west-1", eventSourceARN: streamArn });
  expect(new Set(heard.map(({ eventID }) => eventID)).size).toBe(heard.length);
});

test("makes no record of a write that failed or changed nothing, and keeps the causes of those that follow", async () => {
  const { streamArn } = await table("unchanged");
  const { heard, names } = listen(streamArn!);
  await put("unchanged", "a", { n: { N: "1" } });
  await put("unchanged", "a", { n: { N: "1" } });
  const refused = cloud.call(
    "dynamodb",
    "PutItem",
    { TableName: "unchanged", Item: item("a"), ConditionExpression: "attribute_not_exists(pk)" },
    root,
  );
  await expect(refused).rejects.toMatchObject({ code: "ConditionalCheckFailedException" });
  await cloud.call("dynamodb", "DeleteItem", { TableName: "unchanged", Key: item("nobody") }, root);
  await cloud.call("dynamodb", "DeleteItem", { TableName: "unchanged", Key: item("a") }, root);
  await expect.poll(names).toEqual([
    ["INSERT", "a"],
    ["REMOVE", "a"],
  ]);
  expect(heard.map(writersOf)).toEqual([["PutItem"], ["DeleteItem"]]);
});

test("names the right hop when many writes to the same items run at once", async () => {
  const { streamArn } = await table("busy");
  const { heard } = listen(streamArn!);
  const writes = Array.from({ length: 60 }, (_, n) => put("busy", `item-${n % 6}`, { n: { N: String(n) } }));
  await Promise.all(writes);
  await expect.poll(() => heard.length).toBe(60);
  const linked = heard.flatMap(({ eventID }) => cloud.journal.causesOf(`ddb:${eventID}`));
  expect(new Set(linked).size).toBe(60);
  for (const record of heard) {
    const [id] = cloud.journal.causesOf(`ddb:${record.eventID}`);
    const [hop] = cloud.journal.hops((candidate) => candidate.id === id);
    expect((hop!.input as { Item: { pk: unknown } }).Item.pk).toEqual(record.dynamodb.Keys.pk);
  }
});

test("hands everything since the table's creation to who reads from TRIM_HORIZON, and what comes to who reads from LATEST", async () => {
  const { streamArn } = await table("late");
  await put("late", "a");
  const first = listen(streamArn!, "TRIM_HORIZON");
  await expect.poll(first.names).toEqual([["INSERT", "a"]]);
  const early = listen(streamArn!, "TRIM_HORIZON");
  const late = listen(streamArn!, "LATEST");
  await expect.poll(early.names).toEqual([["INSERT", "a"]]);
  await put("late", "b");
  await expect.poll(early.names).toEqual([
    ["INSERT", "a"],
    ["INSERT", "b"],
  ]);
  await expect.poll(late.names).toEqual([["INSERT", "b"]]);
  first.stop();
  await put("late", "c");
  await expect.poll(() => late.heard.length).toBe(2);
  expect(first.heard).toHaveLength(2);
});

test("deletes expired items, as the service itself", async () => {
  const { streamArn } = await table("expiring", { ttl: { attributeName: "expiresAt", enabled: true } });
  await dynamodb.start?.();
  const { heard, names } = listen(streamArn!);
  const inOneMinute = String(Math.floor(cloud.clock.now() / 1000) + 60);
  await put("expiring", "old", { expiresAt: { N: inOneMinute } });
  await put("expiring", "text", { expiresAt: { S: "never" } });
  await put("expiring", "kept");
  cloud.clock.advance(6 * 60_000);
  await expect.poll(names).toContainEqual(["REMOVE", "old"]);
  expect(heard).toHaveLength(4);
  expect(heard.at(-1)!.userIdentity).toEqual({ type: "Service", principalId: "dynamodb.amazonaws.com" });
  const { Items } = await cloud.call("dynamodb", "Scan", { TableName: "expiring" }, root);
  expect(Items!.map(({ pk }) => pk)).toEqual(expect.arrayContaining([{ S: "text" }, { S: "kept" }]));
  expect(Items).toHaveLength(2);
});

test("knows no stream of a table without one", async () => {
  await table("quiet", { streamEnabled: false, streamViewType: "" });
  const arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/quiet/stream/x";
  expect(cloud.use("tableStreams").get(arn)).toBeUndefined();
});
