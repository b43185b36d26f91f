/** An operation that AWS refuses, on a standard queue `orders` or a FIFO queue `orders.fifo`. */
export interface Refusal {
  readonly what: string;
  readonly operation: string;
  readonly queue?: "orders" | "orders.fifo";
  readonly input: Record<string, unknown>;
  /** As the query protocol names it. */
  readonly code: string;
  readonly message: string;
  /** As the JSON protocol names it, where that is not the code. */
  readonly type?: string;
  readonly status?: number;
}

const VALUE = { code: "InvalidParameterValue", type: "InvalidParameterValueException" };
const MISSING = { code: "MissingParameter", type: "MissingRequiredParameterException" };
const prefixed = (type: string) => ({ code: `AWS.SimpleQueueService.${type}`, type });
const ids =
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
const token = (name: string) =>
  `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
const fifo = { queue: "orders.fifo" } as const;
const many = (entry: object) => Array.from({ length: 20 }, (_, at) => ({ Id: String(at), ...entry }));
const attribute = (name: string, value: object) => ({
  MessageBody: "x",
  MessageAttributes: { [name]: value },
});
const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });

/** Answers recorded on AWS, https://github.com/localstack/localstack/tree/main/tests/aws/services/sqs. */
export const recordedRefusals: Refusal[] = [
  {
    what: "a body without a character",
    operation: "SendMessage",
    input: { MessageBody: "" },
    ...MISSING,
    message: "The request must contain the parameter MessageBody.",
  },
  {
    what: "more messages than ten at once",
    operation: "ReceiveMessage",
    input: { MaxNumberOfMessages: 11 },
    ...VALUE,
    message:
      "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
  },
  ...[21, -1].map((WaitTimeSeconds) => ({
    what: `a wait of ${WaitTimeSeconds} seconds`,
    operation: "ReceiveMessage",
    input: { WaitTimeSeconds },
    ...VALUE,
    message: `Value ${WaitTimeSeconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`,
  })),
  {
    what: "a message longer than a mebibyte with its attributes",
    operation: "SendMessage",
    input: { ...attribute("k", text("x")), MessageBody: "a".repeat(1_048_576 - 7) },
    ...VALUE,
    message: "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
  },
  {
    what: "a batch longer than a mebibyte with its attributes",
    operation: "SendMessageBatch",
    input: {
      Entries: [
        { Id: "1", ...attribute("k", text("x")), MessageBody: "a".repeat(1_048_576 - 8) },
        { Id: "2", MessageBody: "a" },
      ],
    },
    ...prefixed("BatchRequestTooLong"),
    message: "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
  },
  ...["", "a".repeat(129), "group 123"].flatMap((id) => [
    {
      what: `"${id}" as a group of a standard queue`,
      operation: "SendMessage",
      input: { MessageBody: "x", MessageGroupId: id },
      ...VALUE,
      message: `Value ${id} for parameter MessageGroupId is invalid. Reason: ${token("MessageGroupId")}`,
    },
    {
      what: `"${id}" as a deduplication id`,
      operation: "SendMessage",
      ...fifo,
      input: { MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: id },
      ...VALUE,
      message: `Value ${id} for parameter MessageDeduplicationId is invalid. Reason: ${token("MessageDeduplicationId")}`,
    },
  ]),
  {
    what: "a delay of one FIFO message",
    operation: "SendMessage",
    ...fifo,
    input: { MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: "a", DelaySeconds: 2 },
    ...VALUE,
    message:
      "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
  },
  {
    what: "a FIFO message without deduplication id",
    operation: "SendMessage",
    ...fifo,
    input: { MessageBody: "x", MessageGroupId: "a" },
    ...VALUE,
    message:
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  },
  {
    what: "a FIFO message without group",
    operation: "SendMessage",
    ...fifo,
    input: { MessageBody: "x", MessageDeduplicationId: "a" },
    ...MISSING,
    message: "The request must contain the parameter MessageGroupId.",
  },
  {
    what: "a FIFO batch with an entry without deduplication id",
    operation: "SendMessageBatch",
    ...fifo,
    input: {
      Entries: [
        { Id: "1", MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: "a" },
        { Id: "2", MessageBody: "x", MessageGroupId: "a" },
      ],
    },
    ...VALUE,
    message:
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  },
  {
    what: "a FIFO batch with an entry without group",
    operation: "SendMessageBatch",
    ...fifo,
    input: {
      Entries: [
        { Id: "1", MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: "a" },
        { Id: "2", MessageBody: "x", MessageDeduplicationId: "b" },
      ],
    },
    ...VALUE,
    message: "The request must contain the parameter MessageGroupId.",
  },
  ...["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"].flatMap((operation) => {
    const entry = { MessageBody: "x", ReceiptHandle: "x", VisibilityTimeout: 1 };
    return [
      {
        what: "twenty entries",
        operation,
        input: { Entries: many(entry) },
        ...prefixed("TooManyEntriesInBatchRequest"),
        message: "Maximum number of entries per request are 10. You have sent 20.",
      },
      ...["", "a".repeat(100), "invalid:id"].map((Id) => ({
        what: `"${Id}" as the id of an entry`,
        operation,
        input: { Entries: [{ Id, ...entry }] },
        ...prefixed("InvalidBatchEntryId"),
        message: ids,
      })),
    ];
  }),
  {
    what: "an empty text attribute",
    operation: "SendMessage",
    input: attribute("ErrorDetails", text("")),
    ...VALUE,
    message: "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
  },
  {
    what: "garbage as a receipt handle",
    operation: "DeleteMessage",
    input: { ReceiptHandle: "garbage" },
    code: "ReceiptHandleIsInvalid",
    message: 'The input receipt handle "garbage" is not a valid receipt handle.',
    status: 404,
  },
  {
    what: "garbage as a receipt handle",
    operation: "ChangeMessageVisibility",
    input: { ReceiptHandle: "garbage", VisibilityTimeout: 60 },
    code: "ReceiptHandleIsInvalid",
    message: 'The input receipt handle "garbage" is not a valid receipt handle.',
    status: 404,
  },
  ...["true", "false"].map((FifoQueue) => ({
    what: `FifoQueue ${FifoQueue} for a standard queue`,
    operation: "SetQueueAttributes",
    input: { Attributes: { FifoQueue } },
    code: "InvalidAttributeName",
    message: "Unknown Attribute FifoQueue.",
  })),
  {
    what: "FifoQueue false for a FIFO queue",
    operation: "SetQueueAttributes",
    ...fifo,
    input: { Attributes: { FifoQueue: "false" } },
    code: "InvalidAttributeValue",
    message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
  },
  {
    what: "two kinds of encryption",
    operation: "SetQueueAttributes",
    input: { Attributes: { KmsMasterKeyId: "testKeyId", SqsManagedSseEnabled: "true" } },
    code: "InvalidAttributeName",
    message:
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
  },
  ...(
    [
      ["FifoQueue", "false", "Unknown Attribute FifoQueue."],
      ["ContentBasedDeduplication", "false", "Unknown Attribute ContentBasedDeduplication."],
      [
        "DeduplicationScope",
        "queue",
        "You can specify the DeduplicationScope only when FifoQueue is set to true.",
      ],
      [
        "FifoThroughputLimit",
        "perQueue",
        "You can specify the FifoThroughputLimit only when FifoQueue is set to true.",
      ],
    ] as const
  ).map(([name, value, message]) => ({
    what: `${name} for a standard queue`,
    operation: "CreateQueue",
    input: { QueueName: "new", Attributes: { [name]: value } },
    code: "InvalidAttributeName",
    message,
  })),
  {
    what: "another value for an attribute of a queue that exists",
    operation: "CreateQueue",
    input: { QueueName: "orders", Attributes: { VisibilityTimeout: "30", DelaySeconds: "2" } },
    code: "QueueAlreadyExists",
    type: "QueueNameExists",
    message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
  },
  {
    what: "to remove a permission that is not there",
    operation: "RemovePermission",
    input: { Label: "nobody" },
    ...VALUE,
    message: "Value nobody for parameter Label is invalid. Reason: can't find label.",
  },
  {
    what: "to move from a queue that is nobody's dead-letter queue",
    operation: "StartMessageMoveTask",
    input: { SourceArn: "arn:aws:sqs:eu-west-1:000000000000:orders" },
    ...VALUE,
    message: "Source queue must be configured as a Dead Letter Queue.",
  },
  {
    what: "a task handle that is none",
    operation: "CancelMessageMoveTask",
    input: { TaskHandle: "foobared" },
    ...VALUE,
    message: "Value for parameter TaskHandle is invalid.",
  },
  ...(
    [
      ["unknown", "The resource that you specified for the SourceArn parameter doesn't exist."],
      ["orders", "Task does not exist."],
    ] as const
  ).map(([name, message]) => ({
    what: `a task handle of ${name}`,
    operation: "CancelMessageMoveTask",
    input: {
      TaskHandle: Buffer.from(
        JSON.stringify({
          taskId: "10f57157-fc38-4da9-a113-4de7e12d05aa",
          sourceArn: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
        }),
      ).toString("base64"),
    },
    code: "ResourceNotFoundException",
    message,
    status: 404,
  })),
];

/** Rules of the API reference, in the words of AWS as far as they are known. */
export const documentedRefusals: Refusal[] = [
  {
    what: "a deduplication id for a standard queue",
    operation: "SendMessage",
    input: { MessageBody: "x", MessageDeduplicationId: "a" },
    ...VALUE,
    message:
      "Value a for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.",
  },
  {
    what: "a delay over 15 minutes",
    operation: "SendMessage",
    input: { MessageBody: "x", DelaySeconds: 901 },
    ...VALUE,
    message: "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
  },
  ...["\u0000", "\u0008", "\u000b", "\u001f", "\ufffe", "\uffff", "\ud83d", "\ude00 x"].map((body) => ({
    what: `a body with ${JSON.stringify(body)}`,
    operation: "SendMessage",
    input: { MessageBody: body },
    code: "InvalidMessageContents",
    message:
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
  })),
  ...(
    [
      ["", text("x"), "Message (user) attribute name must not be empty."],
      ["L".repeat(257), text("x"), "Message (user) attribute names must be shorter than 256 Bytes"],
      ...["bad!", 'bad"', "bad§", "bad(", "bad?", "bad name"].map((name) => [
        name,
        text("x"),
        "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ",
      ]),
      ...["aWs.x", "AMAZON.x", ".x", "x."].map((name) => [
        name,
        text("x"),
        "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.",
      ]),
      ["a", { StringValue: "x" }, "The message attribute 'a' must contain non-empty message attribute type."],
      [
        "a",
        text("x", "Text"),
        "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
      ],
      [
        "a",
        text("1", `Number.${"L".repeat(256)}`),
        "Message (user) attribute types must be shorter than 256 Bytes",
      ],
      [
        "a",
        { DataType: "Binary" },
        "Message (user) attribute 'a' must contain a non-empty value of type 'Binary'.",
      ],
      ["a", text("abc", "Number"), "Could not cast message (user) attribute 'a' value to number."],
      ["a", text("x\u0008"), "Invalid binary character was found in the message attribute 'a'."],
    ] as [string, object, string][]
  ).map(([name, value, message]) => ({
    what: `the attribute "${name}" ${JSON.stringify(value)}`.slice(0, 90),
    operation: "SendMessage",
    input: attribute(name, value),
    ...VALUE,
    message,
  })),
  {
    what: "eleven attributes",
    operation: "SendMessage",
    input: {
      MessageBody: "x",
      MessageAttributes: Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`a${at}`, text("x")])),
    },
    ...VALUE,
    message: "Number of message attributes [11] exceeds the allowed maximum [10].",
  },
  {
    what: "a system attribute that no sender sets",
    operation: "SendMessage",
    input: { MessageBody: "x", MessageSystemAttributes: { SenderId: text("x") } },
    ...VALUE,
    message: "Message system attribute name 'SenderId' is invalid; only AWSTraceHeader can be set.",
  },
  {
    what: "no entry",
    operation: "SendMessageBatch",
    input: { Entries: [] },
    ...prefixed("EmptyBatchRequest"),
    message: "There should be at least one SendMessageBatchRequestEntry in the request.",
  },
  {
    what: "an id twice",
    operation: "SendMessageBatch",
    input: {
      Entries: [
        { Id: "a", MessageBody: "x" },
        { Id: "a", MessageBody: "y" },
      ],
    },
    ...prefixed("BatchEntryIdsNotDistinct"),
    message: "Id a repeated.",
  },
  {
    what: "an attribute that no message has",
    operation: "ReceiveMessage",
    input: { AttributeNames: ["Colour"] },
    code: "InvalidAttributeName",
    message: "Unknown Attribute Colour.",
  },
  {
    what: "an attribute that no queue has",
    operation: "GetQueueAttributes",
    input: { AttributeNames: ["Colour"] },
    code: "InvalidAttributeName",
    message: "Unknown Attribute Colour.",
  },
  {
    what: "an attempt id for a standard queue",
    operation: "ReceiveMessage",
    input: { ReceiveRequestAttemptId: "a" },
    ...VALUE,
    message:
      "Value a for parameter ReceiveRequestAttemptId is invalid. Reason: The request include parameter that is not valid for this queue type.",
  },
  ...(
    [
      ["VisibilityTimeout", "43201"],
      ["VisibilityTimeout", "-1"],
      ["DelaySeconds", "901"],
      ["MaximumMessageSize", "1023"],
      ["MaximumMessageSize", "1048577"],
      ["MessageRetentionPeriod", "59"],
      ["MessageRetentionPeriod", "1209601"],
      ["ReceiveMessageWaitTimeSeconds", "21"],
      ["ReceiveMessageWaitTimeSeconds", "ten"],
      ["KmsDataKeyReusePeriodSeconds", "59"],
      ["SqsManagedSseEnabled", "yes"],
      ["RedriveAllowPolicy", '{"redrivePermission":"byQueue"}'],
      [
        "RedriveAllowPolicy",
        '{"redrivePermission":"denyAll","sourceQueueArns":["arn:aws:sqs:eu-west-1:0:a"]}',
      ],
    ] as const
  ).map(([name, value]) => ({
    what: `${name} ${value}`,
    operation: "SetQueueAttributes",
    input: { Attributes: { [name]: value } },
    code: "InvalidAttributeValue",
    message: `Invalid value for the parameter ${name}.`,
  })),
  {
    what: "the limit per group without the scope",
    operation: "SetQueueAttributes",
    ...fifo,
    input: { Attributes: { FifoThroughputLimit: "perMessageGroupId" } },
    code: "InvalidAttributeValue",
    message:
      "Invalid value for the parameter FifoThroughputLimit. Reason: perMessageGroupId is allowed only when DeduplicationScope is messageGroup.",
  },
  ...["new.fifo", "a b", "a/b", "", "a".repeat(81)].map((QueueName) => ({
    what: `a standard queue called "${QueueName}"`,
    operation: "CreateQueue",
    input: { QueueName },
    ...VALUE,
    message: "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
  })),
  ...["new", ".fifo", `${"a".repeat(76)}.fifo`].map((QueueName) => ({
    what: `a FIFO queue called "${QueueName}"`,
    operation: "CreateQueue",
    input: { QueueName, Attributes: { FifoQueue: "True" } },
    ...VALUE,
    message:
      "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
  })),
  {
    what: "a queue without a name",
    operation: "CreateQueue",
    input: {},
    ...MISSING,
    message: "The request must contain the parameter QueueName.",
  },
  {
    what: "more than twelve hours out of sight",
    operation: "ReceiveMessage",
    input: { VisibilityTimeout: 43_201 },
    ...VALUE,
    message:
      "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.",
  },
  {
    what: "a page of more than a thousand queues",
    operation: "ListQueues",
    input: { MaxResults: 1001 },
    ...VALUE,
    message:
      "Value 1001 for parameter MaxResults is invalid. Reason: Must be between 1 and 1000, if provided.",
  },
  {
    what: "a token that is none",
    operation: "ListQueues",
    input: { MaxResults: 1, NextToken: "?" },
    ...VALUE,
    message: "Invalid or expired next token.",
  },
  {
    what: "a tag without a key",
    operation: "TagQueue",
    input: { Tags: { "": "x" } },
    ...VALUE,
    message: 'Tag keys have 1 to 128 letters and do not start with aws:, values up to 256; "" breaks it.',
  },
];
