import { type DataOf, OrderPlaced, OrderPlacedV2, pattern } from "@sourdough/events-schema";
import { eventQueueHandler } from "@sourdough/lambda-kit";
import { lambdaContext, sqsEvent } from "@sourdough/lambda-kit/testing";
import { compilePattern } from "sourdough-local/models";
import { expect, test } from "vitest";

/** Docs show this consumer: it takes version 2, and version 1 as long as its events may still arrive. */
const events = [OrderPlaced, OrderPlacedV2] as const;

const eventOf = (
  { source, name, version }: { source: string; name: string; version: number },
  data: unknown,
) => ({
  source,
  "detail-type": name,
  detail: {
    metadata: {
      eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      version,
      occurredAt: "2026-11-23T07:30:00.000Z",
      correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      causationId: "request-1",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      sequence: 1,
    },
    data,
  },
});
const first = eventOf(OrderPlaced, OrderPlaced.examples[0]);
const second = eventOf(OrderPlacedV2, OrderPlacedV2.examples[0]);

test("the rule of a consumer that migrates matches both versions, and before and after only one", () => {
  const matched = (...versions: Parameters<typeof pattern>) => {
    const rule = compilePattern(pattern(...versions), { dialect: "bus" });
    return [first, second, eventOf({ ...OrderPlacedV2, version: 3 }, {})].map((event) => rule.matches(event));
  };

  expect(matched(OrderPlaced)).toEqual([true, false, false]);
  expect(matched(...events)).toEqual([true, true, false]);
  expect(matched(OrderPlacedV2)).toEqual([false, true, false]);
});

test("its function sees version 2, whichever arrives", async () => {
  const seen: DataOf<typeof OrderPlacedV2>[] = [];
  const handler = eventQueueHandler({ name: "Listen", events, run: async ({ data }) => seen.push(data) });

  await expect(handler(sqsEvent(first, second), lambdaContext)).resolves.toEqual({ batchItemFailures: [] });
  expect(seen).toEqual([OrderPlacedV2.examples[0], OrderPlacedV2.examples[0]]);
});
