import { describe, expect, test } from "vitest";
import type { QueueRecord, StreamRecord } from "../core/polling.ts";
import { compileFilterCriteria } from "./index.ts";

const message = (body: string, attributes: Record<string, string> = {}): QueueRecord => ({
  messageId: "m-1",
  receiptHandle: "r-1",
  body,
  attributes,
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-west-1:000000000000:orders",
  awsRegion: "eu-west-1",
});

const change = (eventName: StreamRecord["eventName"], image: Record<string, unknown>): StreamRecord => ({
  eventID: "e-1",
  eventVersion: "1.1",
  eventName,
  eventSource: "aws:dynamodb",
  awsRegion: "eu-west-1",
  eventSourceARN: "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/1",
  dynamodb: {
    Keys: { pk: { S: "p" } },
    NewImage: image,
    StreamViewType: "NEW_IMAGE",
    SequenceNumber: "1",
    SizeBytes: 1,
    ApproximateCreationDateTime: 1,
  },
});

const filters = (...patterns: object[]) =>
  compileFilterCriteria(
    patterns.map((pattern) => JSON.stringify(pattern)),
    "sqs",
  );

test("lets everything through without filters", () => {
  expect(compileFilterCriteria([], "sqs")(message("x"))).toBe(true);
});

test("needs one matching filter of several", () => {
  const pass = filters({ body: { kind: ["a"] } }, { body: { kind: ["b"] } });
  expect(pass(message('{"kind":"b"}'))).toBe(true);
  expect(pass(message('{"kind":"c"}'))).toBe(false);
});

// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
describe("the body", () => {
  test("matched by its fields must be JSON", () => {
    const pass = filters({ body: { RequestCode: ["BBBB"] } });
    expect(pass(message('{"RecordNumber":1,"RequestCode":"BBBB"}'))).toBe(true);
    expect(pass(message('{"RequestCode":"AAAA"}'))).toBe(false);
    expect(pass(message("BBBB"))).toBe(false);
    expect(pass(message('{"RequestCode":'))).toBe(false);
  });
  test("matched as text must be plain text", () => {
    const pass = filters({ body: [{ prefix: "{" }, "BBBB"] });
    expect(pass(message("BBBB"))).toBe(true);
    expect(pass(message('{"RequestCode":"BBBB"}'))).toBe(false);
  });
  test("is not looked at when the filter has none", () => {
    const pass = filters({ attributes: { SenderId: ["me"] } });
    expect(pass(message("anything", { SenderId: "me" }))).toBe(true);
    expect(pass(message("{}", { SenderId: "you" }))).toBe(false);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
test("matches stream records in DynamoDB JSON", () => {
  const filter = {
    eventName: ["INSERT"],
    dynamodb: {
      NewImage: { kind: { S: ["outbox"] }, version: { N: ["2"] }, gone: { S: [{ exists: false }] } },
    },
  };
  const pass = compileFilterCriteria([JSON.stringify(filter)], "dynamodb");
  expect(pass(change("INSERT", { kind: { S: "outbox" }, version: { N: "2" } }))).toBe(true);
  expect(pass(change("MODIFY", { kind: { S: "outbox" }, version: { N: "2" } }))).toBe(false);
  expect(pass(change("INSERT", { kind: { S: "outbox" }, version: { N: "2" }, gone: { S: "x" } }))).toBe(
    false,
  );
});

test("takes at most the ten filters that can be had on request", () => {
  const eleven = Array.from({ length: 11 }, (_, n) => ({ body: { n: [n] } }));
  expect(filters(...eleven.slice(1))(message('{"n":10}'))).toBe(true);
  expect(() => filters(...eleven)).toThrow("at most 10");
});

test("a body nested too deeply is a text like any other", () => {
  const passes = compileFilterCriteria(['{"body":{"a":{"b":["x"]}}}'], "sqs");
  const body = `{"a":${"[".repeat(100_000)}1${"]".repeat(100_000)}}`;
  expect(passes({ eventSource: "aws:sqs", body } as QueueRecord)).toBe(false);
});
