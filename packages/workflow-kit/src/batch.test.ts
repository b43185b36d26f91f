import { AwsError, createWorkflows } from "sourdough-local/testing";
import { afterEach, expect, test } from "vitest";
import { catchOthers, eachMessage, publishEach, reportFailure } from "./batch.ts";

let stop = () => {};
afterEach(() => stop());

const messages = (...bodies: string[]) =>
  bodies.map((body, index) => ({ messageId: `message-${index}`, body }));

/** Writes each message to `table`; `poison` cannot be written, and what is empty is nothing to write. */
const write = (maxConcurrency?: number) =>
  eachMessage({
    item: { table: "orders" },
    maxConcurrency,
    StartAt: "IsEmpty",
    States: {
      IsEmpty: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.body = '' %}", Next: reportFailure }],
        Default: "Write",
      },
      Write: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
        Arguments: {
          TableName: "{% $states.input.table %}",
          Item: { pk: { S: "{% $states.input.body %}" } },
        },
        Output: {},
        Catch: [catchOthers],
        End: true,
      },
    },
  });

const deliver = async (definition: ReturnType<typeof write>, batch: object[]) => {
  const writes: string[] = [];
  let running = 0;
  let most = 0;
  const workflows = createWorkflows({
    dynamodb: {
      PutItem: async ({ TableName, Item }) => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (Item.pk!.S === "poison") throw new AwsError("ValidationException", "No");
        writes.push(`${TableName} ${Item.pk!.S}`);
        return {};
      },
    },
  });
  stop = workflows.stop;
  const { output } = await workflows.run(definition, batch);
  return { output, writes, most };
};

test("does each message of a batch, and names those that failed", async () => {
  const { output, writes } = await deliver(write(), messages("a", "poison", "b", ""));

  expect(writes.sort()).toEqual(["orders a", "orders b"]);
  expect(output).toEqual({
    batchItemFailures: [{ itemIdentifier: "message-1" }, { itemIdentifier: "message-3" }],
  });
});

test("names one that failed in a list, and none in an empty one", async () => {
  expect((await deliver(write(), messages("poison"))).output).toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
  expect((await deliver(write(), messages("a"))).output).toEqual({ batchItemFailures: [] });
});

test("does as many at a time as it may", async () => {
  const batch = messages("a", "b", "c");

  expect((await deliver(write(), batch)).most).toBe(3);
  expect((await deliver(write(1), batch)).most).toBe(1);
});

test("publishes an event for each record, and names the records whose event the bus refused", async () => {
  const published: unknown[] = [];
  const workflows = createWorkflows({
    events: {
      PutEvents: ({ Entries }) => {
        published.push(...Entries);
        return { FailedEntryCount: 1, Entries: [{ EventId: "1" }, { ErrorCode: "InternalFailure" }] };
      },
    },
  });
  stop = workflows.stop;
  const { output } = await workflows.run(
    { Publish: publishEach("dynamodb.NewImage.{'EventBusName': 'bus', 'Source': source.S}") },
    ["first", "second"].map((eventID) => ({ eventID, dynamodb: { NewImage: { source: { S: eventID } } } })),
  );

  expect(published).toEqual([
    { EventBusName: "bus", Source: "first" },
    { EventBusName: "bus", Source: "second" },
  ]);
  expect(output).toEqual({ batchItemFailures: [{ itemIdentifier: "second" }] });
});
