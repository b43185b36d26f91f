import type { Context, SQSEvent } from "aws-lambda";
import type { Telemetry } from "./telemetry.ts";

/** Hands `bodies` to a queue's function as Lambda does; the message ids are `message-0`, `message-1`, ... */
export const sqsEvent = (...bodies: unknown[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: `receipt-${index}`,
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "1763883000000",
      SenderId: "AIDAEXAMPLE",
      ApproximateFirstReceiveTimestamp: "1763883000001",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:queue",
    awsRegion: "eu-central-1",
  })),
});

export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "function",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:function",
  memoryLimitInMB: "512",
  awsRequestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
  logGroupName: "/aws/lambda/function",
  logStreamName: "2026/11/23/[$LATEST]abcdef",
  getRemainingTimeInMillis: () => 10_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

/** Telemetry that goes nowhere. */
export const quiet: Telemetry = {
  logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  count: () => {},
  measure: () => {},
};

interface WindowParts {
  /** Bodies by their sequence numbers; a text is the data as it is. */
  records?: Readonly<Record<string, unknown>>;
  state?: unknown;
  /** Minutes since the first window. */
  minute?: number;
  isFinal?: boolean;
  isEarly?: boolean;
}

/** A part of a tumbling window of a minute, as Lambda hands it to a function behind a Kinesis stream. */
export const windowEvent = ({ records = {}, state = {}, minute = 0, isFinal, isEarly }: WindowParts) => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 29, 8, minutes)).toISOString();
  return {
    Records: Object.entries(records).map(([sequenceNumber, body]) => ({
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey: "key",
        sequenceNumber,
        data: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)).toString("base64"),
        approximateArrivalTimestamp: Date.parse(at(minute)) / 1000,
      },
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: `shardId-000000000000:${sequenceNumber}`,
      eventName: "aws:kinesis:record",
      eventSourceARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/stream",
      awsRegion: "eu-central-1",
    })),
    window: { start: at(minute), end: at(minute + 1) },
    state,
    shardId: "shardId-000000000000",
    eventSourceARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/stream",
    isFinalInvokeForWindow: isFinal ?? false,
    isWindowTerminatedEarly: isEarly ?? false,
  };
};
