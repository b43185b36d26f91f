import { attribute, fifo, MISSING, prefixed, type Refusal, text, VALUE } from "./refusals.fixture.ts";

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
