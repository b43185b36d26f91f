import { MenuItemChanged } from "@sourdough/events-schema";
import { AwsError, createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { projectMenu } from "./project-menu.ts";

let stop = () => {};
afterEach(() => stop());

const message = (messageId: string, body: unknown) => ({
  messageId,
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const [croissant, stollen] = MenuItemChanged.examples;
const changed = (data: typeof croissant, sequence: number) => ({
  "detail-type": "MenuItemChanged",
  detail: { metadata: { sequence }, data },
});

const project = async (messages: object[], putItem: (input: { Item: unknown }) => unknown) => {
  const workflows = createWorkflows({ dynamodb: { PutItem: putItem } });
  stop = workflows.stop;
  return (await workflows.run(projectMenu("orders"), messages)).output;
};

test("writes each product, unless a newer change of it is there", async () => {
  const written: unknown[] = [];
  const output = await project(
    [message("1", changed(croissant, 4)), message("2", changed(stollen, 1))],
    (input) => {
      written.push(input);
      return {};
    },
  );

  expect(output).toEqual({ batchItemFailures: [] });
  expect(written).toHaveLength(2);
  expect(written).toContainEqual({
    TableName: "orders",
    Item: {
      pk: { S: "menu#butter-croissant" },
      sk: { S: "item" },
      entity: { S: "menuItem" },
      __edb_v__: { S: "1" },
      sku: { S: "butter-croissant" },
      priceCents: { N: "280" },
      listed: { BOOL: true },
      sequence: { N: "4" },
    },
    ConditionExpression: "attribute_not_exists(pk) OR #sequence < :sequence",
    ExpressionAttributeNames: { "#sequence": "sequence" },
    ExpressionAttributeValues: { ":sequence": { N: "4" } },
  });
});

test("is done with a change that is older than what is there", async () => {
  const output = await project([message("1", changed(croissant, 1))], () => {
    throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
  });

  expect(output).toEqual({ batchItemFailures: [] });
});

test("leaves to the queue what it cannot read or write, and does the rest", async () => {
  const output = await project(
    [message("1", "not JSON"), message("2", changed(croissant, 1)), message("3", changed(stollen, 1))],
    ({ Item }) => {
      if (JSON.stringify(Item).includes("stollen")) throw new AwsError("ThrottlingException", "Slow down");
      return {};
    },
  );

  expect(output).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }, { itemIdentifier: "3" }] });
});
