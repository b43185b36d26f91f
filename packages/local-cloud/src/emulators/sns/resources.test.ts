import { expect, test } from "vitest";
import { topicProperties, topicSubscriptionProperties } from "./resources.ts";

const topic = "arn:aws:sns:eu-west-1:000000000000:news";
const queue = "arn:aws:sqs:eu-west-1:000000000000:mail";
const subscription = { topic, protocol: "sqs", endpoint: queue };
const lambda = {
  ...subscription,
  protocol: "lambda",
  endpoint: "arn:aws:lambda:eu-west-1:000000000000:function:mailer",
};

test.each<[inputs: object, property: string, rule: RegExp]>([
  [{ contentBasedDeduplication: true }, "contentBasedDeduplication", /only FIFO topics.*set fifoTopic/],
  [{ fifoThroughputScope: "Topic" }, "fifoThroughputScope", /only FIFO topics.*set fifoTopic/],
  [{ fifoTopic: true, fifoThroughputScope: "Queue" }, "fifoThroughputScope", /MessageGroup/],
  [{ fifoTopic: true, tracingConfig: "Active" }, "tracingConfig", /only standard topics/],
  [{ fifoTopic: true, archivePolicy: "{}" }, "archivePolicy", /does not archive.*remove it/],
  [{ name: "orders.fifo" }, "name", /no name of a standard topic/],
  [{ name: "orders", fifoTopic: true }, "name", /no name of a FIFO topic/],
  [{ name: "my orders" }, "name", /letters, digits/],
  [{ signatureVersion: 3 }, "signatureVersion", /./],
  [{ displayName: "a".repeat(101) }, "displayName", /100/],
  [{ sqsSuccessFeedbackSampleRate: 101 }, "sqsSuccessFeedbackSampleRate", /100/],
])("refuses a topic with %j", (inputs, property, rule) => {
  const issues = topicProperties.safeParse(inputs).error?.issues ?? [];
  expect(issues.map(({ path }) => path)).toEqual([[property]]);
  expect(issues[0]!.message).toMatch(rule);
});

test.each<[inputs: object, property: string, rule: RegExp]>([
  [
    { ...subscription, endpoint: `${queue}.fifo` },
    "endpoint",
    /does not deliver to a FIFO queue.*subscribe a/,
  ],
  [{ ...lambda, topic: `${topic}.fifo` }, "protocol", /queues alone; subscribe a queue/],
  [{ ...subscription, endpoint: "http://127.0.0.1/mail" }, "endpoint", /SQS endpoint ARN/],
  [{ ...lambda, endpoint: "mailer" }, "endpoint", /Lambda endpoint ARN/],
  [{ ...subscription, protocol: "sms", endpoint: "home" }, "endpoint", /home/],
  [{ ...subscription, protocol: "email", endpoint: "home" }, "endpoint", /Email address/],
  [
    { ...subscription, protocol: "email-json", endpoint: "a@b.c" },
    "protocol",
    /delivers to sqs, lambda, sms and email, not/,
  ],
  [{ ...subscription, replayPolicy: "{}" }, "replayPolicy", /does not archive.*remove it/],
  [{ ...lambda, rawMessageDelivery: true }, "rawMessageDelivery", /does not support raw message delivery/],
  [{ ...subscription, redrivePolicy: '{"deadLetterTargetArn":"dead"}' }, "redrivePolicy", /invalid arn/],
  [
    {
      topic: `${topic}.fifo`,
      protocol: "sqs",
      endpoint: `${queue}.fifo`,
      redrivePolicy: `{"deadLetterTargetArn":"${queue}"}`,
    },
    "redrivePolicy",
    /must use a FIFO queue/,
  ],
  [
    { ...subscription, filterPolicyScope: "Message" },
    "filterPolicyScope",
    /MessageBody or MessageAttributes/,
  ],
  [{ ...subscription, filterPolicy: '{"a":"b"}' }, "filterPolicy", /must be an object or an array/],
  [{ ...subscription, filterPolicy: '{"a":{"b":["c"]}}' }, "filterPolicy", /nested filter policy/],
])("refuses a subscription with %j", (inputs, property, rule) => {
  const issues = topicSubscriptionProperties.safeParse(inputs).error?.issues ?? [];
  expect(issues.map(({ path }) => path)).toEqual([[property]]);
  expect(issues[0]!.message).toMatch(rule);
});

test("takes what AWS takes", () => {
  for (const inputs of [
    { contentBasedDeduplication: false, fifoTopic: false, tracingConfig: "Active", signatureVersion: 2 },
    { name: "orders.fifo", fifoTopic: true, contentBasedDeduplication: true },
  ])
    expect(topicProperties.safeParse(inputs).error).toBeUndefined();
  for (const inputs of [
    { ...subscription, topic: `${topic}.fifo`, rawMessageDelivery: true },
    {
      ...lambda,
      rawMessageDelivery: false,
      filterPolicyScope: "MessageBody",
      filterPolicy: '{"a":{"b":["c"]}}',
    },
    { ...lambda, endpoint: `${lambda.endpoint}:live`, filterPolicy: "{}" },
  ])
    expect(topicSubscriptionProperties.safeParse(inputs).error).toBeUndefined();
});
