import {
  attribute,
  fifo,
  ids,
  MISSING,
  many,
  prefixed,
  type Refusal,
  text,
  token,
  VALUE,
} from "./refusals.fixture.ts";

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
