import { arn, elements, type Given, type Refusal } from "./refusal.fixture.ts";

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
/** Answers AWS gave: https://github.com/localstack/localstack/tree/main/tests/aws/services/sns */
export const recorded: readonly Refusal[] = [
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
      [arn("us-west-2", "random"), "Invalid parameter: SubscriptionId"],
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

/** Not recorded, but what AWS's pages say or what is not emulated. */
export const further: readonly Refusal[] = [
  ...["http", "https", "email-json", "application", "firehose"].map((protocol) =>
    subscribing(
      protocol,
      protocol,
      "https://example.com",
      `Invalid parameter: Protocol Reason: the local cloud delivers to sqs, lambda, sms and email, not to ${protocol}`,
    ),
  ),
  subscribing("nobody's address", "email", "staff", "Invalid parameter: Email address"),
  subscribing("the function mailer", "lambda", "mailer", "Invalid parameter: Lambda endpoint ARN"),
  subscribing(
    "replay",
    "sqs",
    ({ queue }) => queue.replace("mail", "other"),
    "Invalid parameter: Attributes Reason: ReplayPolicy: the local cloud does not archive messages, so none can be replayed.",
    { Attributes: { ReplayPolicy: "{}" } },
  ),
];
