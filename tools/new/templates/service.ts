import type { ServiceNames } from "../service.ts";

/** What stands around the code of a new service. `versions` are those of the packages that are installed. */
export const packageFiles = (
  { service, camel, pascal, consumed, consumer, published, title }: ServiceNames,
  manifest: object,
): Record<string, string> => ({
  "package.json": `${JSON.stringify(manifest, null, 2)}\n`,

  "project.json": `${JSON.stringify(
    {
      name: service,
      tags: [`scope:${service}`, "type:service"],
      targets: { typecheck: {}, lint: {}, test: {}, bundle: {}, synth: {}, deploy: {} },
      implicitDependencies: ["platform"],
    },
    null,
    2,
  )}\n`,

  "tsconfig.json": '{ "extends": "../../tsconfig.base.json", "include": ["src", "test"] }\n',

  "README.md": `# ${title}

Keeps a record of each order that \`${consumed.name}\` tells of, and says so.

**Owns** \`${pascal}Table\`: one record per order, and the outbox. The shapes are in [${service}-table.ts](src/adapters/${service}-table.ts).

| | |
|---|---|
| publishes | \`${published}\`, through the outbox |
| reacts to | \`${consumed.name}\` |
| routes | none |
| functions | \`${consumer}\` |

\`\`\`
bus ──rule──▶ ${consumer}Queue ──▶ ${consumer} ──▶ ${pascal}Table ──outbox──▶ bus
\`\`\`

## What can fail, and what then

| failure | outcome |
|---|---|
| the event comes again | the order has its record: nothing happens |
| a crash before the record is written | the queue delivers again |
| the table does not answer | five tries, a minute apart, then \`${consumer}DeadLetterQueue\`; redriving it is safe |
| the bus refuses an event of the outbox | the pipe tries that record again for an hour, then \`${pascal}OutboxDeadLetterQueue\` |
`,

  "infra.ts": `import { consumers } from "../../infra/consumers.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { table } from "../../infra/table.ts";
import { queueToFunction } from "../../infra/targets/queue.ts";
import { consumes } from "./src/consumes.ts";

/** Keeps a record of each order that ${consumed.name} tells of. */
export const ${camel} = () => {
  const ${camel}Table = table("${pascal}Table", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    stream: "new-image",
  });
  outboxRelay("${pascal}", ${camel}Table);

  consumers("${pascal}", consumes, {
    ${consumer}: queueToFunction({
      timeoutSeconds: 10,
      maximumConcurrency: 5,
      link: [${camel}Table],
      permissions: [{ actions: ["dynamodb:PutItem"], resources: [${camel}Table.arn] }],
    }),
  });

  return { ${camel}Table: ${camel}Table.name };
};
`,
});
