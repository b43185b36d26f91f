import type { JsonSchema } from "@sourdough/events-schema";
import { objectSchema } from "./event-schema.ts";

/** The id of every record that is tried on a pipe. */
export const recordId = "059f36b4-87a3-44ab-83d2-661975830a7d";

/** A message of a queue, as pipes and functions get it. */
export const queueRecord = (arn: string, body: string) => ({
  messageId: recordId,
  receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
  body,
  attributes: {
    ApproximateReceiveCount: "1",
    SentTimestamp: "1764142200000",
    SenderId: "events.amazonaws.com",
    ApproximateFirstReceiveTimestamp: "1764142200000",
  },
  messageAttributes: {},
  md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
  eventSource: "aws:sqs" as const,
  eventSourceARN: arn,
  awsRegion: "eu-west-1",
});

const text: JsonSchema = { type: "string" };

/** The same as a filter sees it: with what the body's JSON says. */
export const queueRecordSchema = (body: JsonSchema): JsonSchema =>
  objectSchema({
    messageId: text,
    receiptHandle: text,
    md5OfBody: text,
    eventSource: text,
    eventSourceARN: text,
    awsRegion: text,
    body,
    attributes: { type: "object", additionalProperties: text },
    messageAttributes: { type: "object", additionalProperties: true },
  });

/** A message of a topic as a queue without raw delivery gets it. */
export const notificationSchema: JsonSchema = { type: "object", additionalProperties: text };
