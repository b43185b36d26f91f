import { parseEvent, StockLow } from "@sourdough/events-schema";
import { compilePattern, createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { becameLow, reportLowStock } from "./report-low-stock.ts";

const change = (before: number, after: number, eventID = "c4ca4238a0b923820dcc509a6f75849b") => ({
  eventID,
  eventName: "MODIFY",
  dynamodb: {
    OldImage: { entity: { S: "stock" }, onHand: { N: String(before) } },
    NewImage: {
      entity: { S: "stock" },
      storeId: { S: "store-2" },
      sku: { S: "opera-cake" },
      onHand: { N: String(after) },
      lastChange: {
        M: {
          eventId: { S: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-stock-requested" },
          correlationId: { S: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A" },
          traceparent: { S: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
        },
      },
    },
  },
});

test.each([
  [9, 4, true],
  [5, 0, true],
  [5, 5, false],
  [60, 50, false],
  [4, 3, false],
  [3, 9, false],
])("from %i to %i pieces: low is %s", (before, after, low) => {
  expect(compilePattern(becameLow, { dialect: "filter" }).matches(change(before, after))).toBe(low);
});

test("does not take a new product or another item for it", () => {
  const { dynamodb } = change(9, 4);
  const { matches } = compilePattern(becameLow, { dialect: "filter" });

  expect(matches({ dynamodb: { NewImage: dynamodb.NewImage } })).toBe(false);
  expect(matches({ dynamodb: { ...dynamodb, NewImage: { entity: { S: "outbox" } } } })).toBe(false);
});

let stop = () => {};
afterEach(() => stop());

test("publishes a StockLow for each change, and gives back those the bus refused", async () => {
  const entries: { Source: string; DetailType: string; Detail: string }[] = [];
  const workflows = createWorkflows({
    events: {
      PutEvents: ({ Entries }) => {
        entries.push(...(Entries as typeof entries));
        return { FailedEntryCount: 1, Entries: [{ EventId: "1" }, { ErrorCode: "InternalFailure" }] };
      },
    },
  });
  stop = workflows.stop;
  const { output } = await workflows.run(reportLowStock("bus"), [change(9, 4), change(9, 2, "second")]);

  expect(output).toEqual({ batchItemFailures: [{ itemIdentifier: "second" }] });
  const { Source, DetailType, Detail } = entries[0]!;
  const event = parseEvent([StockLow], {
    source: Source,
    "detail-type": DetailType,
    detail: JSON.parse(Detail),
  });
  expect(event).toMatchObject({
    metadata: {
      eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-stock-requested-stock-low-opera-cake",
      correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
    },
    data: { storeId: "store-2", sku: "opera-cake", onHand: 4, threshold: 5 },
  });
});
