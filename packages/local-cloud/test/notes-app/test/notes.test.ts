import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { localCloud } from "sourdough-local/vitest";
import { afterEach, expect, test } from "vitest";

const cloud = localCloud();
/** Of the queue: after that a message comes again. */
const visibilityMs = 2 * 60_000;

afterEach(() => cloud.faults.clear());

const write = async (text: string): Promise<string> => {
  const answer = await fetch(`${cloud.outputs.api}/notes`, {
    method: "POST",
    body: JSON.stringify({ text }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
};

test("a note is stored, told of, and indexed", async () => {
  const id = await write("Feed the sourdough");

  const created = await cloud.expectEvent({ detailType: "NoteCreated", detail: { properties: { id } } });
  await cloud.expectEvent({
    detailType: "NoteIndexed",
    source: "notes.local",
    detail: { properties: { id, words: ["Feed", "the", "sourdough"] } },
  });
  const stored = await new DynamoDBClient(cloud.clientConfig).send(
    new GetItemCommand({ TableName: cloud.links.Notes.name, Key: { id: { S: id } } }),
  );
  expect(stored.Item).toEqual({ id: { S: id }, text: { S: "Feed the sourdough" } });
  expect(cloud.traceOf(created).map(({ action }) => action)).toContain("PutItem");
});

test("a note is indexed although the function dies the first time", async () => {
  let deaths = 0;
  cloud.faults.onCall(({ functionName }) =>
    functionName.includes("IndexQueue") && deaths++ === 0 ? "before" : undefined,
  );
  const id = await write("Wait for the dough");

  await cloud.expectEvent({ detailType: "NoteCreated" });
  await cloud.pass(visibilityMs);
  await cloud.expectEvent({ detailType: "NoteIndexed", detail: { properties: { id } } });
});

test("a note that nobody can index ends in the dead-letter queue", async () => {
  const id = await write("...");

  await cloud.expectEvent({ detailType: "NoteCreated", detail: { properties: { id } } });
  const deadLetters = cloud.queue("IndexDeadLetterQueue");
  await cloud.until("it is given up", async () => {
    await cloud.pass(visibilityMs);
    return deadLetters.size() === 1;
  });
  expect(deadLetters.peek()[0]).toContain(id);
});
