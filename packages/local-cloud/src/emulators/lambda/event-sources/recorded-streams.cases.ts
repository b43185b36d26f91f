import type { CreateEventSourceMappingCommandInput } from "@aws-sdk/client-lambda";

/** What was seen of a mapping of a stream. Records are given as their texts: data of Kinesis, ids of items. */
export interface RecordedStream {
  what: string;
  source: "kinesis" | "dynamodb";
  /** Of the fixture. */
  handler: string;
  /** What the function answers, as JSON; only of `answer`. */
  answer?: string;
  mapping: Partial<CreateEventSourceMappingCommandInput>;
  /** Put one list after the other, before the mapping is made and after; the oldest are so many seconds old by then. */
  before?: { ageSeconds?: number; texts: string[] }[];
  after?: string[][];
  /** What each run of the function was given. */
  runs: string[][];
  /** Members of what the on-failure destination was told. */
  dead?: { condition: string; invocations: number; functionError?: string | null; batchSize: number };
  result?: string;
}

const ten = (prefix: string) => Array.from({ length: 10 }, (_, n) => `${prefix}${n}`);
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const reporting = { FunctionResponseTypes: ["ReportBatchItemFailures" as const] };

/** Answers that AWS took as a success of the whole batch, and as a failure. */
const successes: [what: string, answer: string][] = [
  ["an empty list", "[]"],
  ["null", "null"],
  ["an empty object", "{}"],
  ["no items", '{"batchItemFailures":[]}'],
  ["null for items", '{"batchItemFailures":null}'],
];
const failures: [what: string, handler: string, answer: string][] = [
  ["an identifier that is no record's", "answer", '{"batchItemFailures":[{"itemIdentifier":123}]}'],
  ["an empty identifier", "answer", '{"batchItemFailures":[{"itemIdentifier":""}]}'],
  ["null for an identifier", "answer", '{"batchItemFailures":[{"itemIdentifier":null}]}'],
  ["another key with a value", "answer", '{"batchItemFailures":[{"foo":123}]}'],
  ["another key with null", "answer", '{"batchItemFailures":[{"foo":null}]}'],
  ["an exception", "throwAlways", ""],
];

const success = (
  source: RecordedStream["source"],
  [what, answer]: (typeof successes)[number],
): RecordedStream => ({
  what: `the answer ${what} is a success`,
  source,
  handler: "answer",
  answer,
  mapping: { ...reporting, BatchSize: 1, MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 2 },
  after: [["hello"]],
  runs: [["hello"]],
});

const failure = (
  source: RecordedStream["source"],
  retries: number,
  [what, handler, answer]: (typeof failures)[number],
): RecordedStream => ({
  what: `the answer ${what} is a failure of the batch`,
  source,
  handler,
  answer,
  mapping: { ...reporting, BatchSize: 1, MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: retries },
  after: [["hello"]],
  runs: times(retries + 1, ["hello"]),
  dead: {
    condition: "RetryAttemptsExhausted",
    invocations: retries + 1,
    functionError: handler === "answer" ? null : "Unhandled",
    batchSize: 1,
  },
});

const reportOne = (source: RecordedStream["source"]): RecordedStream => ({
  what: "a reported record has all its retries, those before it are done",
  source,
  handler: "reportPoison",
  mapping: { ...reporting, BatchSize: 3, MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 3 },
  after: [["a", "b", "c", "d", "e", "poison"]],
  runs: [["a", "b", "c"], ["d", "e", "poison"], ...times(4, ["poison"])],
  dead: { condition: "RetryAttemptsExhausted", invocations: 4, functionError: null, batchSize: 1 },
});

const failed = (source: RecordedStream["source"], what: string): RecordedStream => ({
  what,
  source,
  handler: "throwAlways",
  mapping: { BatchSize: 1, MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 1 },
  after: [["hello"]],
  runs: times(2, ["hello"]),
  dead: { condition: "RetryAttemptsExhausted", invocations: 2, functionError: "Unhandled", batchSize: 1 },
});

/**
 * What functions behind streams were given on AWS and what their destinations were told, as recorded in LocalStack's
 * repository (https://github.com/localstack/localstack, tests/aws/services/lambda_/event_source_mapping, snapshots of
 * 2025-11), one case for each recording.
 */
export const recordedStreams: RecordedStream[] = [
  {
    what: "records that are put together come together",
    source: "kinesis",
    handler: "take",
    mapping: { StartingPosition: "LATEST" },
    after: [ten("r")],
    runs: [ten("r")],
  },
  {
    what: "the batches of a shard run one after the other",
    source: "kinesis",
    handler: "take",
    mapping: { StartingPosition: "LATEST", BatchSize: 10 },
    after: [ten("a"), ten("b")],
    runs: [ten("a"), ten("b")],
  },
  {
    what: "TRIM_HORIZON has what was there before, and what comes",
    source: "kinesis",
    handler: "take",
    mapping: { BatchSize: 10 },
    before: [{ texts: ten("a") }, { texts: ten("b") }],
    after: [ten("c")],
    runs: [ten("a"), ten("b"), ten("c")],
  },
  failed("kinesis", "a queue is told of records that failed"),
  reportOne("kinesis"),
  ...[...successes, ["an empty string", '""'] as [string, string]].map((each) => success("kinesis", each)),
  ...failures.map((each) => failure("kinesis", 2, each)),
  {
    what: "a function without an answer is a success",
    source: "kinesis",
    handler: "take",
    mapping: { BatchSize: 1, MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 2 },
    after: [["hello"]],
    runs: [["hello"]],
    result: "OK",
  },
  {
    what: "a record that is tried until it is too old",
    source: "kinesis",
    handler: "throwAlways",
    mapping: { BatchSize: 1, MaximumBatchingWindowInSeconds: 1, MaximumRecordAgeInSeconds: 60 },
    after: [["hello"]],
    runs: times(7, ["hello"]),
    dead: { condition: "RecordAgeExceeded", invocations: 8, batchSize: 1 },
  },
  {
    what: "a record that was too old before it was ever handed over",
    source: "kinesis",
    handler: "take",
    mapping: {
      BatchSize: 1,
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 0,
      MaximumRecordAgeInSeconds: 60,
    },
    before: [{ ageSeconds: 80, texts: ["old"] }],
    runs: [],
    dead: { condition: "RecordAgeExceeded", invocations: 1, batchSize: 1 },
  },
  {
    what: "of a batch only the records that are too old are given up",
    source: "kinesis",
    handler: "take",
    mapping: {
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 0,
      MaximumRecordAgeInSeconds: 60,
    },
    before: [{ ageSeconds: 80, texts: ["old"] }, { texts: ["1", "2", "3", "4", "5"] }],
    runs: [["1", "2", "3", "4", "5"]],
    dead: { condition: "RecordAgeExceeded", invocations: 1, batchSize: 1 },
  },
  {
    what: "a change of a table",
    source: "dynamodb",
    handler: "take",
    mapping: { BatchSize: 1, MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 1 },
    after: [["hello world"]],
    runs: [["hello world"]],
  },
  failed("dynamodb", "a queue is told of changes that failed"),
  reportOne("dynamodb"),
  {
    what: "a reported change alone in its batch",
    source: "dynamodb",
    handler: "reportPoison",
    mapping: { ...reporting, BatchSize: 1, MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 3 },
    after: [["poison"]],
    runs: times(4, ["poison"]),
    dead: { condition: "RetryAttemptsExhausted", invocations: 4, functionError: null, batchSize: 1 },
  },
  ...successes.map((each) => success("dynamodb", each)),
  ...failures.map((each) => failure("dynamodb", 3, each)),
];
