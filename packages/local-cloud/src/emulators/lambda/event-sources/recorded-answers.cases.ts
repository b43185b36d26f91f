/** Settings of a mapping, and what AWS answered. `$stream`, `$queue`, `$table` stand for what there is. */
export interface RecordedAnswer {
  what: string;
  input: Record<string, unknown>;
  answer?: Record<string, unknown>;
  error?: { name: string; message: string };
}

const streamDefaults = {
  BatchSize: 100,
  BisectBatchOnFunctionError: false,
  DestinationConfig: { OnFailure: {} },
  FunctionResponseTypes: [],
  LastProcessingResult: "No records processed",
  MaximumBatchingWindowInSeconds: 0,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  ParallelizationFactor: 1,
  State: "Creating",
  StateTransitionReason: "User action",
  TumblingWindowInSeconds: 0,
};
const queueDefaults = {
  BatchSize: 10,
  FunctionResponseTypes: [],
  MaximumBatchingWindowInSeconds: 0,
  State: "Creating",
  StateTransitionReason: "USER_INITIATED",
};
const invalid = (message: string) => ({ name: "InvalidParameterValueException", message });
const filter = (Pattern: string) => ({ FilterCriteria: { Filters: [{ Pattern }] } });
const badFilter = invalid("Invalid filter pattern definition.");
const window10 = invalid(
  "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
);
const noPosition = invalid(
  "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
);
const badPosition = {
  name: "ValidationException",
  message:
    "1 validation error detected: Value 'invalid' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]",
};
const missing = "arn:aws:kinesis:eu-west-1:000000000000:stream/missing";
const missingTable = "arn:aws:dynamodb:eu-west-1:000000000000:table/missing/stream/2025-02-22T03:03:25.490";

/**
 * Answers to CreateEventSourceMapping, as recorded on AWS in LocalStack's repository
 * (https://github.com/localstack/localstack, tests/aws/services/lambda_: test_lambda_api and event_source_mapping,
 * snapshots of 2025-11).
 */
export const recordedAnswers: RecordedAnswer[] = [
  {
    what: "a stream with its defaults",
    input: { EventSourceArn: "$stream", StartingPosition: "LATEST" },
    answer: { ...streamDefaults, StartingPosition: "LATEST" },
  },
  {
    what: "a table with an empty list of filters, which is none",
    input: { EventSourceArn: "$table", StartingPosition: "LATEST", FilterCriteria: { Filters: [] } },
    answer: { ...streamDefaults, StartingPosition: "LATEST", FilterCriteria: undefined },
  },
  {
    what: "a table with settings",
    input: {
      EventSourceArn: "$table",
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 1,
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: "$dead" } },
    },
    answer: {
      ...streamDefaults,
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 1,
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: "$dead" } },
    },
  },
  {
    what: "a stream with a filter",
    input: {
      EventSourceArn: "$stream",
      StartingPosition: "TRIM_HORIZON",
      ...filter('{"data":{"event_type":["function_1"]}}'),
    },
    answer: {
      ...streamDefaults,
      StartingPosition: "TRIM_HORIZON",
      ...filter('{"data":{"event_type":["function_1"]}}'),
    },
  },
  { what: "a queue with its defaults", input: { EventSourceArn: "$queue" }, answer: queueDefaults },
  {
    what: "a queue with settings",
    input: {
      EventSourceArn: "$queue",
      BatchSize: 20,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 2 },
    },
    answer: {
      ...queueDefaults,
      BatchSize: 20,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 2 },
    },
  },
  {
    what: "a queue that is disabled",
    input: { EventSourceArn: "$queue", BatchSize: 1, Enabled: false },
    answer: { ...queueDefaults, BatchSize: 1, State: "Disabled" },
  },
  { what: "no source", input: { FunctionName: "nobody" }, error: invalid("Unrecognized event source.") },
  {
    what: "no function",
    input: { FunctionName: "nobody", EventSourceArn: "$queue" },
    error: invalid("Function does not exist"),
  },
  {
    what: "a destination of a queue, also where there is no function",
    input: {
      FunctionName: "nobody",
      EventSourceArn: "$queue",
      DestinationConfig: { OnSuccess: { Destination: "$dead" } },
    },
    error: invalid("Unsupported DestinationConfig parameter for given event source mapping type."),
  },
  { what: "a table without a position", input: { EventSourceArn: "$table" }, error: noPosition },
  { what: "a stream without a position", input: { EventSourceArn: "$stream" }, error: noPosition },
  {
    what: "a table with an unknown position",
    input: { EventSourceArn: "$table", StartingPosition: "invalid" },
    error: badPosition,
  },
  {
    what: "a stream with an unknown position",
    input: { EventSourceArn: "$stream", StartingPosition: "invalid" },
    error: badPosition,
  },
  {
    what: "a table from a time on",
    input: {
      EventSourceArn: "$table",
      StartingPosition: "AT_TIMESTAMP",
      StartingPositionTimestamp: new Date(1_741_010_802_000),
    },
    error: invalid("Unsupported starting position for arn type: $table"),
  },
  {
    what: "a stream that is not there",
    input: { EventSourceArn: missing, StartingPosition: "LATEST" },
    error: invalid(`Stream not found: ${missing}`),
  },
  {
    what: "a stream of a table that is not there",
    input: { EventSourceArn: missingTable, StartingPosition: "LATEST" },
    error: invalid(`Stream not found: ${missingTable}`),
  },
  {
    what: "a queue that is not there",
    input: { EventSourceArn: "arn:aws:sqs:eu-west-1:000000000000:missing" },
    error: invalid(
      "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
    ),
  },
  {
    what: "more than ten messages without a window",
    input: { EventSourceArn: "$queue", BatchSize: 15 },
    error: window10,
  },
  ...["null", '"simple string"', '{"eventSource":"aws:sqs"}', '{"eventSource":[]}'].map((pattern) => ({
    what: `the filter ${pattern} of a queue`,
    input: { EventSourceArn: "$queue", MaximumBatchingWindowInSeconds: 1, ...filter(pattern) },
    error: badFilter,
  })),
  ...["single-string", '[{"eventName": ["INSERT"=123}]'].map((pattern) => ({
    what: `the filter ${pattern} of a table`,
    input: { EventSourceArn: "$table", StartingPosition: "TRIM_HORIZON", ...filter(pattern) },
    error: badFilter,
  })),
];
