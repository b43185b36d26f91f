import { object, type Shape, text } from "./shape.ts";

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

/** The same, by what is known of its body. */
export const recordShape = (body: Shape): Shape =>
  object("the queue's record", {
    ...Object.fromEntries(
      ["messageId", "receiptHandle", "md5OfBody", "eventSource", "eventSourceARN", "awsRegion"].map(
        (name) => [name, text],
      ),
    ),
    body,
    attributes: object("attributes of the record", {}, text),
    messageAttributes: object("messageAttributes of the record", {}, object("a message attribute", {}, text)),
  });
