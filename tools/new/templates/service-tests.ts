import { kebabCase } from "../names.ts";
import type { ServiceNames } from "../service.ts";

/** Tests of a new service: its domain, its function with a repository in memory, and all of it in the local cloud. */
export const testFiles = ({
  service,
  pascal,
  camel,
  consumed,
  consumer,
  published,
}: ServiceNames): Record<string, string> => ({
  [`src/domain/${service}-record.test.ts`]: `import { expect, test } from "vitest";
import { recordOf } from "./${service}-record.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const recordedAt = "2026-11-23T07:30:00.000Z";

test("keeps which order it was, and when", () => {
  expect(recordOf({ orderId }, recordedAt)).toEqual({ orderId, recordedAt });
});
`,

  [`src/use-cases/${kebabCase(consumer)}.test.ts`]: `import { ${consumed.exportName} } from "@sourdough/events-schema";
import { metadata } from "@sourdough/events-schema/testing";
import { type OutboxItem, ports } from "@sourdough/lambda-kit";
import { lambdaContext, sqsEvent } from "@sourdough/lambda-kit/testing";
import { expect, test } from "vitest";
import type { ${pascal}Record } from "../domain/${service}-record.ts";
import { createHandler } from "../handlers/${kebabCase(consumer)}.queue.ts";

const { source, name, version, examples } = ${consumed.exportName};
const event = { source, "detail-type": name, detail: { metadata: { ...metadata, version }, data: examples[0] } };

/** The function, with a table that is a map. */
const setUp = () => {
  const kept = new Map<string, ${pascal}Record>();
  const published: OutboxItem[] = [];
  const handler = createHandler({
    ...ports,
    records: {
      add: async (record, outbox) => {
        if (kept.has(record.orderId)) return false;
        kept.set(record.orderId, record);
        published.push(outbox);
        return true;
      },
    },
  });
  return { kept, published, take: (...bodies: unknown[]) => handler(sqsEvent(...bodies), lambdaContext) };
};

test("keeps an order and publishes it, once", async () => {
  const { take, kept, published } = setUp();

  await expect(take(event, event)).resolves.toEqual({ batchItemFailures: [] });
  expect([...kept.keys()]).toEqual([examples[0].orderId]);
  expect(published.map(({ detailType, detail }) => [detailType, JSON.parse(detail)])).toEqual([
    [
      "${published}",
      {
        metadata: expect.objectContaining({ causationId: metadata.eventId }),
        data: expect.objectContaining({ orderId: examples[0].orderId }),
      },
    ],
  ]);
});

test("leaves what breaks its contract to the queue", async () => {
  const { take, kept } = setUp();

  await expect(take({ ...event, detail: {} })).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
  expect(kept.size).toBe(0);
});
`,

  [`test/${service}.flow.test.ts`]: `import { ${consumed.exportName} } from "@sourdough/events-schema";
import { metadata } from "@sourdough/events-schema/testing";
import { type Bakery, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
beforeAll(async () => {
  bakery = await openBakery();
});
afterAll(() => bakery?.stop());

test("keeps an order once, though it is told of twice, and publishes that", async () => {
  const { source, name, version, examples } = ${consumed.exportName};
  const detail = { metadata: { ...metadata, version }, data: examples[0] };
  const told = () => bakery.published.filter((event) => event["detail-type"] === "${published}");
  for (const _ of ["once", "twice"]) await bakery.publish(source, name, detail);
  await bakery.until("${published} is published", () => told().length > 0);
  await bakery.quiet();

  expect(told().map((event) => [event.source, event.detail.data.orderId])).toEqual([
    ["sourdough.${service}", examples[0].orderId],
  ]);
  const records = (await bakery.items("${camel}")).filter(({ entity }) => entity === "${camel}Record");
  expect(records).toMatchObject([{ orderId: examples[0].orderId }]);
});
`,
});
