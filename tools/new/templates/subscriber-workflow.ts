import { camelCase, kebabCase, pascalCase } from "../names.ts";
import type { SubscriberNames } from "../subscriber.ts";
import type { SubscriberFiles } from "./subscriber.ts";

/** An Express state machine behind a queue, the entity it writes, and its test. */
export const workflowFiles = ({
  service,
  camelService,
  consumer,
  events,
  field,
}: SubscriberNames): SubscriberFiles => {
  const file = kebabCase(consumer);
  const make = camelCase(consumer);
  const contracts = events.map(({ exportName }) => exportName).join(", ");
  return {
    files: {
      [`src/adapters/${file}-entity.ts`]: `import { identityOf, keyOf, named } from "@sourdough/lambda-kit/entity";
import { Entity } from "electrodb";

/** An event that the state machine \`${consumer}\` took; it alone writes them. */
const ${make}Entity = named(
  new Entity(
    {
      model: { service: "${service}", entity: "${make}", version: "1" },
      attributes: {
        eventId: { type: "string", required: true },
        ${field}: { type: "string", required: true },
        takenAt: { type: "string", required: true },
      },
      indexes: {
        byEvent: {
          pk: { field: "pk", composite: ["eventId"], template: "${make}#\${eventId}", casing: "none" },
          sk: { field: "sk", composite: [], template: "${make}", casing: "none" },
        },
      },
    } as const,
    { table: "${pascalCase(service)}Table" },
  ),
);

/** What the item begins with; the id may be an expression of the machine. */
export const ${make}Head = (eventId: string) => ({
  ...keyOf(${make}Entity.get({ eventId })),
  ...identityOf(${make}Entity),
});
`,
      [`src/workflows/${file}.ts`]: `import { attributes, catchOthers, eachMessage, jsonata, object } from "@sourdough/workflow-kit";
import { ${make}Head } from "../adapters/${file}-entity.ts";

/** Express state machine behind \`${consumer}Pipe\`: keeps each event of a batch once. */
export const ${make} = <Table>(table: Table) =>
  eachMessage({
    item: { table },
    StartAt: "KeepEvent",
    States: {
      KeepEvent: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
        Arguments: jsonata(\`(
          $detail := $parse($states.input.body).detail;
          {
            'TableName': $states.input.table,
            'Item': \${object({
              ...attributes(${make}Head, "$detail.metadata.eventId"),
              eventId: { S: "$detail.metadata.eventId" },
              ${field}: { S: "$detail.data.${field}" },
              takenAt: { S: "$now()" },
            })},
            'ConditionExpression': 'attribute_not_exists(pk)'
          }
        )\`),
        Output: {},
        Catch: [
          { ErrorEquals: ["DynamoDb.ConditionalCheckFailedException"], Output: {}, Next: "IsKept" },
          catchOthers,
        ],
        End: true,
      },
      IsKept: { Type: "Succeed" },
    },
  });
`,
      [`src/workflows/${file}.test.ts`]: `import { ${contracts} } from "@sourdough/events-schema";
import { metadata } from "@sourdough/events-schema/testing";
import { AwsError, createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { ${make} } from "./${file}.ts";

let stop = () => {};
afterEach(() => stop());

const bodies = [${contracts}].map(({ source, name, version, examples }) =>
  JSON.stringify({ source, "detail-type": name, detail: { metadata: { ...metadata, version }, data: examples[0] } }),
);

/** Runs the machine with a batch, on a table that does \`putItem\`. */
const take = async (putItem: (input: { Item: Record<string, unknown> }) => object) => {
  const workflows = createWorkflows({ dynamodb: { PutItem: putItem } });
  stop = workflows.stop;
  const batch = bodies.map((body, index) => ({ messageId: \`message-\${index}\`, body }));
  return workflows.run(${make}("table"), batch);
};

test("keeps each event of a batch", async () => {
  const kept: Record<string, unknown>[] = [];
  const { output } = await take(({ Item }) => {
    kept.push(Item);
    return {};
  });

  expect(output).toEqual({ batchItemFailures: [] });
  expect(kept).toHaveLength(bodies.length);
  expect(kept[0]).toMatchObject({
    pk: { S: \`${make}#\${metadata.eventId}\` },
    ${field}: { S: ${events[0]?.exportName}.examples[0].${field} },
  });
});

test("is done with an event that it has, and leaves the others to the queue when the table fails", async () => {
  const has = await take(() => {
    throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
  });
  expect(has.output).toEqual({ batchItemFailures: [] });
  stop();

  const fails = await take(() => {
    throw new AwsError("InternalServerError", "Try again");
  });
  expect(fails.output).toEqual({
    batchItemFailures: bodies.map((_, index) => ({ itemIdentifier: \`message-\${index}\` })),
  });
});
`,
    },
    imports: {
      "../../infra/targets/queue.ts": ["queueToStateMachine"],
      [`./src/workflows/${file}.ts`]: [make],
    },
    targetCode: `    ${consumer}: queueToStateMachine({
      definition: ${make}(${camelService}Table.name),
      grants: [{ actions: ["dynamodb:PutItem"], resources: [${camelService}Table.arn] }],
    }),`,
  };
};
