/** What a call may name; the test makes them. */
export interface Given {
  readonly topic: string;
  readonly fifo: string;
  readonly queue: string;
  readonly fifoQueue: string;
  readonly subscription: string;
  readonly fifoSubscription: string;
}

export interface Refusal {
  readonly why: string;
  readonly operation: string;
  input(given: Given): object;
  readonly code?: string;
  readonly message: string;
}

const elements = (parameter: string, count: number) =>
  `Invalid parameter: ${parameter} Reason: An ARN must have at least 6 elements, not ${count}`;
const arn = (region: string, name: string) => `arn:aws:sns:${region}:000000000000:${name}`;
const exchange = "a".repeat(257);

const subscribing = (
  why: string,
  Protocol: string,
  Endpoint: string | ((given: Given) => string),
  message: string,
  more: { Attributes?: Record<string, string>; fifo?: boolean } = {},
): Refusal => ({
  why,
  operation: "Subscribe",
  input: (given) => ({
    TopicArn: more.fifo ? given.fifo : given.topic,
    Protocol,
    Endpoint: typeof Endpoint === "string" ? Endpoint : Endpoint(given),
    ...(more.Attributes && { Attributes: more.Attributes }),
  }),
  message,
});
const setting = (
  why: string,
  AttributeName: string,
  AttributeValue: string,
  message: string,
  SubscriptionArn: (given: Given) => string = ({ subscription }) => subscription,
): Refusal => ({
  why,
  operation: "SetSubscriptionAttributes",
  input: (given) => ({ SubscriptionArn: SubscriptionArn(given), AttributeName, AttributeValue }),
  message,
});
const publishing = (why: string, input: object, message: string, code?: string): Refusal => ({
  why,
  operation: "Publish",
  input: ({ topic }) => ({ TopicArn: topic, Message: "a", ...input }),
  message,
  ...(code !== undefined && { code }),
});
const attribute = (why: string, name: string, value: object, message: string): Refusal =>
  publishing(why, { MessageAttributes: { [name]: value } }, message, "ParameterValueInvalid");
const creating = (why: string, input: object, message: string): Refusal => ({
  why,
  operation: "CreateTopic",
  input: () => input,
  message,
});

const EMPTY = (type: string) =>
  `The message attribute 'a' must contain non-empty message attribute value for message attribute type '${type}'.`;
const FIELD = (type: string, field: string) =>
  `The message attribute 'a' with type '${type}' must use field '${field}'.`;
const TYPE =
  "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.";

/** Answers AWS gave: https://github.com/localstack/localstack/tree/main/tests/aws/services/sns */
export const recordedRefusals: readonly Refusal[] = [
  ...["", "a:b", "topic"].map((TopicArn) =>
    publishing(`the topic ARN "${TopicArn}"`, { TopicArn }, elements("TopicArn", TopicArn.split(":").length)),
  ),
  {
    why: "a topic that is not there",
    operation: "GetTopicAttributes",
    input: () => ({ TopicArn: arn("eu-west-1", "unknown") }),
    code: "NotFound",
    message: "Topic does not exist",
  },
  ...["GetTopicAttributes", "DeleteTopic", "ListSubscriptionsByTopic"].map(
    (operation): Refusal => ({
      why: `${operation} of another region`,
      operation,
      input: () => ({ TopicArn: arn("us-east-1", "news") }),
      message: "Invalid parameter: TopicArn",
    }),
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
      [exchange, "Length of message attribute name must be less than 256 bytes."],
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
  creating("no name", { Name: "" }, "Invalid parameter: Topic Name"),
  creating("a long name", { Name: exchange }, "Invalid parameter: Topic Name"),
  creating("a standard topic named .fifo", { Name: "a.fifo" }, "Invalid parameter: Topic Name"),
  creating(
    "a FIFO topic not named .fifo",
    { Name: "a", Attributes: { FifoTopic: "true" } },
    "Invalid parameter: Topic Name",
  ),
  ...[":", ";", "!", "@", "|", "^", "%", " "].map((char) =>
    creating(`a name with ${char}`, { Name: `bad${char}name` }, "Invalid parameter: Topic Name"),
  ),
  creating(
    "a topic that is there with other tags",
    { Name: "news", Tags: [{ Key: "a", Value: "1" }] },
    "Invalid parameter: Tags Reason: Topic already exists with different tags",
  ),
  ...[{ DisplayName: "other" }, { SignatureVersion: "2" }].map((Attributes) =>
    creating(
      `a topic that is there with other ${Object.keys(Attributes)}`,
      { Name: "news", Attributes },
      "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
    ),
  ),
  {
    why: "FifoTopic of a topic that is there",
    operation: "SetTopicAttributes",
    input: ({ topic }) => ({ TopicArn: topic, AttributeName: "FifoTopic", AttributeValue: "false" }),
    message: "Invalid parameter: AttributeName",
  },
  {
    why: "a tag twice",
    operation: "TagResource",
    input: ({ topic }) => ({
      ResourceArn: topic,
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "a", Value: "1" },
      ],
    }),
    message: "Invalid parameter: Duplicated keys are not allowed.",
  },
  {
    why: "an action that is none",
    operation: "AddPermission",
    input: ({ topic }) => ({
      TopicArn: topic,
      Label: "b",
      AWSAccountId: ["000000000000"],
      ActionName: ["InvalidAction"],
    }),
    message: "Invalid parameter: Policy statement action out of service scope!",
  },
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
  {
    why: "a token that is none",
    operation: "ConfirmSubscription",
    input: ({ topic }) => ({ TopicArn: topic, Token: "randomtoken" }),
    message: "Invalid token",
  },
  {
    why: "a token nobody has",
    operation: "ConfirmSubscription",
    input: ({ topic }) => ({ TopicArn: topic, Token: "51b2ff3e".repeat(36) }),
    message: "Invalid parameter: Token",
  },
  ...(
    [
      ["randomstring", elements("SubscriptionArn", 1)],
      ["arn:aws:sns:eu-west-1:random", elements("SubscriptionArn", 5)],
      [arn("eu-west-1", "random"), "Invalid parameter: SubscriptionId"],
      [undefined, "Invalid parameter: SubscriptionArn Reason: no value for required parameter"],
    ] as const
  ).map(
    ([SubscriptionArn, message]): Refusal => ({
      why: `Unsubscribe of ${SubscriptionArn}`,
      operation: "Unsubscribe",
      input: () => ({ SubscriptionArn }),
      message,
    }),
  ),
  {
    why: "a subscription that is not there",
    operation: "GetSubscriptionAttributes",
    input: ({ topic }) => ({ SubscriptionArn: `${topic}:unknown` }),
    code: "NotFound",
    message: "Subscription does not exist",
  },
  subscribing(
    "an unknown protocol",
    "test-protocol",
    "a",
    "Invalid parameter: Amazon SNS does not support this protocol string: test-protocol",
  ),
  ...["unknown", "http://127.0.0.1:4566/000000000000/mail"].map((endpoint) =>
    subscribing(`the queue ${endpoint}`, "sqs", endpoint, "Invalid parameter: SQS endpoint ARN"),
  ),
  ...["+15--551234567", "NAA+15551234567", "+15551234567.", "/+15551234567", "invalid-number"].map((number) =>
    subscribing(`the number ${number}`, "sms", number, `Invalid SMS endpoint: ${number}`),
  ),
  subscribing(
    "a FIFO queue at a standard topic",
    "sqs",
    ({ fifoQueue }) => fifoQueue,
    "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
  ),
  // https://github.com/hashicorp/terraform-provider-aws/issues/38441
  subscribing(
    "a phone at a FIFO topic",
    "sms",
    "+31612345678",
    "Invalid parameter: Invalid protocol type: sms",
    {
      fifo: true,
    },
  ),
  subscribing(
    "raw delivery of a wrong value",
    "sqs",
    ({ queue }) => queue,
    "Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [wrongvalue]. Must be true or false.",
    { Attributes: { RawMessageDelivery: "wrongvalue" } },
  ),
  subscribing(
    "a queue that is there with other attributes",
    "sqs",
    ({ queue }) => queue,
    "Invalid parameter: Attributes Reason: Subscription already exists with different attributes",
    { Attributes: { RawMessageDelivery: "false", FilterPolicyScope: "MessageBody" } },
  ),
  // https://github.com/aws-controllers-k8s/community/issues/2192
  subscribing(
    "raw delivery to a function",
    "lambda",
    "arn:aws:lambda:eu-west-1:000000000000:function:mailer",
    "Invalid parameter: Attributes Reason: Delivery protocol [lambda] does not support raw message delivery.",
    { Attributes: { RawMessageDelivery: "false" } },
  ),
  setting("an attribute that is none", "FakeAttribute", "a", "Invalid parameter: AttributeName"),
  ...["test-ValUe", ""].map((value) =>
    setting(
      `raw delivery "${value}"`,
      "RawMessageDelivery",
      value,
      `Invalid parameter: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`,
    ),
  ),
  setting(
    "an unknown scope",
    "FilterPolicyScope",
    "RandomValue",
    "Invalid parameter: FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes",
  ),
  setting(
    "a dead-letter queue that is no ARN",
    "RedrivePolicy",
    '{"deadLetterTargetArn":"fake-arn"}',
    "Invalid parameter: RedrivePolicy: deadLetterTargetArn is an invalid arn",
  ),
  setting(
    "a standard dead-letter queue of a FIFO one",
    "RedrivePolicy",
    '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:mail"}',
    "Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.",
    ({ fifoSubscription }) => fifoSubscription,
  ),
  setting(
    "a nested policy of attributes",
    "FilterPolicy",
    '{"object":{"key":[{"prefix":"auto-"}]}}',
    "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy",
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
export const furtherRefusals: readonly Refusal[] = [
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
  ...["http", "https", "email", "email-json", "application", "firehose"].map((protocol) =>
    subscribing(
      protocol,
      protocol,
      "https://example.com",
      `Invalid parameter: Protocol Reason: the local cloud delivers to sqs, lambda and sms, not to ${protocol}`,
    ),
  ),
  subscribing("the function mailer", "lambda", "mailer", "Invalid parameter: Lambda endpoint ARN"),
  subscribing(
    "replay",
    "sqs",
    ({ queue }) => queue.replace("mail", "other"),
    "Invalid parameter: Attributes Reason: ReplayPolicy: the local cloud does not archive messages, so none can be replayed.",
    { Attributes: { ReplayPolicy: "{}" } },
  ),
  creating(
    "an archive",
    { Name: "a.fifo", Attributes: { FifoTopic: "true", ArchivePolicy: "{}" } },
    "Invalid parameter: Attributes Reason: ArchivePolicy: the local cloud does not archive messages.",
  ),
  ...(
    [
      ["ContentBasedDeduplication", "true"],
      ["FifoThroughputScope", "Topic"],
    ] as const
  ).map(([name, value]) =>
    creating(
      `${name} of a standard topic`,
      { Name: "a", Attributes: { [name]: value } },
      `Invalid parameter: Attributes Reason: ${name}: can only be set for FIFO topics`,
    ),
  ),
  {
    why: "tags of no topic",
    operation: "ListTagsForResource",
    input: () => ({ ResourceArn: arn("eu-west-1", "unknown") }),
    code: "ResourceNotFound",
    message: "Resource does not exist",
  },
  {
    why: "a cursor that was not given out",
    operation: "ListTopics",
    input: () => ({ NextToken: "abc" }),
    message: "Invalid parameter: NextToken Reason: it is none that was given out",
  },
  {
    why: "an empty batch",
    operation: "PublishBatch",
    input: ({ topic }) => ({ TopicArn: topic, PublishBatchRequestEntries: "" }),
    code: "EmptyBatchRequest",
    message: "The batch request doesn't contain any entries.",
  },
];
