import { arn, elements, LONG_NAME, type Refusal } from "./refusal.fixture.ts";

const publishing = (why: string, input: object, message: string, code?: string): Refusal => ({
  why,
  operation: "Publish",
  input: ({ topic }) => ({ TopicArn: topic, Message: "a", ...input }),
  message,
  ...(code !== undefined && { code }),
});
const attribute = (why: string, name: string, value: object, message: string): Refusal =>
  publishing(why, { MessageAttributes: { [name]: value } }, message, "ParameterValueInvalid");
const EMPTY = (type: string) =>
  `The message attribute 'a' must contain non-empty message attribute value for message attribute type '${type}'.`;
const FIELD = (type: string, field: string) =>
  `The message attribute 'a' with type '${type}' must use field '${field}'.`;
const TYPE =
  "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.";

/** Answers AWS gave: https://github.com/localstack/localstack/tree/main/tests/aws/services/sns */
export const recorded: readonly Refusal[] = [
  ...["", "a:b", "topic"].map((TopicArn) =>
    publishing(`the topic ARN "${TopicArn}"`, { TopicArn }, elements("TopicArn", TopicArn.split(":").length)),
  ),
  publishing("another region", { TopicArn: arn("us-east-1", "news") }, "Invalid parameter: TopicArn"),
  publishing(
    "a target that is not there",
    { TopicArn: undefined, TargetArn: arn("eu-west-1", "endpoint/APNS/abc") },
    "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified",
  ),
  publishing("an empty subject", { Subject: "" }, "Invalid parameter: Subject"),
  publishing("an empty message", { Message: "" }, "Invalid parameter: Empty message"),
  publishing("a long message", { Message: "a".repeat(262_145) }, "Invalid parameter: Message too long"),
  publishing(
    "a message that is long with its attributes",
    {
      Message: "a".repeat(262_140),
      MessageAttributes: { k: { DataType: "String", StringValue: "value" } },
    },
    "Invalid parameter: Message too long",
  ),
  publishing(
    "a JSON message without default",
    { MessageStructure: "json", Message: '{"sqs":"a"}' },
    "Invalid parameter: Message Structure - No default entry in JSON message body",
  ),
  publishing(
    "a JSON message whose default is no text",
    { MessageStructure: "json", Message: '{"default":{"a":1}}' },
    "Invalid parameter: Message Structure - No default entry in JSON message body",
  ),
  publishing(
    "a JSON message that is none",
    { MessageStructure: "json", Message: "{" },
    "Invalid parameter: Message Structure - JSON message body failed to parse",
  ),
  publishing(
    "a deduplication id for a standard topic",
    { MessageDeduplicationId: "a" },
    "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
  ),
  ...["+1a234", "NAA+15551234567"].map((PhoneNumber) =>
    publishing(
      `the number ${PhoneNumber}`,
      { TopicArn: undefined, PhoneNumber },
      `Invalid parameter: PhoneNumber Reason: ${PhoneNumber} is not valid to publish to`,
    ),
  ),
  {
    why: "no group",
    operation: "Publish",
    input: ({ fifo }) => ({ TopicArn: fifo, Message: "a" }),
    message: "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
  },
  {
    why: "no deduplication id",
    operation: "Publish",
    input: ({ fifo }) => ({ TopicArn: fifo, Message: "a", MessageGroupId: "a" }),
    message:
      "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  },
  attribute("an empty text", "a", { DataType: "String", StringValue: "" }, EMPTY("String")),
  attribute("no text", "a", { DataType: "String" }, EMPTY("String")),
  attribute("no bytes", "a", { DataType: "Binary", BinaryValue: "" }, EMPTY("Binary")),
  attribute("bytes as text", "a", { DataType: "String", BinaryValue: "MTIz" }, FIELD("String", "String")),
  attribute("bytes as number", "a", { DataType: "Number", BinaryValue: "MTIz" }, FIELD("Number", "String")),
  attribute("text as bytes", "a", { DataType: "Binary", StringValue: "123" }, FIELD("Binary", "Binary")),
  ...["InvalidType", "String.", "Stringprefixed"].map((DataType) =>
    attribute(`the type ${DataType}`, "a", { DataType, StringValue: "1" }, TYPE),
  ),
  publishing(
    "no type",
    { MessageAttributes: { a: { StringValue: "1" } } },
    "1 validation error detected: Value null at 'messageAttributes.a.member.dataType' failed to satisfy constraint: Member must not be null",
    "ValidationError",
  ),
  ...(
    [
      [LONG_NAME, "Length of message attribute name must be less than 256 bytes."],
      [
        "a^*?",
        "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
      ],
      [".abc", "Invalid message attribute name starting with character '.' was found."],
      ["abc.", "Invalid message attribute name ending with character '.' was found."],
      ["a..bc", "Message attribute name can not have successive '.' character."],
    ] as const
  ).map(([name, message]) =>
    attribute(
      `the attribute name ${name.slice(0, 9)}`,
      name,
      { DataType: "String", StringValue: "1" },
      message,
    ),
  ),
  ...["AddPermission", "RemovePermission"].map(
    (operation): Refusal => ({
      why: `${operation} of no topic`,
      operation,
      input: () => ({
        TopicArn: arn("eu-west-1", "unknown"),
        Label: "b",
        AWSAccountId: ["000000000000"],
        ActionName: ["Publish"],
      }),
      code: "NotFound",
      message: "Topic does not exist",
    }),
  ),
];

interface BatchRefusal {
  readonly why: string;
  readonly entries: readonly object[];
  readonly code: string;
  readonly message: string;
  readonly fifo?: boolean;
}
const long = "a".repeat(81);

/** A batch is refused as a whole for these, also recorded. */
export const recordedBatchRefusals: readonly BatchRefusal[] = [
  {
    why: "no group",
    fifo: true,
    entries: [{ Id: "1", Message: "a" }],
    code: "InvalidParameter",
    message: "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
  },
  {
    why: "no deduplication id",
    fifo: true,
    entries: [{ Id: "1", Message: "a", MessageGroupId: "a" }],
    code: "InvalidParameter",
    message:
      "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  },
  {
    why: "no default in JSON",
    fifo: true,
    entries: [{ Id: "1", Message: '{"sqs":"a"}', MessageStructure: "json" }],
    code: "InvalidParameter",
    message: "Invalid parameter: Message Structure - No default entry in JSON message body",
  },
  {
    why: "eleven entries",
    fifo: true,
    entries: Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, Message: "a" })),
    code: "TooManyEntriesInBatchRequest",
    message: "The batch request contains more entries than permissible.",
  },
  {
    why: "an id twice",
    fifo: true,
    entries: [
      { Id: "1", Message: "a" },
      { Id: "1", Message: "b" },
    ],
    code: "BatchEntryIdsNotDistinct",
    message: "Two or more batch entries in the request have the same Id.",
  },
  ...["message.id", "msg@123#test"].map((Id) => ({
    why: `the id ${Id}`,
    entries: [{ Id, Message: "a" }],
    code: "InvalidBatchEntryId",
    message: `The Id of a batch entry in the batch request contains an impermissible character: ${Id}`,
  })),
  {
    why: "a long id",
    entries: [{ Id: long, Message: "a" }],
    code: "InvalidBatchEntryId",
    message: `The Id of a batch entry in the batch request is too long: ${long}`,
  },
  {
    why: "more than 256 KiB together",
    entries: ["1", "2"].map((Id) => ({ Id, Message: "a".repeat(140_000) })),
    code: "BatchRequestTooLong",
    message: "The length of all the messages put together is more than the limit.",
  },
  {
    why: "an empty attribute",
    entries: [
      { Id: "1", Message: "a" },
      { Id: "2", Message: "a", MessageAttributes: { a: { DataType: "String", StringValue: "" } } },
    ],
    code: "ParameterValueInvalid",
    message: EMPTY("String"),
  },
  {
    why: "an attribute without type",
    entries: [{ Id: "1", Message: "a", MessageAttributes: { a: { StringValue: "1" } } }],
    code: "ValidationError",
    message:
      "1 validation error detected: Value null at 'publishBatchRequestEntries.1.member.messageAttributes.a.member.dataType' failed to satisfy constraint: Member must not be null",
  },
];

/** Not recorded, but what AWS's pages say or what is not emulated. */
export const further: readonly Refusal[] = [
  publishing(
    "a topic and a number",
    { PhoneNumber: "+31612345678" },
    "Invalid parameter: TopicArn Reason: only one of TopicArn, TargetArn and PhoneNumber can be published to",
  ),
  attribute(
    "a number that is none",
    "a",
    { DataType: "Number", StringValue: "abc" },
    "Could not cast message attribute 'a' value to number.",
  ),
  publishing("a subject of two lines", { Subject: "two\nlines" }, "Invalid parameter: Subject"),
  publishing("a long subject", { Subject: "a".repeat(101) }, "Invalid parameter: Subject"),
  publishing(
    "a group id with a space",
    { MessageGroupId: "a b" },
    "Invalid parameter: The MessageGroupId parameter can only include alphanumeric and punctuation characters. 1 to 128 in length",
  ),
  publishing(
    "neither topic nor number",
    { TopicArn: undefined },
    "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
  ),
  {
    why: "an empty batch",
    operation: "PublishBatch",
    input: ({ topic }) => ({ TopicArn: topic, PublishBatchRequestEntries: "" }),
    code: "EmptyBatchRequest",
    message: "The batch request doesn't contain any entries.",
  },
];
