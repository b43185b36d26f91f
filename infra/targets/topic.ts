import { type Consumers, versionPattern } from "@sourdough/events-schema";
import { alarm } from "../alarm.ts";
import { dataKey } from "../key.ts";
import { queueWithDeadLetterQueue } from "../queue.ts";
import { handlerOf, type QueueFunctionOptions, subscribeFunction } from "../queue-function.ts";
import { ruleArn } from "../rule.ts";
import { topicPolicy } from "../topic.ts";
import type { Target } from "./target.ts";

/** `<name>Topic`, and the rule `<name>` that sends to it what its subscribers consume. */
export const toTopic = (name: string) => {
  const topic = new sst.aws.SnsTopic(`${name}Topic`, { transform: { topic: { kmsMasterKeyId: dataKey() } } });
  topicPolicy(`${name}Topic`, topic.arn, [
    { service: "events.amazonaws.com", condition: { variable: "aws:SourceArn", values: [ruleArn(name)] } },
  ]);

  alarm("topic-failed", `${name}Topic`, { dimensions: { TopicName: topic.nodes.topic.name } });

  /** A subscription with a queue, `<subscription>Queue`, and the function that is the consumer. */
  const queueToFunction = ({
    subscription,
    ...options
  }: QueueFunctionOptions & { subscription: string }): Target => ({
    rule: name,
    sharesRule: true,
    connect: ({ service, consumer, events, carried }) => {
      const sender = { service: "sns.amazonaws.com" as const, sourceArns: [topic.arn] };
      const { queue, deadLetterQueue } = queueWithDeadLetterQueue(subscription, {
        consumerTimeoutSeconds: options.timeoutSeconds,
        sender,
        deadLetterSender: sender,
      });
      new aws.sns.TopicSubscription(`${subscription}Subscription`, {
        topic: topic.arn,
        protocol: "sqs",
        endpoint: queue.arn,
        rawMessageDelivery: true,
        filterPolicyScope: "MessageBody",
        filterPolicy: JSON.stringify(filterPolicy(events, carried)),
        redrivePolicy: $jsonStringify({ deadLetterTargetArn: deadLetterQueue.arn }),
      });
      subscribeFunction(queue, handlerOf(service, consumer), options);
      return { arn: topic.arn };
    },
  });
  return { arn: topic.arn, queueToFunction };
};

/** What a subscriber takes of all the topic carries; where that is a part of each event, the part alone. */
export const filterPolicy = (events: Consumers[string], carried: Consumers[string]): object => {
  const wanted = versionPattern(...events);
  const takes = ({ source, name, version }: Consumers[string][number]) =>
    events.some((event) => event.source === source && event.name === name && event.version === version);
  if ("$or" in wanted || !carried.every(takes)) return wanted;
  const { data } = wanted.detail;
  return data ? { detail: { data } } : { "detail-type": wanted["detail-type"] };
};
