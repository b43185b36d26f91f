import { camelCase, kebabCase } from "../names.ts";
import type { SubscriberNames } from "../subscriber.ts";
import type { SubscriberFiles } from "./subscriber.ts";

/** A function behind a queue, its use case, and the test of both. */
export const functionFiles = ({ consumer, events, field }: SubscriberNames): SubscriberFiles => {
  const file = kebabCase(consumer);
  const run = camelCase(consumer);
  const contracts = events.map(({ exportName }) => exportName).join(", ");
  return {
    files: {
      [`src/handlers/${file}.queue.ts`]: `import { eventQueueHandler } from "@sourdough/lambda-kit";
import { consumes } from "../consumes.ts";
import { ${run} } from "../use-cases/${file}.ts";

export const handler = eventQueueHandler({ name: "${consumer}", events: consumes.${consumer}, run: ${run} });
`,
      [`src/use-cases/${file}.ts`]: `import type { ParsedEvent } from "@sourdough/events-schema";
import type { Telemetry } from "@sourdough/lambda-kit";
import type { consumes } from "../consumes.ts";

/** Logs and counts what happened. An event may come twice: what is done about it has to bear that. */
export const ${run} = async (
  { name, data }: ParsedEvent<(typeof consumes.${consumer})[number]>,
  { logger, count }: Telemetry,
): Promise<void> => {
  logger.info(\`${consumer} took \${name}\`, { ${field}: data.${field} });
  count(\`\${name}Taken\`);
};
`,
      [`src/use-cases/${file}.test.ts`]: `import { ${contracts}, parseEvent } from "@sourdough/events-schema";
import { metadata } from "@sourdough/events-schema/testing";
import { lambdaContext, quiet, sqsEvent } from "@sourdough/lambda-kit/testing";
import { expect, test } from "vitest";
import { consumes } from "../consumes.ts";
import { handler } from "../handlers/${file}.queue.ts";
import { ${run} } from "./${file}.ts";

const events = [${contracts}].map(({ source, name, version, examples }) => ({
  source,
  "detail-type": name,
  detail: { metadata: { ...metadata, version }, data: examples[0] },
}));

test("counts what it takes", async () => {
  const counted: string[] = [];
  const count = (metric: string) => {
    counted.push(metric);
  };
  for (const event of events) await ${run}(parseEvent(consumes.${consumer}, event), { ...quiet, count });

  expect(counted).toEqual([${events.map(({ name }) => `"${name}Taken"`).join(", ")}]);
});

test("leaves what breaks its contract to the queue, and that alone", async () => {
  await expect(handler(sqsEvent({}, ...events), lambdaContext)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
});
`,
    },
    imports: { "../../infra/targets/queue.ts": ["queueToFunction"] },
    targetCode: `    ${consumer}: queueToFunction({ timeoutSeconds: 10, maximumConcurrency: 5 }),`,
  };
};
