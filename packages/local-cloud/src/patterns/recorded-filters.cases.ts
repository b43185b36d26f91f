import type { FilteredSource } from "./filter-criteria.ts";

interface RecordedFilter {
  what: string;
  source: FilteredSource;
  filter: object;
  /** Data of records: the body of a message, the data of a Kinesis record, the members of a table's record. */
  passes: unknown[];
  stopped: unknown[];
}

const insert = (NewImage: object) => ({ eventName: "INSERT", dynamodb: { NewImage } });

/**
 * Which records reached a function on AWS, as recorded in LocalStack's repository
 * (https://github.com/localstack/localstack, tests/aws/services/lambda_/event_source_mapping, snapshots of 2024-10 to
 * 2025-11): one case for each of its recordings of a filter that was taken.
 */
export const recordedFilters: RecordedFilter[] = [
  {
    what: "a value of a field of the body",
    source: "sqs",
    filter: { body: { "my-key": ["my-value"] } },
    passes: [{ "my-key": "my-value" }],
    stopped: [{ "my-key": "other-value" }],
  },
  {
    what: "one of two values",
    source: "sqs",
    filter: { body: { "my-key": ["my-value-one", "my-value-two"] } },
    passes: [{ "my-key": "my-value-two" }],
    stopped: [{ "my-key": "other-value" }],
  },
  {
    what: "two fields, both of which must match",
    source: "sqs",
    filter: { body: { "my-key-one": ["other-filter", "my-value-one"], "my-key-two": ["my-value-two"] } },
    passes: [{ "my-key-one": "my-value-one", "my-key-two": "my-value-two" }],
    stopped: [{ "my-key-one": "other-value-", "my-key-two": "my-value-two" }],
  },
  {
    what: "a field that is there",
    source: "sqs",
    filter: { body: { "my-key": [{ exists: true }] } },
    passes: [{ "my-key": "any-value-one" }],
    stopped: [{ "other-key": "any-value-two" }],
  },
  {
    what: "a number above a bound",
    source: "sqs",
    filter: { body: { "my-number": [{ numeric: [">", 100] }] } },
    passes: [{ "my-number": 101 }],
    stopped: [{ "my-number": 100 }],
  },
  {
    what: "a number below a bound",
    source: "sqs",
    filter: { body: { "my-number": [{ numeric: ["<", 100] }] } },
    passes: [{ "my-number": 99 }],
    stopped: [{ "my-number": 100 }],
  },
  {
    what: "a range that includes its lower end",
    source: "sqs",
    filter: { body: { "my-number": [{ numeric: [">=", 100, "<", 200] }] } },
    passes: [{ "my-number": 100 }],
    stopped: [{ "my-number": 200 }],
  },
  {
    what: "a prefix",
    source: "sqs",
    filter: { body: { "my-key": [{ prefix: "yes" }] } },
    passes: [{ "my-key": "yes-value" }],
    stopped: [{ "my-key": "no-value" }],
  },
  {
    what: "a filter on fields, which drops a body of plain text",
    source: "sqs",
    filter: { body: { "my-key": ["my-value"] } },
    passes: [{ "my-key": "my-value" }],
    stopped: ["plain-string"],
  },
  {
    what: "a value, an earlier recording",
    source: "sqs",
    filter: { body: { testItem: ["test24"] } },
    passes: [{ testItem: "test24" }],
    stopped: [],
  },
  {
    what: "one of two values, an earlier recording",
    source: "sqs",
    filter: { body: { testItem: ["test24", "test45"] } },
    passes: [{ testItem: "test45" }],
    stopped: [],
  },
  {
    what: "two fields, an earlier recording",
    source: "sqs",
    filter: { body: { testItem: ["test24", "test45"], test2: ["go"] } },
    passes: [{ testItem: "test45", test2: "go" }],
    stopped: [],
  },
  {
    what: "a field that is there, an earlier recording",
    source: "sqs",
    filter: { body: { test2: [{ exists: true }] } },
    passes: [{ test2: "7411" }],
    stopped: [],
  },
  {
    what: "a number above a bound, beside plain text",
    source: "sqs",
    filter: { body: { test2: [{ numeric: [">", 100] }] } },
    passes: [{ test2: 105 }],
    stopped: ["this is a test string"],
  },
  {
    what: "a number below a bound, an earlier recording",
    source: "sqs",
    filter: { body: { test2: [{ numeric: ["<", 100] }] } },
    passes: [{ test2: 93 }],
    stopped: [],
  },
  {
    what: "a range, an earlier recording",
    source: "sqs",
    filter: { body: { test2: [{ numeric: [">=", 100, "<", 200] }] } },
    passes: [{ test2: 105 }],
    stopped: [],
  },
  {
    what: "a prefix, an earlier recording",
    source: "sqs",
    filter: { body: { test2: [{ prefix: "us-1" }] } },
    passes: [{ test2: "us-1-48454" }],
    stopped: [],
  },
  {
    what: "the kind of a change",
    source: "dynamodb",
    filter: { eventName: ["INSERT"] },
    passes: [insert({ id: { S: "id_value" }, id2: { S: "id2_value" } })],
    stopped: [{ eventName: "MODIFY", dynamodb: {} }],
  },
  {
    what: "one of two kinds of change",
    source: "dynamodb",
    filter: { eventName: ["INSERT", "MODIFY"] },
    passes: [insert({ id: { S: "id_value" } }), { eventName: "MODIFY", dynamodb: {} }],
    stopped: [],
  },
  {
    what: "the kind of a change and the service it comes from",
    source: "dynamodb",
    filter: { eventName: ["INSERT"], eventSource: ["aws:dynamodb"] },
    passes: [insert({ id: { S: "id_value" } })],
    stopped: [{ eventName: "MODIFY", dynamodb: {} }],
  },
  {
    what: "a value below its type",
    source: "dynamodb",
    filter: { dynamodb: { NewImage: { presentKey: { S: ["presentValue"] } } } },
    passes: [insert({ id: { S: "id_value_1" }, presentKey: { S: "presentValue" } })],
    stopped: [insert({ id: { S: "id_value_2" } })],
  },
  {
    what: "an attribute that is there, below its type",
    source: "dynamodb",
    filter: { dynamodb: { NewImage: { presentKey: { S: [{ exists: true }] } } } },
    passes: [insert({ presentKey: { S: "presentValue" } })],
    stopped: [insert({ id: { S: "id_value_2" } })],
  },
  {
    what: "an attribute that is not there, which above its type is never there",
    source: "dynamodb",
    filter: { dynamodb: { NewImage: { presentKey: [{ exists: false }] } } },
    passes: [insert({ id: { S: "id_value_1" } }), insert({ presentKey: { S: "presentValue" } })],
    stopped: [],
  },
  {
    what: "a number, which is a text in a table's record and in no range",
    source: "dynamodb",
    filter: {
      dynamodb: { NewImage: { numericFilter: { N: [{ numeric: [">", 100] }, { "anything-but": "101" }] } } },
    },
    passes: [insert({ numericFilter: { N: "42" } })],
    stopped: [insert({ numericFilter: { N: "101" } })],
  },
  {
    what: "a prefix of an attribute",
    source: "dynamodb",
    filter: { dynamodb: { NewImage: { prefix: { S: [{ prefix: "us-1" }] } } } },
    passes: [insert({ prefix: { S: "us-1-other-suffix" } })],
    stopped: [insert({ prefix: { S: "other-suffix" } })],
  },
  {
    what: "the time of a change, which is a number",
    source: "dynamodb",
    filter: { dynamodb: { ApproximateCreationDateTime: [{ numeric: [">", 0] }] } },
    passes: [{ eventName: "INSERT", dynamodb: { ApproximateCreationDateTime: 1_764_000_000 } }],
    stopped: [],
  },
  {
    what: "a field of the data, decoded",
    source: "kinesis",
    filter: { data: { event_type: ["function_1"] } },
    passes: [{ event_type: "function_1", message: "foo" }],
    stopped: [{ event_type: "function_2", message: "bar" }],
  },
];

/**
 * What Lambda's guide says of data that is not JSON, and of filters on streams:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
 */
export const guidedFilters: RecordedFilter[] = [
  {
    what: "data that is no JSON is dropped by a filter on its fields",
    source: "kinesis",
    filter: { data: { event_type: [{ exists: false }] } },
    passes: [{ other: 1 }],
    stopped: ["plain text", "42", '{"event_type":'],
  },
  {
    what: "data that is no JSON passes a filter that looks at nothing of it",
    source: "kinesis",
    filter: { partitionKey: ["key"] },
    passes: ["plain text", { event_type: "any" }],
    stopped: [],
  },
  {
    what: "a JSON body is dropped by a filter on plain text, and the other way round",
    source: "sqs",
    filter: { body: ["BBBB"] },
    passes: ["BBBB"],
    stopped: [{ RequestCode: "BBBB" }, "AAAA"],
  },
];
