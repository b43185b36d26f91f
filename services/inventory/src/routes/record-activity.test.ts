import { ActivityRecord } from "@sourdough/events-schema";
import { ActivityAnswer, ActivityBody, Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { render } from "../../test/render.ts";
import { putRecords, recordsPut, recordsRefused } from "./record-activity.ts";

const head = { version: 1, occurredAt: "2026-11-29T08:00:00.000Z" } as const;
const records = ActivityBody.parse({
  records: [
    {
      kind: "ProductViewed",
      ...head,
      recordId: "f47ac10b-58cc-4372-a567-0e02b2c3d479",
      storeId: "store-1",
      sku: "pretzel",
    },
    {
      kind: "Ordered",
      ...head,
      recordId: "f47ac10b-58cc-4372-a567-0e02b2c3d480",
      storeId: "store-2",
      experiment: "menu-order",
      variant: "sweets-first",
    },
  ],
}).records;

test("puts each record into the stream as it was sent, by its store", () => {
  const { answer } = render(putRecords("activity"), { records });
  const request = answer as { StreamName: string; Records: { Data: string; PartitionKey: string }[] };

  expect(request.StreamName).toBe("activity");
  expect(request.Records.map(({ PartitionKey }) => PartitionKey)).toEqual(["store-1", "store-2"]);
  expect(
    request.Records.map(({ Data }) =>
      ActivityRecord.parse(JSON.parse(Buffer.from(Data, "base64").toString())),
    ),
  ).toEqual(records);
});

test("says how many were received", () => {
  const put = { ShardId: "shardId-000000000000", SequenceNumber: "1" };
  const { answer, status } = render(recordsPut, { FailedRecordCount: 0, Records: [put, put] });

  expect(status).toBeUndefined();
  expect(ActivityAnswer.parse(answer)).toEqual({ received: 2 });
});

test.each([
  [
    "a part of the records",
    recordsPut,
    { FailedRecordCount: 1, Records: [{}, {}] },
    "inventory.not_all_received",
  ],
  ["all of them", recordsPut, { FailedRecordCount: 2, Records: [{}, {}] }, "inventory.not_all_received"],
  ["the request", recordsRefused, { __type: "ResourceNotFoundException" }, "inventory.unavailable"],
])("asks to come back when Kinesis does not take %s", (_, template, said, code) => {
  const { answer, status, contentType } = render(template, said);

  expect([status, contentType]).toEqual([503, "application/problem+json"]);
  expect(Problem.parse(answer)).toMatchObject({ status: 503, code });
});
