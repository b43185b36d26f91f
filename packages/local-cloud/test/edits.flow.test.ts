import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConfigEdit } from "../src/boot/follow-edits.ts";
import type { LocalCloud } from "../src/boot/local-cloud.ts";
import { bootEdited, type EditedCloud } from "./boot-app.ts";
import { appFolder } from "./command-line.ts";

const infra = {
  begin: "export const infra = () => {",
  inbox: `const inbox = new sst.aws.Queue("Inbox");`,
  old: `const other = new sst.aws.Queue("Old");`,
  table: `new sst.aws.Dynamo("Notes", { fields: { id: "string" }, primaryIndex: { hashKey: "id" }, transform: { table: { name: "notes" } } });`,
  greeter: `const greeter = new sst.aws.Function("Greeter", { handler: "greeter.handler", url: true, environment: { GREETING: "hello" } });`,
  outputs: "return { inbox: inbox.url, other: other.url, greeter: greeter.url }; };",
};
type Part = keyof typeof infra;
const textOf = (changes: Partial<Record<Part, string>> = {}) =>
  Object.values({ ...infra, ...changes }).join("\n");

const files = {
  "infra.ts": textOf(),
  "greeter.ts": "export const handler = async () => ({ statusCode: 200, body: process.env.GREETING });",
  "new.ts": "export const handler = async () => {};",
};
const root = appFolder("edited", `return (await import("./infra.ts")).infra();`, { files });
let edited: EditedCloud;
let cloud: LocalCloud;
let sqs: SQSClient;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  edited = await bootEdited(root);
  cloud = edited.cloud;
  sqs = new SQSClient(edited.client);
  dynamodb = new DynamoDBClient(edited.client);
});
afterAll(() => edited?.stop());

/** As many editors do. */
const save = (text: string) => {
  writeFileSync(join(root, "infra.ts.swp"), text);
  renameSync(join(root, "infra.ts.swp"), join(root, "infra.ts"));
};
const EVALUATED_WITHIN_MS = 60_000;
const nextEdit = async (): Promise<ConfigEdit> => {
  await expect.poll(() => edited.edits.length, { timeout: EVALUATED_WITHIN_MS }).toBeGreaterThan(0);
  return edited.edits.shift()!;
};
const applied = async () => {
  const edit = await nextEdit();
  if (edit.kind === "applied") return edit;
  throw new Error(JSON.stringify(edit));
};
const send = (QueueUrl: unknown, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl: String(QueueUrl), MessageBody }));
const bodies = async (QueueUrl: unknown) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: String(QueueUrl), VisibilityTimeout: 0, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body }) => Body);
};
const item = { id: { S: "1" }, kind: { S: "bread" } };
const greeting = async () => (await fetch(String(cloud.outputs.greeter))).text();
const isKept = async () => {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: "notes", Key: { id: item.id } }));
  expect(Item).toEqual(item);
  expect(await bodies(cloud.outputs.inbox)).toEqual(["kept"]);
};

test("adds, changes and removes what the edit does, and keeps what the rest holds", async () => {
  const { other, ...outputs } = cloud.outputs;
  await send(outputs.inbox, "kept");
  await send(other, "lost");
  await dynamodb.send(new PutItemCommand({ TableName: "notes", Item: item }));
  expect(await greeting()).toBe("hello");

  save(
    textOf({
      old: `const other = new sst.aws.Queue("Added"); other.subscribe("new.handler");`,
      table: infra.table
        .replace('{ id: "string" }', '{ id: "string", kind: "string" }')
        .replace("transform:", 'globalIndexes: { byKind: { hashKey: "kind" } }, transform:'),
      greeter: infra.greeter.replace("hello", "good morning"),
    }),
  );
  const { changes, dropped, saved } = await applied();

  expect(changes).toEqual({
    added: ["Added", expect.stringMatching(/^AddedSubscriber/)],
    removed: ["Old"],
    changed: [
      { name: "Greeter", properties: ["environment.variables.GREETING"] },
      { name: "Notes", properties: ["attributes", "globalSecondaryIndexes"] },
    ],
  });
  expect(dropped).toEqual([expect.stringMatching(/1 message.*Old/)]);
  expect(saved).toMatch(/state load before-/);
  expect(cloud.outputs).toMatchObject(outputs);
  await isKept();
  expect(await greeting()).toBe("good morning");
  const { Items } = await dynamodb.send(
    new QueryCommand({
      TableName: "notes",
      IndexName: "byKind",
      KeyConditionExpression: "kind = :kind",
      ExpressionAttributeValues: { ":kind": item.kind },
    }),
  );
  expect(Items).toHaveLength(1);
});

test("an error in the config, and a refused resource, keep what runs; a burst of saves is one edit", async () => {
  save(textOf({ old: "throw new Error('The oven is cold');" }));
  expect(await nextEdit()).toMatchObject({
    kind: "refused",
    message: expect.stringContaining("The oven is cold"),
  });
  await isKept();

  const pattern = JSON.stringify(JSON.stringify({ source: [{ unheard: "of" }] }));
  save(
    textOf({
      old: `${infra.old} new aws.cloudwatch.EventRule("Refused", { eventPattern: ${pattern} });`,
    }),
  );
  expect(await nextEdit()).toMatchObject({
    kind: "refused",
    message: expect.stringMatching(/^Refused .* cannot be provisioned/),
  });
  await isKept();
  expect(await greeting()).toBe("good morning");

  for (const greeting of ["a", "b", "good evening"])
    save(textOf({ greeter: infra.greeter.replace("hello", greeting) }));
  const { changes } = await applied();
  expect(changes).toMatchObject({ added: ["Old"], removed: ["Added", expect.any(String)] });
  await isKept();
  expect(await greeting()).toBe("good evening");
  expect(edited.edits).toEqual([]);
});
