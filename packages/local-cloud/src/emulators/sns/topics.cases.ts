import { arn, LONG_NAME, type Refusal } from "./refusal.fixture.ts";

const creating = (why: string, input: object, message: string): Refusal => ({
  why,
  operation: "CreateTopic",
  input: () => input,
  message,
});

/** Answers AWS gave: https://github.com/localstack/localstack/tree/main/tests/aws/services/sns */
export const recorded: readonly Refusal[] = [
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
  creating("no name", { Name: "" }, "Invalid parameter: Topic Name"),
  creating("a long name", { Name: LONG_NAME }, "Invalid parameter: Topic Name"),
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
];

/** Not recorded, but what AWS's pages say or what is not emulated. */
export const further: readonly Refusal[] = [
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
];
