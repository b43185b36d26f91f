import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineEvent, JsonSchema, OrderConfirmed, parseEvent, pattern } from "@sourdough/events-schema";
import { contracts } from "@sourdough/events-schema/contracts";
import { archived, withoutReplays, withReplays } from "@sourdough/events-schema/replays";
import { arbitrary } from "@sourdough/events-schema/testing";
import { eventQueueHandler } from "@sourdough/lambda-kit";
import { lambdaContext, sqsEvent } from "@sourdough/lambda-kit/testing";
import fc from "fast-check";
import { compilePattern } from "sourdough-local/models";
import { expect, test } from "vitest";
import * as z from "zod";
import { consumes } from "../src/consumes.ts";
import { beginning, firstVersions } from "../src/domain/sales-versions.ts";
import { createHandler } from "../src/handlers/sales-projection.queue.ts";
import { projectSales } from "../src/use-cases/project-sales.ts";
import { fakeSales } from "./fake-sales.ts";

interface Detail {
  metadata: { eventId: string; version: number };
  data: Record<string, unknown>;
}

const folder = join(import.meta.dirname, "../../../events-schema/registered");

/** What an archive would have if every version of every event, in every revision, had been published so often. */
const each = 8;
const archive = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: source }) =>
    readdirSync(join(folder, source)).flatMap((file) => {
      const schema = JsonSchema.parse(JSON.parse(readFileSync(join(folder, source, file), "utf8")));
      const details = fc.sample(arbitrary(schema), { numRuns: each, seed: 20261129 }) as Detail[];
      return details.map((detail) => ({
        file,
        event: {
          source,
          "detail-type": file.split(".")[0]!,
          detail: JSON.parse(JSON.stringify(detail)) as Detail,
        },
      }));
    }),
  );

const compiled = (wanted: object) => compilePattern(JSON.stringify(wanted), { dialect: "bus" });
const replays = beginning(firstVersions, {
  begunAt: "2026-11-29T12:00:00.000Z",
  from: "2026-09-01T00:00:00.000Z",
})!;
const replayName = replays.building!.replays;

test("the archive keeps every registered version, and each can still be read as the newest", () => {
  const keeps = compiled(withoutReplays(archived(contracts)));

  expect(archive.length).toBeGreaterThanOrEqual(each * contracts.length);
  for (const { file, event } of archive) {
    expect(keeps.matches(event), file).toBe(true);
    const newest = Math.max(
      ...contracts.filter(({ name }) => name === event["detail-type"]).map(({ version }) => version),
    );
    expect(parseEvent(contracts, event).metadata.version, file).toBe(newest);
  }
});

test("all of it replayed, the projection counts what it is made of, and gives nothing up", async () => {
  const { sales, counted } = fakeSales();
  await sales.replaceVersions(replays);
  const [first, ...others] = consumes.SalesProjection;
  const rule = compiled(withReplays(pattern(first, ...others), "SalesProjection-"));
  const replayed = archive.map(({ event }) => ({ ...event, "replay-name": replayName }));
  const taken = replayed.filter((event) => rule.matches(event));
  expect(new Set(taken.map((event) => event["detail-type"]))).toEqual(
    new Set(["OrderConfirmed", "OrderCancelled", "OrderNotCollected", "OrderRefunded"]),
  );
  const handler = createHandler({ sales });
  for (const event of [...taken, ...taken.toReversed()])
    await expect(handler(sqsEvent(event), lambdaContext)).resolves.toEqual({ batchItemFailures: [] });

  const ids = taken.map(({ detail }) => detail.metadata.eventId);
  expect([...new Set(counted(2))]).toEqual([...new Set(ids)].sort());
  expect(counted(1)).toEqual([]);
});

test("an older version that its consumer still takes goes through its upcaster, and counts the same", async () => {
  const Newer = defineEvent({
    source: "sourdough.orders",
    name: "OrderConfirmed",
    version: 2,
    description: "A made-up one, in which a price is called otherwise.",
    data: OrderConfirmed.data
      .omit({ lines: true })
      .extend({ items: z.array(z.object({ sku: z.string(), pieces: z.int(), priceCents: z.int() })) }),
    upcast: {
      from: OrderConfirmed,
      data: ({ lines, ...order }) => ({
        ...order,
        items: lines.map(({ sku, quantity, unitPriceCents }) => ({
          sku,
          pieces: quantity,
          priceCents: unitPriceCents,
        })),
      }),
    },
    examples: [
      { ...withoutLines(0), items: [{ sku: "butter-croissant", pieces: 3, priceCents: 280 }] },
      { ...withoutLines(1), items: [{ sku: "country-loaf", pieces: 1, priceCents: 620 }] },
    ],
    delivery: "Never.",
    personal: [],
    lifecycle: { status: "active", since: "2026-11-29" },
  });
  const { sales, total } = fakeSales();
  const handler = eventQueueHandler({
    name: "SalesProjection",
    events: [OrderConfirmed, Newer],
    run: ({ metadata, data: { items, ...data } }, telemetry) => {
      const lines = items.map(({ sku, pieces, priceCents }) => ({
        sku,
        quantity: pieces,
        unitPriceCents: priceCents,
      }));
      return projectSales(
        { sales },
        { name: "OrderConfirmed", metadata, data: { ...data, lines } },
        undefined,
        telemetry,
      );
    },
  });
  const old = { ...confirmedEvent, detail: { ...confirmedEvent.detail, data: OrderConfirmed.examples[0] } };
  await expect(handler(sqsEvent(old), lambdaContext)).resolves.toEqual({ batchItemFailures: [] });

  expect(total(1)).toMatchObject({ orders: 1, pieces: 3, revenueCents: 840 });
});

const withoutLines = (example: 0 | 1) => {
  const { lines: _, ...order } = OrderConfirmed.examples[example];
  return order;
};
const confirmedEvent = {
  source: "sourdough.orders",
  "detail-type": "OrderConfirmed",
  detail: {
    metadata: {
      eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      version: 1,
      occurredAt: "2026-11-23T07:30:00.000Z",
      correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      causationId: "request-1",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
  },
};
