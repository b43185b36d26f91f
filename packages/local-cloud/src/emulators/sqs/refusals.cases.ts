/** A call AWS refuses; `url` stands for the queue's URL. The sentences are those AWS was recorded to answer. */
export interface Refusal {
  readonly name: string;
  readonly queue?: "standard" | "fifo";
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly message?: string;
}

const ofId = (parameter: string) =>
  `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
const badId = (name: string, parameter: string, value: string, queue: "standard" | "fifo"): Refusal => ({
  name: `${parameter} ${name}`,
  queue,
  operation: "SendMessage",
  input: {
    MessageBody: "a",
    ...(queue === "fifo" && { MessageGroupId: "g", MessageDeduplicationId: "d" }),
    [parameter]: value,
  },
  code: "InvalidParameterValue",
  message: `Value ${value} for parameter ${parameter} is invalid. Reason: ${ofId(parameter)}`,
});

const ids: readonly Refusal[] = (["MessageGroupId", "MessageDeduplicationId"] as const).flatMap((parameter) =>
  [
    ["that is empty", ""],
    ["over 128 characters", "i".repeat(129)],
    ["with a space", "a b"],
    ["with a letter outside ASCII", "ä"],
    ["with a control character", "a\b"],
  ].map(([name, value]) => badId(name!, parameter, value!, "fifo")),
);

const attribute = (name: string, MessageAttributes: object, message?: string): Refusal => ({
  name: `message attribute ${name}`,
  operation: "SendMessage",
  input: { MessageBody: "a", MessageAttributes },
  code: "InvalidParameterValue",
  ...(message && { message }),
});
const text = { DataType: "String", StringValue: "x" };

const attributes: readonly Refusal[] = [
  attribute(
    "that is an empty String",
    { Cause: { DataType: "String", StringValue: "" } },
    "Message (user) attribute 'Cause' must contain a non-empty value of type 'String'.",
  ),
  attribute("without a name", { "": text }),
  attribute("without a type", { a: { StringValue: "x" } }),
  attribute("of an unknown type", { a: { DataType: "Text", StringValue: "x" } }),
  attribute("of a type over 256 characters", {
    a: { DataType: `Number.${"t".repeat(256)}`, StringValue: "1" },
  }),
  attribute("that is no number", { a: { DataType: "Number", StringValue: "abc" } }),
  attribute("with a value of another type", { a: { DataType: "Binary", StringValue: "x" } }),
  attribute("with a control character", { a: { DataType: "String", StringValue: "x\b" } }),
  ...["AWS.a", "aWs.a", "Amazon.a", ".a", "a.", "a..b", "a!", "a§", "a b", "n".repeat(257)].map((name) =>
    attribute(`named ${name.slice(0, 10)}`, { [name]: text }),
  ),
  attribute(
    "that is one too many",
    Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`a${at}`, text])),
  ),
  {
    name: "a system attribute other than the trace header",
    operation: "SendMessage",
    input: { MessageBody: "a", MessageSystemAttributes: { SenderId: text } },
    code: "InvalidParameterValue",
  },
];

const bodies: readonly Refusal[] = [
  ["U+0001", "\u0001"],
  ["NUL", "\0"],
  ["U+000B", "a\u000b"],
  ["a lone high surrogate", "\ud800"],
  ["a lone low surrogate", "a\udc00b"],
  ["U+FFFE", "\ufffe"],
  ["U+FFFF", "\uffff"],
].map(([name, MessageBody]) => ({
  name: `body with ${name}`,
  operation: "SendMessage",
  input: { MessageBody },
  code: "InvalidMessageContents",
}));

const entries = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ Id: `e${at}`, MessageBody: "a" }));
const BAD_ID =
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
const batchOperations = ["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"];
const whole = { MessageBody: "a", ReceiptHandle: "h", VisibilityTimeout: 1 };

const batches: readonly Refusal[] = batchOperations.flatMap((operation): Refusal[] => [
  { name: `${operation} of nothing`, operation, input: { Entries: [] }, code: "EmptyBatchRequest" },
  { name: `${operation} without entries`, operation, input: {}, code: "EmptyBatchRequest" },
  {
    name: `${operation} of twenty`,
    operation,
    input: { Entries: entries(20).map((entry) => ({ ...whole, ...entry })) },
    code: "TooManyEntriesInBatchRequest",
    message: "Maximum number of entries per request are 10. You have sent 20.",
  },
  ...["", "i".repeat(81), "invalid:id", "a b", "ä"].map((Id) => ({
    name: `${operation} with the id "${Id.slice(0, 10)}"`,
    operation,
    input: { Entries: [{ ...whole, Id }] },
    code: "InvalidBatchEntryId",
    message: BAD_ID,
  })),
  {
    name: `${operation} with an id twice`,
    operation,
    input: {
      Entries: [
        { ...whole, Id: "a" },
        { ...whole, Id: "a" },
      ],
    },
    code: "BatchEntryIdsNotDistinct",
  },
  {
    name: `${operation} of texts`,
    operation,
    input: { Entries: ["a"] },
    code: "SerializationException",
  },
  { name: `${operation} of a text`, operation, input: { Entries: "a" }, code: "SerializationException" },
]);

const range = (operation: string, parameter: string, value: number, reason: string, more = {}): Refusal => ({
  name: `${operation} with ${parameter} ${value}`,
  operation,
  input: { [parameter]: value, ...more },
  code: "InvalidParameterValue",
  message: `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
});
const NOT_HERE = "The request include parameter that is not valid for this queue type.";
const NO_DEDUPLICATION_ID =
  "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";

const numbers: readonly Refusal[] = [
  range("ReceiveMessage", "MaxNumberOfMessages", 11, "Must be between 1 and 10, if provided."),
  range("ReceiveMessage", "MaxNumberOfMessages", 0, "Must be between 1 and 10, if provided."),
  range("ReceiveMessage", "WaitTimeSeconds", 21, "Must be >= 0 and <= 20, if provided."),
  range("ReceiveMessage", "WaitTimeSeconds", -1, "Must be >= 0 and <= 20, if provided."),
  range("ReceiveMessage", "VisibilityTimeout", 43_201, "Must be >= 0 and <= 43200, if provided."),
  range("SendMessage", "DelaySeconds", 901, "DelaySeconds must be >= 0 and <= 900.", { MessageBody: "a" }),
  {
    ...range("SendMessage", "DelaySeconds", 2, NOT_HERE, {
      MessageBody: "a",
      MessageGroupId: "g",
      MessageDeduplicationId: "d",
    }),
    queue: "fifo",
  },
  range("ListQueues", "MaxResults", 1001, "MaxResults must be an integer between 1 and 1000."),
];

const fifo: readonly Refusal[] = [
  {
    name: "SendMessage to FIFO without a group",
    queue: "fifo",
    operation: "SendMessage",
    input: { MessageBody: "a", MessageDeduplicationId: "d" },
    code: "MissingParameter",
    message: "The request must contain the parameter MessageGroupId.",
  },
  {
    name: "SendMessage to FIFO without a deduplication id",
    queue: "fifo",
    operation: "SendMessage",
    input: { MessageBody: "a", MessageGroupId: "g" },
    code: "InvalidParameterValue",
    message: NO_DEDUPLICATION_ID,
  },
  {
    name: "SendMessageBatch to FIFO with one entry without a group",
    queue: "fifo",
    operation: "SendMessageBatch",
    input: {
      Entries: [
        { Id: "a", MessageBody: "a", MessageGroupId: "g", MessageDeduplicationId: "a" },
        { Id: "b", MessageBody: "b", MessageDeduplicationId: "b" },
      ],
    },
    code: "InvalidParameterValue",
    message: "The request must contain the parameter MessageGroupId.",
  },
  {
    name: "SendMessageBatch to FIFO with one entry without a deduplication id",
    queue: "fifo",
    operation: "SendMessageBatch",
    input: {
      Entries: [
        { Id: "a", MessageBody: "a", MessageGroupId: "g", MessageDeduplicationId: "a" },
        { Id: "b", MessageBody: "b", MessageGroupId: "g" },
      ],
    },
    code: "InvalidParameterValue",
    message: NO_DEDUPLICATION_ID,
  },
  {
    name: "a deduplication id for a standard queue",
    operation: "SendMessage",
    input: { MessageBody: "a", MessageDeduplicationId: "d" },
    code: "InvalidParameterValue",
  },
];

const set = (name: string, Attributes: object, code: string, message?: string, queue?: "fifo"): Refusal => ({
  name: `setting ${name}`,
  operation: "SetQueueAttributes",
  input: { Attributes },
  code,
  ...(message && { message }),
  ...(queue && { queue }),
});
const create = (
  name: string,
  QueueName: string,
  Attributes: object,
  code: string,
  message?: string,
): Refusal => ({
  name: `creating ${name}`,
  operation: "CreateQueue",
  input: { QueueName, Attributes },
  code,
  ...(message && { message }),
});
const DEAD = "arn:aws:sqs:eu-west-1:000000000000:";

const queues: readonly Refusal[] = [
  create(
    "a queue with FifoQueue false",
    "new",
    { FifoQueue: "false" },
    "InvalidAttributeName",
    "Unknown Attribute FifoQueue.",
  ),
  create(
    "a standard queue with content-based deduplication",
    "new",
    { ContentBasedDeduplication: "false" },
    "InvalidAttributeName",
    "Unknown Attribute ContentBasedDeduplication.",
  ),
  create(
    "a standard queue with a deduplication scope",
    "new",
    { DeduplicationScope: "queue" },
    "InvalidAttributeName",
    "You can specify the DeduplicationScope only when FifoQueue is set to true.",
  ),
  create(
    "a standard queue with a throughput limit",
    "new",
    { FifoThroughputLimit: "perQueue" },
    "InvalidAttributeName",
    "You can specify the FifoThroughputLimit only when FifoQueue is set to true.",
  ),
  create("a FIFO queue without the suffix", "new", { FifoQueue: "true" }, "InvalidParameterValue"),
  create("a standard queue with the suffix", "new.fifo", {}, "InvalidParameterValue"),
  create("a name over 80 characters", "n".repeat(81), {}, "InvalidParameterValue"),
  create("a name with a slash", "a/b", {}, "InvalidParameterValue"),
  create("a name that is empty", "", {}, "InvalidParameterValue"),
  create(
    "what is no attribute",
    "new",
    { Colour: "red" },
    "InvalidAttributeName",
    "Unknown Attribute Colour.",
  ),
  create(
    "a queue that is there, with another delay",
    "standard",
    { DelaySeconds: "2" },
    "QueueNameExists",
    "A queue already exists with the same name and a different value for attribute DelaySeconds",
  ),
  create(
    "a FIFO queue that is there, with another deduplication",
    "fifo.fifo",
    { FifoQueue: "true", ContentBasedDeduplication: "true" },
    "QueueNameExists",
    "A queue already exists with the same name and a different value for attribute ContentBasedDeduplication",
  ),
  set(
    "FifoQueue of a standard queue",
    { FifoQueue: "true" },
    "InvalidAttributeName",
    "Unknown Attribute FifoQueue.",
  ),
  set(
    "FifoQueue false of one",
    { FifoQueue: "false" },
    "InvalidAttributeName",
    "Unknown Attribute FifoQueue.",
  ),
  set(
    "FifoQueue false of a FIFO queue",
    { FifoQueue: "false" },
    "InvalidAttributeValue",
    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    "fifo",
  ),
  set(
    "both kinds of keys",
    { KmsMasterKeyId: "key", SqsManagedSseEnabled: "true" },
    "InvalidAttributeName",
    "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
  ),
  set(
    "a limit per group without its scope",
    { FifoThroughputLimit: "perMessageGroupId" },
    "InvalidAttributeValue",
    undefined,
    "fifo",
  ),
  ...Object.entries({
    DelaySeconds: ["-1", "901", "", "x", "1.5"],
    MaximumMessageSize: ["1023", "1048577"],
    MessageRetentionPeriod: ["59", "1209601"],
    ReceiveMessageWaitTimeSeconds: ["21"],
    VisibilityTimeout: ["43201"],
    KmsDataKeyReusePeriodSeconds: ["59", "86401"],
    SqsManagedSseEnabled: ["yes"],
    Policy: ["{"],
  }).flatMap(([name, values]) =>
    values.map((value) => set(`${name} to "${value}"`, { [name]: value }, "InvalidAttributeValue")),
  ),
  ...[
    "no JSON",
    "{}",
    JSON.stringify({ deadLetterTargetArn: `${DEAD}standard` }),
    JSON.stringify({ maxReceiveCount: "42" }),
    JSON.stringify({ deadLetterTargetArn: `${DEAD}standard`, maxReceiveCount: "many" }),
    JSON.stringify({ deadLetterTargetArn: `${DEAD}standard`, maxReceiveCount: 1001 }),
    JSON.stringify({ deadLetterTargetArn: "dummy", maxReceiveCount: 42 }),
    JSON.stringify({ deadLetterTargetArn: `${DEAD}unknown`, maxReceiveCount: 42 }),
    JSON.stringify({ deadLetterTargetArn: `${DEAD}fifo.fifo`, maxReceiveCount: 42 }),
  ].map((RedrivePolicy) =>
    set(`the redrive policy ${RedrivePolicy}`, { RedrivePolicy }, "InvalidParameterValue"),
  ),
  set(
    "a redrive allow policy of no kind",
    { RedriveAllowPolicy: '{"redrivePermission":"some"}' },
    "InvalidParameterValue",
  ),
];

const others: readonly Refusal[] = [
  {
    name: "SendMessage of nothing",
    operation: "SendMessage",
    input: { MessageBody: "" },
    code: "MissingParameter",
    message: "The request must contain the parameter MessageBody.",
  },
  { name: "SendMessage without a body", operation: "SendMessage", input: {}, code: "MissingParameter" },
  {
    name: "a body of another type",
    operation: "SendMessage",
    input: { MessageBody: 1 },
    code: "SerializationException",
  },
  {
    name: "TagQueue of a list",
    operation: "TagQueue",
    input: { Tags: ["a"] },
    code: "SerializationException",
  },
  { name: "TagQueue without tags", operation: "TagQueue", input: {}, code: "MissingParameter" },
  {
    name: "TagQueue with an empty key",
    operation: "TagQueue",
    input: { Tags: { "": "a" } },
    code: "InvalidParameterValue",
  },
  {
    name: "UntagQueue of a text",
    operation: "UntagQueue",
    input: { TagKeys: "a" },
    code: "SerializationException",
  },
  {
    name: "a handle that is none",
    operation: "DeleteMessage",
    input: { ReceiptHandle: "garbage" },
    code: "ReceiptHandleIsInvalid",
    message: 'The input receipt handle "garbage" is not a valid receipt handle.',
  },
  {
    name: "the visibility of a handle that is none",
    operation: "ChangeMessageVisibility",
    input: { ReceiptHandle: "garbage", VisibilityTimeout: 1 },
    code: "ReceiptHandleIsInvalid",
  },
  {
    name: "a queue that is not there",
    operation: "GetQueueUrl",
    input: { QueueName: "unknown" },
    code: "QueueDoesNotExist",
    message: "The specified queue does not exist.",
  },
  {
    name: "an attribute that is none",
    operation: "GetQueueAttributes",
    input: { AttributeNames: ["Colour"] },
    code: "InvalidAttributeName",
    message: "Unknown Attribute Colour.",
  },
  {
    name: "a page token that is none",
    operation: "ListQueues",
    input: { NextToken: "x" },
    code: "InvalidParameterValue",
  },
  {
    name: "a label that is not there",
    operation: "RemovePermission",
    input: { Label: "read" },
    code: "InvalidParameterValue",
    message: "Value read for parameter Label is invalid. Reason: can't find label.",
  },
  {
    name: "an action that is none",
    operation: "AddPermission",
    input: { Label: "a", AWSAccountIds: ["000000000000"], Actions: ["Fly"] },
    code: "InvalidParameterValue",
  },
  {
    name: "a move from what is no dead-letter queue",
    operation: "StartMessageMoveTask",
    input: { SourceArn: `${DEAD}standard` },
    code: "InvalidParameterValue",
    message: "Source queue must be configured as a Dead Letter Queue.",
  },
  {
    name: "a move to what is not there",
    operation: "StartMessageMoveTask",
    input: { SourceArn: `${DEAD}standard`, DestinationArn: `${DEAD}unknown` },
    code: "ResourceNotFoundException",
    message: "The resource that you specified for the DestinationArn parameter doesn't exist.",
  },
  {
    name: "cancelling by a handle that is none",
    operation: "CancelMessageMoveTask",
    input: { TaskHandle: "foobared" },
    code: "InvalidParameterValue",
    message: "Value for parameter TaskHandle is invalid.",
  },
  {
    name: "cancelling a move of a queue that is not there",
    operation: "CancelMessageMoveTask",
    input: { TaskHandle: btoa(JSON.stringify({ taskId: "t", sourceArn: `${DEAD}unknown` })) },
    code: "ResourceNotFoundException",
    message: "The resource that you specified for the SourceArn parameter doesn't exist.",
  },
  {
    name: "cancelling a move that is not there",
    operation: "CancelMessageMoveTask",
    input: { TaskHandle: btoa(JSON.stringify({ taskId: "t", sourceArn: `${DEAD}standard` })) },
    code: "ResourceNotFoundException",
    message: "Task does not exist.",
  },
];

export const refusals: readonly Refusal[] = [
  ...ids,
  badId("with a space, on a standard queue", "MessageGroupId", "a b", "standard"),
  ...attributes,
  ...bodies,
  ...batches,
  ...numbers,
  ...fifo,
  ...queues,
  ...others,
];
