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
};
